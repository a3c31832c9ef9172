package dev.cleave.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A daemon that works now and then")
class PacedDaemonTest {
    private static final long A_DAY = 24L * 3600 * 1_000_000_000;

    /** Counts what it does for somebody, and rests as it is told. */
    private static final class Counting extends PacedDaemon<Object> {
        private final AtomicInteger done = new AtomicInteger();
        private final IntToLongFunction rest;

        Counting(Object master, long firstRest, IntToLongFunction rest) {
            super("counting", master, firstRest);
            this.rest = rest;
        }

        @Override
        protected long work(Object present) {
            return rest.applyAsLong(done.incrementAndGet());
        }
    }

    @Test
    @DisplayName("goes on until its work says that there is no more")
    void noMore() {
        Object master = new Object();
        Counting daemon = new Counting(master, 1, done -> done < 5 ? 1_000 : PacedDaemon.NO_MORE);
        daemon.start();
        Patience.waitUntil(() -> !daemon.isRunning());
        assertThat(daemon.done).hasValue(5);
        assertThat(master).isNotNull();
    }

    @Test
    @DisplayName("ends as it rests, when it is told, once and again; and works no more")
    void ends() {
        Object master = new Object();
        Counting daemon = new Counting(master, A_DAY, done -> A_DAY);
        daemon.start();
        assertThat(daemon.isRunning()).isTrue();
        daemon.endAndWait();
        assertThat(daemon.isRunning()).isFalse();
        daemon.end();
        daemon.endAndWait();
        assertThat(daemon.done).hasValue(0);
        assertThat(master).isNotNull();
    }

    @Test
    @DisplayName("has its piece of work ended by the time that somebody waited for its end, whose interrupt stays")
    void waitsForWork() throws InterruptedException {
        Object master = new Object();
        CountDownLatch underWay = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        PacedDaemon<Object> daemon = new PacedDaemon<>("until it is told", master, 0) {
            @Override
            protected long work(Object present) {
                begun.incrementAndGet();
                underWay.countDown();
                Patience.waitUntil(this::isEnded);
                done.incrementAndGet();
                return 0;
            }
        };
        daemon.start();
        underWay.await();
        Thread.currentThread().interrupt();
        daemon.endAndWait();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(daemon.isRunning()).isFalse();
        assertThat(begun).hasValue(1);
        assertThat(done).hasValue(1);
        assertThat(master).isNotNull();
    }

    @Test
    @DisplayName("ends with the one whom it works for")
    void endsWithItsMaster() {
        Counting daemon = new Counting(new Object(), 1_000, done -> 1_000);
        daemon.start();
        Patience.waitUntil(() -> {
            System.gc();
            return !daemon.isRunning();
        });
        assertThat(daemon.isRunning()).isFalse();
    }
}
