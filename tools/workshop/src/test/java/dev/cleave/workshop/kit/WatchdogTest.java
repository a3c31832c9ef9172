package dev.cleave.workshop.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The watchdog")
class WatchdogTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    @DisplayName("is silent when work ends well")
    void silentWhenWell() {
        AtomicBoolean ran = new AtomicBoolean();

        assertThat(Watchdog.failureOf("well", LONG, () -> ran.set(true))).isEmpty();
        assertThat(ran).isTrue();
    }

    @Test
    @DisplayName("hands on what the work threw")
    void handsOnFailures() {
        AssertionError broken = new AssertionError("broken");

        assertThat(Watchdog.failureOf("broken", LONG, () -> {
            throw broken;
        })).containsSame(broken);
    }

    @Test
    @DisplayName("tells where every thread of work that does not end stands, and interrupts them")
    void tellsWhereThreadsHang() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(2);
        Set<Thread> hanging = ConcurrentHashMap.newKeySet();
        Watchdog.Task hang = () -> {
            hanging.add(Thread.currentThread());
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException timeIsOver) {
                interrupted.countDown();
            }
        };

        AssertionError late = Watchdog
                .failureOf("endless", LONG, () -> Watchdog.together(List.of(hang, hang)), (runner, limit) -> {
                    awaitHanging(hanging);
                    return false;
                })
                .orElseThrow();

        assertThat(late).hasMessageContaining("endless: not over after 300 seconds")
                .hasMessageContaining("endless, thread 2")
                .hasMessageContaining("CountDownLatch.await");
        interrupted.await();
    }

    /** Time is over when both threads hang, however long they take to get there. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitHanging(Set<Thread> hanging) {
        while (hanging.size() < 2
                || hanging.stream().anyMatch(each -> each.getState() != Thread.State.WAITING)) {
            Thread.yield();
        }
    }

    @Test
    @DisplayName("ends what does not end when its time is over")
    void endsWhatDoesNotEnd() {
        assertThat(Watchdog.failureOf("endless", Duration.ofMillis(1), () -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        })).hasValueSatisfying(late -> assertThat(late).hasMessageContaining("endless: not over after 0 seconds"));
    }

    @Test
    @DisplayName("runs every task of a crowd, and throws the first failure after all have ended")
    void throwsTheFirstFailure() {
        AtomicInteger ended = new AtomicInteger();
        Watchdog.Task good = ended::incrementAndGet;
        Watchdog.Task waits = () -> {
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.incrementAndGet();
            }
        };
        Watchdog.Task bad = () -> {
            throw new AssertionError("unit 3 is held twice");
        };

        assertThat(Watchdog.failureOf("crowd", LONG, () -> Watchdog.together(List.of(good, waits, bad))).orElseThrow())
                .hasMessage("unit 3 is held twice");
        assertThat(ended).hasValue(2);
        assertThatThrownBy(() -> Watchdog.together(List.of(() -> {
            throw new IllegalStateException("odd");
        }))).isInstanceOf(AssertionError.class).hasMessageContaining("unexpected java.lang.IllegalStateException: odd");
    }
}
