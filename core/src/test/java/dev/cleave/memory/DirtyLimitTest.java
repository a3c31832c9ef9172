package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@DisplayName("A pool with a limit on what is free and committed")
class DirtyLimitTest {
    private static final long MIB = 1 << 20;
    private static final Duration NEVER = Duration.ofDays(1);

    private static PoolBuilder builder() {
        return Pool.builder().capacity(256 * MIB).decay(NEVER).retain(Double.POSITIVE_INFINITY);
    }

    private static List<MemorySegment> fill(Pool pool, int count, long byteSize) {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            blocks.add(pool.allocate(byteSize).fill((byte) (each | 1)));
        }
        return blocks;
    }

    private static void assertHeld(Pool pool, long limit, String when) {
        PoolUsage usage = pool.usage();
        assertThat(usage.committedBytes() - usage.usedBytes()).as("free and committed " + when)
                .isLessThanOrEqualTo(limit);
        assertThat(pool.region().residentBytes()).as("resident " + when).isLessThanOrEqualTo(usage.usedBytes() + limit);
    }

    @Test
    @DisplayName("holds it at every free, and what is not freed keeps its bytes")
    void holdsAtEveryFree() {
        long limit = 16 * MIB;
        try (Pool pool = builder().dirtyLimit(limit).build()) {
            List<MemorySegment> blocks = fill(pool, 2000, 64 << 10);
            for (int each = 0; each < 2000; each++) {
                if (each % 10 != 3) {
                    pool.free(blocks.get(each));
                    assertThat(pool.committedBytes() - pool.usage().usedBytes()).isLessThanOrEqualTo(limit);
                }
            }
            assertHeld(pool, limit, "in the end");
            for (int each = 3; each < 2000; each += 10) {
                assertThat(blocks.get(each).get(JAVA_BYTE, 65_535)).isEqualTo((byte) (each | 1));
            }
            pool.space().verify();
        }
    }

    @Test
    @DisplayName("holds it through bursts of shifting sizes of which a tenth is kept, however little is retained")
    void holdsThroughBursts() {
        long limit = 8 * MIB;
        for (double retained : new double[] {0, 0.1, Double.POSITIVE_INFINITY}) {
            try (Pool pool = builder().retain(retained).dirtyLimit(limit).build()) {
                Random random = new Random(11);
                for (int size = 4 << 10; size <= 2 << 20; size = size * 3 / 2) {
                    List<MemorySegment> burst = fill(pool, (int) (24 * MIB / size), size);
                    for (MemorySegment block : burst) {
                        if (random.nextInt(10) > 0) {
                            pool.free(block);
                        }
                    }
                    assertHeld(pool, limit, "after bursts of " + size + " with " + retained + " retained");
                }
            }
        }
    }

    @Test
    @DisplayName("holds it where only single pages are free")
    void dropsPages() {
        long limit = 2 * MIB;
        try (Pool pool = builder().dirtyLimit(limit).build()) {
            List<MemorySegment> blocks = fill(pool, 4096, 4096);
            for (int each = 0; each < 4096; each += 2) {
                pool.free(blocks.get(each));
            }
            assertHeld(pool, limit, "with every second page free");
            for (int each = 1; each < 4096; each += 2) {
                assertThat(blocks.get(each).get(JAVA_BYTE, 4095)).isEqualTo((byte) (each | 1));
            }
        }
    }

    @Test
    @DisplayName("keeps nothing where it is zero")
    void keepsNothing() {
        try (Pool pool = builder().retain(0).dirtyLimit(0).build()) {
            List<MemorySegment> blocks = fill(pool, 100, 100_000);
            for (MemorySegment block : blocks) {
                pool.free(block);
                assertHeld(pool, 0, "after a free");
            }
            assertThat(pool.committedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("gives nothing back while it has room, and down to half of it where it has not, the highest first")
    void leavesHalf() {
        AtomicLong drops = new AtomicLong();
        OperatingSystem counting = WatchedSystem.with((offset, byteSize) -> drops.incrementAndGet());
        try (Pool pool = builder().operatingSystem(counting).dirtyLimit(32 * MIB).build()) {
            List<MemorySegment> blocks = fill(pool, 64, MIB);
            for (int each = 0; each < 28; each++) {
                pool.free(blocks.get(each));
            }
            assertThat(drops).as("28 of 32 MiB").hasValue(0);

            MemorySegment lowest = blocks.getFirst();
            for (int each = 28; each < 33; each++) {
                pool.free(blocks.get(each));
            }
            assertThat(drops).hasPositiveValue();
            assertThat(pool.committedBytes() - pool.usage().usedBytes()).isBetween(10 * MIB, 28 * MIB);
            assertThat(pool.memory().get(JAVA_BYTE, lowest.address() - pool.baseAddress())).as("kept")
                    .isEqualTo((byte) 1);
        }
    }

    @Test
    @DisplayName("counts what a block gives back when it is made shorter, and what an arena gives back")
    void countsTailsAndLeases() {
        long limit = 4 * MIB;
        try (Pool pool = builder().dirtyLimit(limit).build()) {
            MemorySegment block = pool.allocate(64 * MIB).fill((byte) 1);
            assertThat(pool.resize(block.address(), MIB)).isTrue();
            assertHeld(pool, limit, "after a resize");

            long leased = pool.leases().lease(64 * MIB, 1);
            pool.memory().asSlice(leased - pool.baseAddress(), 64 * MIB).fill((byte) 2);
            pool.leases().giveBack(leased);
            assertHeld(pool, limit, "after an arena");
        }
    }

    @Test
    @DisplayName("frees nevertheless where the system refuses, and holds the limit when it does no longer")
    void outlivesRefusals() {
        boolean[] refuses = {true};
        OperatingSystem refusing = WatchedSystem.with((offset, byteSize) -> {
            if (refuses[0]) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        try (Pool pool = builder().operatingSystem(refusing).dirtyLimit(2 * MIB).build()) {
            List<MemorySegment> blocks = fill(pool, 64, MIB);
            blocks.subList(0, 40).forEach(pool::free);
            assertThat(pool.usage().usedBytes()).isEqualTo(24 * MIB);
            assertThat(pool.committedBytes()).isEqualTo(64 * MIB);

            refuses[0] = false;
            blocks.subList(40, 64).forEach(pool::free);
            assertHeld(pool, 2 * MIB, "in the end");
        }
    }

    @Test
    @DisplayName("gives nothing back where free memory does not go back by itself, and where nothing was said")
    void mayBeWithoutEffect() {
        for (PoolBuilder without : List.of(builder(), builder().dirtyLimit(0).purge(false))) {
            try (Pool pool = without.build()) {
                fill(pool, 64, MIB).forEach(pool::free);
                assertThat(pool.committedBytes()).isEqualTo(64 * MIB);
            }
        }
    }

    /** Race 12 of the package. */
    @Test
    @DisplayName("holds it when threads free together beside a purge, and no block is damaged")
    void threadsFreeTogether() throws InterruptedException {
        long limit = 8 * MIB;
        try (Pool pool = builder().dirtyLimit(limit).build()) {
            AtomicLong damaged = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                int seed = each;
                threads.add(Thread.ofPlatform().start(() -> damaged.addAndGet(churn(pool, new Random(seed)))));
            }
            Thread purger = Thread.ofPlatform().start(() -> {
                for (int pass = 0; pass < 50; pass++) {
                    pool.decay();
                }
            });
            for (Thread thread : threads) {
                thread.join();
            }
            purger.join();

            assertThat(damaged).hasValue(0);
            assertThat(pool.usage().usedBytes()).isZero();
            assertHeld(pool, limit + MIB, "in the end, and what three others had in their hands at the last look");
            pool.space().flush();
            pool.space().verify();
        }
    }

    /** Allocates and frees in bursts; answers how many blocks lost their bytes. */
    private static int churn(Pool pool, Random random) {
        int damaged = 0;
        for (int burst = 0; burst < 60; burst++) {
            List<MemorySegment> blocks = fill(pool, 40, 4096L << random.nextInt(7));
            for (int each = 0; each < blocks.size(); each++) {
                MemorySegment block = blocks.get(each);
                damaged += block.get(JAVA_BYTE, block.byteSize() - 1) == (byte) (each | 1) ? 0 : 1;
                pool.free(block);
            }
        }
        return damaged;
    }

    @Test
    @DisplayName("has no negative one")
    void refusesNegativeLimits() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().dirtyLimit(-1))
                .withMessageContaining("-1");
    }
}
