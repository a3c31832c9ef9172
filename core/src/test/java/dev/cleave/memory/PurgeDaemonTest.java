package dev.cleave.memory;

import static dev.cleave.histories.Patience.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
@DisplayName("The purge's daemon")
class PurgeDaemonTest {
    private static final long MIB = 1 << 20;
    private static final long PERIOD = Duration.ofMillis(1).toNanos();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    private final PurgeDaemon daemon = new PurgeDaemon();

    static Stream<Throwable> whatNobodyExpects() {
        return Stream.of(new IllegalStateException("on purpose"), new AssertionError("on purpose"),
                new OutOfMemoryError("on purpose"), new StackOverflowError("on purpose"),
                new LinkageError("on purpose"));
    }

    /** Pools that this test's daemon alone purges. */
    private static PoolBuilder builder() {
        return Pool.builder().capacity(4 * MIB).purge(false);
    }

    private static void leaveDirty(Pool pool) {
        pool.free(pool.allocate(2 * MIB).fill((byte) 1));
    }

    private static void waitUntilPurged(Pool pool) {
        waitUntil(() -> pool.committedBytes() == 0);
    }

    /** Throws what is no exception of a kind that it declares. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @ParameterizedTest
    @MethodSource("whatNobodyExpects")
    @DisplayName("survives what a pool's listener throws: that pool and all others are purged as ever")
    void survivesListeners(Throwable thrown) {
        try (Pool troubled = builder().build();
                Pool sound = builder().build()) {
            AtomicInteger told = new AtomicInteger();
            DecayListener listener = decaying -> {
                told.incrementAndGet();
                PurgeDaemonTest.<RuntimeException>raise(thrown);
            };
            troubled.addDecayListener(listener);
            daemon.watch(troubled, PERIOD);
            daemon.watch(sound, PERIOD);
            waitUntil(() -> told.get() >= 3);
            leaveDirty(troubled);
            leaveDirty(sound);

            waitUntilPurged(sound);
            waitUntilPurged(troubled);
            assertThat(troubled.removeDecayListener(listener)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("whatNobodyExpects")
    @DisplayName("tries a pool again that could not be purged, and purges the others meanwhile")
    void triesAgain(Throwable thrown) {
        AtomicInteger refused = new AtomicInteger();
        OperatingSystem failing = WatchedSystem.with((offset, byteSize) -> {
            if (refused.incrementAndGet() <= 3) {
                PurgeDaemonTest.<RuntimeException>raise(thrown);
            }
        });
        try (Pool troubled = builder().operatingSystem(failing).build();
                Pool sound = builder().build()) {
            leaveDirty(troubled);
            daemon.watch(troubled, PERIOD);
            daemon.watch(sound, PERIOD);

            waitUntilPurged(troubled);
            leaveDirty(sound);
            waitUntilPurged(sound);
            assertThat(refused).hasValueGreaterThan(3);
            assertThat(troubled.usage().usedBytes()).as("what was held when it failed").isZero();
        }
    }

    @Test
    @DisplayName("is not ended by an interrupt, nor does it pass one on to another pool")
    void survivesInterrupts() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicInteger interrupted = new AtomicInteger();
        DecayListener interrupting = decaying -> {
            thread.set(Thread.currentThread());
            Thread.currentThread().interrupt();
        };
        DecayListener interruptible = decaying -> interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
        try (Pool first = builder().build();
                Pool second = builder().build()) {
            first.addDecayListener(interrupting);
            second.addDecayListener(interruptible);
            daemon.watch(first, PERIOD);
            daemon.watch(second, PERIOD);
            waitUntil(() -> thread.get() != null);
            thread.get().interrupt();
            leaveDirty(first);
            leaveDirty(second);

            waitUntilPurged(first);
            waitUntilPurged(second);
            assertThat(interrupted).as("interrupts of the other pool's listener").hasValue(0);
            assertThat(first.removeDecayListener(interrupting)).isTrue();
            assertThat(second.removeDecayListener(interruptible)).isTrue();
        }
    }

    @Test
    @DisplayName("has nothing of whoever opened the first pool: no class loader, thread local, group or priority")
    void inheritsNothing() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicReference<String> inherited = new AtomicReference<>();
        AtomicReference<ClassLoader> loader = new AtomicReference<>();
        try (Pool pool = builder().build();
                URLClassLoader other = new URLClassLoader(new URL[0])) {
            DecayListener listener = decaying -> {
                inherited.set("" + INHERITED.get());
                loader.set(Thread.currentThread().getContextClassLoader());
                Thread.currentThread().setContextClassLoader(other);
                thread.set(Thread.currentThread());
            };
            pool.addDecayListener(listener);
            ThreadGroup group = new ThreadGroup("short-lived");
            Thread opener = new Thread(group, () -> {
                INHERITED.set("the opener's");
                daemon.watch(pool, PERIOD);
            });
            opener.setContextClassLoader(other);
            opener.setPriority(Thread.MAX_PRIORITY);
            opener.start();
            opener.join();
            waitUntil(() -> thread.get() != null);

            assertThat(thread.get().getName()).isEqualTo("cleave-purge");
            assertThat(thread.get().isDaemon()).isTrue();
            assertThat(thread.get().getPriority()).isEqualTo(Thread.NORM_PRIORITY);
            assertThat(thread.get().getThreadGroup().getParent()).as("that of no group").isNull();
            assertThat(inherited).hasValue("null");
            assertThat(loader).hasValue(ClassLoader.getSystemClassLoader());
            waitUntil(() -> ClassLoader.getSystemClassLoader().equals(thread.get().getContextClassLoader()));
            assertThat(pool.removeDecayListener(listener)).isTrue();
        }
    }

    @Test
    @DisplayName("starts anew with the next pool where its thread has ended, and purges all")
    void startsAnew() {
        List<Thread> started = new ArrayList<>();
        Function<Runnable, Thread> firstEndsAtOnce = work -> {
            Thread thread = Thread.ofPlatform().daemon().unstarted(started.isEmpty() ? () -> {} : work);
            started.add(thread);
            return thread;
        };
        PurgeDaemon mortal = new PurgeDaemon(firstEndsAtOnce);
        try (Pool early = builder().build();
                Pool late = builder().build()) {
            mortal.watch(early, PERIOD);
            waitUntil(() -> !started.getFirst().isAlive());
            leaveDirty(early);
            leaveDirty(late);
            mortal.watch(late, PERIOD);

            waitUntilPurged(late);
            waitUntilPurged(early);
            assertThat(started).hasSize(2);
        }
    }

    @Test
    @DisplayName("knows no pool for which no thread could be started")
    void watchesAllOrNothing() {
        PurgeDaemon helpless = new PurgeDaemon(work -> {
            throw new OutOfMemoryError("unable to create native thread, on purpose");
        });
        try (Pool pool = builder().build()) {
            assertThat(thrownBy(() -> helpless.watch(pool, PERIOD))).isInstanceOf(OutOfMemoryError.class);

            assertThat(helpless.watched()).isZero();
            assertThat(helpless.isRunning()).isFalse();
        }
    }

    private static Throwable thrownBy(Runnable work) {
        try {
            work.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    @DisplayName("ends when the last pool is forgotten or closed, and starts with the next")
    void endsWithTheLastPool() {
        for (int round = 0; round < 3; round++) {
            Pool forgotten = builder().build();
            Pool closed = builder().build();
            daemon.watch(forgotten, Duration.ofDays(1).toNanos());
            daemon.watch(closed, PERIOD);
            assertThat(daemon.isRunning()).isTrue();

            daemon.forget(forgotten);
            closed.close();

            waitUntil(() -> !daemon.isRunning());
            assertThat(daemon.watched()).isZero();
            forgotten.close();
        }
    }

    @Test
    @DisplayName("holds no pool that nobody closed, and forgets it whatever its period")
    void holdsPoolsWeakly() {
        WeakReference<Pool> dropped = new WeakReference<>(builder().build());
        watchForDays(dropped);
        waitUntil(() -> {
            System.gc();
            return dropped.get() == null;
        });
        try (Pool pool = builder().build()) {
            daemon.watch(pool, PERIOD);
            assertThat(daemon.watched()).isOne();
            daemon.forget(pool);
        }
        waitUntil(() -> !daemon.isRunning());
    }

    private void watchForDays(WeakReference<Pool> dropped) {
        Pool pool = dropped.get();
        daemon.watch(pool, Duration.ofDays(3).toNanos());
    }

    /** Race 11 of the package. */
    @Test
    @DisplayName("purges every pool that is opened while the last of the others is closed and its thread ends")
    void isOpenedAsItEnds() throws InterruptedException {
        List<Thread> openers = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int each = 0; each < 3; each++) {
            openers.add(
                    Thread.ofPlatform().uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown)).start(() -> {
                        for (int round = 0; round < 100; round++) {
                            try (Pool pool = builder().build()) {
                                leaveDirty(pool);
                                daemon.watch(pool, PERIOD);
                                waitUntilPurged(pool);
                                daemon.forget(pool);
                            }
                        }
                    }));
        }
        for (Thread opener : openers) {
            opener.join();
        }
        assertThat(failure).hasValue(null);
        waitUntil(() -> !daemon.isRunning());
    }
}
