package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("A paced reading")
class PacedReadingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000;

    private final AtomicLong now = new AtomicLong(-5 * SECOND);
    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private long cost;

    private final PacedReading<String, Integer> reading = new PacedReading<>(source -> {
        now.addAndGet(cost);
        return readings.incrementAndGet();
    }, source -> closed.get(), now::get);

    private int read() {
        return reading.of("source").figures();
    }

    @Test
    @DisplayName("is the last one until it is more than a second old")
    void lastsASecond() {
        assertThat(read()).isEqualTo(1);
        now.addAndGet(SECOND);
        assertThat(read()).isEqualTo(1);
        assertThat(reading.ageSeconds("source")).isEqualTo(1);
        now.incrementAndGet();
        assertThat(read()).isEqualTo(2);
        assertThat(reading.ageSeconds("source")).isZero();
    }

    @Test
    @DisplayName("that costs more than ten milliseconds lasts a hundred times its cost")
    void lastsAHundredCosts() {
        cost = 50 * MILLISECOND;
        assertThat(read()).isEqualTo(1);
        assertThat(reading.costSeconds("source")).isEqualTo(0.05);
        now.addAndGet(5 * SECOND);
        assertThat(read()).isEqualTo(1);
        now.incrementAndGet();
        assertThat(read()).isEqualTo(2);
    }

    @RepeatedTest(5)
    @DisplayName("takes at most a hundredth of the time, whatever it costs and however often it is asked for")
    void takesAHundredthAtMost() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long begin = now.get();
        long spent = 0;
        for (int asked = 0; asked < 20_000; asked++) {
            cost = random.nextLong(1, 80 * MILLISECOND);
            int before = readings.get();
            read();
            spent += readings.get() > before ? cost : 0;
            now.addAndGet(random.nextLong(30 * MILLISECOND));
        }
        // The last reading is paid for by the time that follows it.
        assertThat(spent - 80 * MILLISECOND).as("of seed %d", seed).isLessThanOrEqualTo((now.get() - begin) / 100);
        assertThat(readings.get()).as("it is taken again and again").isGreaterThan(30);
    }

    @Test
    @DisplayName("is taken by one of many who ask, while the others are told the last one")
    void oneReadsForMany() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        PacedReading<String, Integer> slow = new PacedReading<>(source -> {
            int number = taken.incrementAndGet();
            if (number > 1) {
                begun.countDown();
                await(goOn);
            }
            return number;
        }, source -> false, now::get);
        slow.of("source");
        now.addAndGet(2 * SECOND);
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> slow.of("source").figures());
        begun.await();

        for (int other = 0; other < 100; other++) {
            assertThat(slow.of("source").figures()).as("not waited for").isEqualTo(1);
        }

        goOn.countDown();
        assertThat(one.get()).isEqualTo(2);
        assertThat(slow.of("source").figures()).isEqualTo(2);
        assertThat(taken).hasValue(2);
    }

    @Test
    @DisplayName("is waited for where there is none yet, and taken once")
    void theFirstIsWaitedFor() throws Exception {
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            CompletableFuture<Integer> one = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> one.complete(read()));
            all.add(one);
        }
        for (CompletableFuture<Integer> each : all) {
            assertThat(each.get()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    @DisplayName("of what is closed while it is read is told as of what is closed; what an open one refuses is thrown")
    void closedWhileRead() {
        PacedReading<String, Integer> refusing = new PacedReading<>(source -> {
            throw new IllegalStateException("refused");
        }, source -> closed.get(), now::get);
        assertThatIllegalStateException()
                .isThrownBy(() -> refusing.ifOpen("source", -1, each -> refusing.of(each).figures()))
                .withMessage("refused");

        int told = refusing.ifOpen("source", -1, each -> {
            closed.set(true);
            return refusing.of(each).figures();
        });

        assertThat(told).isEqualTo(-1);
        assertThat(refusing.ifOpen("source", -1, each -> 7)).as("not even asked").isEqualTo(-1);
    }

    @Test
    @DisplayName("that fails leaves the last one, and is tried again")
    void failures() {
        AtomicBoolean fails = new AtomicBoolean();
        PacedReading<String, Integer> failing = new PacedReading<>(source -> {
            if (fails.get()) {
                throw new IllegalStateException("refused");
            }
            return readings.incrementAndGet();
        }, source -> false, now::get);
        failing.of("source");
        now.addAndGet(2 * SECOND);
        fails.set(true);
        assertThatIllegalStateException().isThrownBy(() -> failing.of("source"));
        fails.set(false);
        assertThat(failing.of("source").figures()).isEqualTo(2);
    }
}
