package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pool that grows")
class RetentionTest {
    private static final long MIB = 1 << 20;
    private static final Duration NEVER = Duration.ofDays(1);

    private static PoolBuilder builder() {
        return Pool.builder().capacity(256 * MIB).decay(NEVER);
    }

    private static List<MemorySegment> allocate(Pool pool, int count, long byteSize) {
        List<MemorySegment> blocks = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            blocks.add(pool.allocate(byteSize));
        }
        return blocks;
    }

    /** Allocates blocks of 64 KiB, frees every second one, and after a visit of the purge asks for blocks that do not fit between the others. */
    private static void outgrowHoles(Pool pool) {
        List<MemorySegment> blocks = allocate(pool, 1000, 64 << 10);
        blocks.forEach(block -> block.fill((byte) 7));
        for (int each = 0; each < 1000; each += 2) {
            pool.free(blocks.get(each));
        }
        pool.decay();
        for (int each = 0; each < 16; each++) {
            pool.allocate(MIB).fill((byte) 8);
        }
        for (int each = 1; each < 1000; each += 2) {
            assertThat(blocks.get(each).get(JAVA_BYTE, 65_535)).isEqualTo((byte) 7);
        }
    }

    @Test
    @DisplayName("gives back what is free and does not fit, and so retains no more than was said")
    void givesBack() {
        try (Pool pool = builder().retain(0.1).build()) {
            outgrowHoles(pool);

            PoolUsage usage = pool.usage();
            long retained = Math.max(usage.usedBytes() / 10, usage.capacityBytes() / 25);
            assertThat(usage.committedBytes() - usage.usedBytes()).isLessThanOrEqualTo(retained);
            assertThat(pool.region().residentBytes()).isLessThanOrEqualTo(usage.usedBytes() + retained);
            assertThat(pool.committedBytes()).isEqualTo(usage.committedBytes());
            pool.space().verify();
        }
    }

    @Test
    @DisplayName("keeps everything where it shall, or where free memory never goes back by itself")
    void keepsEverything() {
        for (PoolBuilder all : List.of(builder().retain(Double.POSITIVE_INFINITY), builder().purge(false))) {
            try (Pool pool = all.build()) {
                outgrowHoles(pool);

                assertThat(pool.usage().committedBytes()).isEqualTo((1000 * 64 << 10) + 16 * MIB);
            }
        }
    }

    @Test
    @DisplayName("follows what is used through a long mixture of sizes, and what is held keeps its bytes")
    void followsMixtures() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Pool pool = builder().retain(1.0 / 12).build()) {
            MemorySegment[] live = new MemorySegment[300];
            long most = 0;
            for (int step = 0; step < 20_000; step++) {
                int slot = random.nextInt(live.length);
                if (live[slot] != null) {
                    assertThat(live[slot].get(JAVA_BYTE, 0)).as("seed %d", seed).isEqualTo((byte) slot);
                    pool.free(live[slot]);
                }
                most = step % 100 == 0 ? Math.max(most, pool.usage().usedBytes()) : most;
                live[slot] = pool.allocate((long) (4096 * Math.pow(256, random.nextDouble())));
                live[slot].set(JAVA_BYTE, 0, (byte) slot);
                live[slot].set(JAVA_BYTE, live[slot].byteSize() - 1, (byte) slot);
            }
            PoolUsage usage = pool.usage();
            assertThat(usage.committedBytes()).as("seed %d", seed)
                    .isLessThanOrEqualTo(most + most / 8 + usage.capacityBytes() / 50);
        }
    }

    @Test
    @DisplayName("keeps what was used since the last visit of the purge, so who frees and allocates in turns has no page faults")
    void keepsWhatWasUsed() {
        try (Pool pool = builder().build()) {
            List<MemorySegment> blocks = allocate(pool, 1000, 64 << 10);
            for (int each = 0; each < 1000; each++) {
                if (each % 4 > 0) {
                    pool.free(blocks.get(each));
                }
            }
            long most = 1000 * 64 << 10;
            allocate(pool, 8, MIB);
            assertThat(pool.committedBytes()).as("it fades").isGreaterThan(most * 7 / 8);

            pool.decay();
            allocate(pool, 8, MIB);
            assertThat(pool.committedBytes()).as("it is forgotten").isLessThan(most * 3 / 4);
        }
    }

    @Test
    @DisplayName("is served from holes that are committed before it commits more")
    void reusesHoles() {
        try (Pool pool = builder().retain(0).build()) {
            List<MemorySegment> blocks = allocate(pool, 1500, 48 << 10);
            for (int each = 0; each < 1500; each += 3) {
                pool.free(blocks.get(each));
            }
            long committed = pool.committedBytes();
            allocate(pool, 100, 44 << 10);
            assertThat(pool.committedBytes()).isEqualTo(committed);
        }
    }

    /** Large blocks come and go, and small ones of each phase stay, until a large one is refused: answers bytes in use then. */
    private static long phases(Pool pool, long large, long small) {
        for (long block = pool.tryAllocateAddress(large); block != 0; block = pool.tryAllocateAddress(large)) {
            pool.free(block);
            for (long kept = 0; kept < 4 * MIB; kept += small) {
                pool.allocateAddress(small);
            }
        }
        return pool.usedBytes();
    }

    @Test
    @DisplayName("does not scatter small blocks over the large hole that was committed last")
    void keepsLargeHolesWhole() {
        for (long large = 32 * MIB; large <= 128 * MIB; large *= 2) {
            for (long small = 8 << 10; small <= MIB; small *= 2) {
                try (Pool pool = builder().build()) {
                    assertThat(phases(pool, large, small)).as("%d and %d bytes", large, small)
                            .isGreaterThanOrEqualTo((pool.capacity() - large) * 95 / 100);
                }
            }
        }
    }

    @Test
    @DisplayName("gives back the highest of what is free, so that what is used gathers below")
    void dropsTheHighest() {
        try (Pool pool = builder().retain(0).build()) {
            List<MemorySegment> blocks = allocate(pool, 49, 2 * MIB);
            blocks.forEach(block -> block.set(JAVA_BYTE, MIB, (byte) 7));
            assertThat(blocks).isSortedAccordingTo(Comparator.comparingLong(MemorySegment::address));
            for (int each = 0; each < 8; each++) {
                pool.free(blocks.get(each));
                pool.free(blocks.get(40 + each));
            }
            pool.decay();
            pool.allocate(20 * MIB);
            assertThat(blocks.get(47).get(JAVA_BYTE, MIB)).as("dropped").isZero();
            assertThat(blocks.get(0).get(JAVA_BYTE, MIB)).as("kept").isEqualTo((byte) 7);
        }
    }

    @Test
    @DisplayName("gives back what is free between small blocks too, where that is much, and leaves some")
    void dropsPagesBetweenBlocks() {
        try (Pool pool = builder().build()) {
            List<MemorySegment> blocks = allocate(pool, 4000, 8 << 10);
            blocks.forEach(block -> block.fill((byte) 7));
            for (int each = 0; each < 4000; each += 2) {
                pool.free(blocks.get(each));
            }
            pool.decay();
            allocate(pool, 32, MIB);

            PoolUsage usage = pool.usage();
            long retained = usage.usedBytes() / 20 + usage.capacityBytes() / 40 + usage.usedBytes() / 8;
            assertThat(usage.committedBytes() - usage.usedBytes()).isLessThanOrEqualTo(retained)
                    .isGreaterThan(usage.usedBytes() / 16);
            for (int each = 1; each < 4000; each += 2) {
                assertThat(blocks.get(each).get(JAVA_BYTE, 8191)).isEqualTo((byte) 7);
            }
            pool.space().verify();
        }
    }

    @Test
    @DisplayName("is kept in bounds by threads that grow it together, and no request fails because of that")
    void threadsGrowTogether() throws InterruptedException {
        int threads = 4;
        AtomicInteger failed = new AtomicInteger();
        try (Pool pool = builder().build()) {
            List<Thread> growing = new ArrayList<>();
            for (int each = 0; each < threads; each++) {
                Random random = new Random(each);
                growing.add(Thread.ofPlatform().start(() -> failed.addAndGet(churn(pool, random))));
            }
            for (Thread each : growing) {
                each.join();
            }
            assertThat(failed).hasValue(0);
            pool.space().flush();
            pool.space().verify();
            assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
            assertThat(pool.committedBytes()).as("of 256 MiB").isLessThanOrEqualTo(64 * MIB);
        }
    }

    /** Replaces blocks of 4 KiB to 1 MiB, checks what is in them, and frees all; answers how many requests failed or blocks were damaged. */
    private static int churn(Pool pool, Random random) {
        long[] live = new long[40];
        int failed = 0;
        for (int step = 0; step < 5_000 + live.length; step++) {
            int slot = step < 5_000 ? random.nextInt(live.length) : step - 5_000;
            if (live[slot] != 0) {
                long offset = live[slot] - pool.baseAddress();
                failed += pool.memory().get(JAVA_BYTE, offset) == (byte) slot ? 0 : 1;
                pool.free(live[slot]);
                live[slot] = 0;
            }
            if (step < 5_000) {
                live[slot] = pool.tryAllocateAddress((long) (4096 * Math.pow(256, random.nextDouble())));
                if (live[slot] == 0) {
                    failed++;
                } else {
                    pool.memory().set(JAVA_BYTE, live[slot] - pool.baseAddress(), (byte) slot);
                }
            }
        }
        return failed;
    }

    @Test
    @DisplayName("tells its listeners before it looks, and one that throws harms nothing")
    void tellsListeners() {
        AtomicInteger told = new AtomicInteger();
        DecayListener listener = new DecayListener() {
            @Override
            public void memoryDecays(Pool pool) {}

            @Override
            public void memoryGrows(Pool pool) {
                told.incrementAndGet();
                throw new IllegalStateException("broken on purpose");
            }
        };
        try (Pool pool = builder().build()) {
            pool.addDecayListener(listener);
            outgrowHoles(pool);
            assertThat(told).hasPositiveValue();
            int before = told.get();
            pool.free(pool.allocate(1));
            assertThat(told).as("nothing grew").hasValue(before);
        }
    }

    @Test
    @DisplayName("retains no negative share")
    void refusesShares() {
        for (double wrong : new double[] {-0.1, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().retain(wrong))
                    .withMessageContaining("" + wrong);
        }
    }

    @Test
    @DisplayName("tells a listener that allocates meanwhile once, and not again in that call")
    void asksNoListenerTwiceAtATime() {
        int[] told = new int[2];
        DecayListener greedy = new DecayListener() {
            @Override
            public void memoryDecays(Pool pool) {
                told[1]++;
            }

            @Override
            public void memoryGrows(Pool pool) {
                assertThat(++told[1]).as("within itself").isEqualTo(1);
                told[0]++;
                for (int each = 0; each < 20; each++) {
                    pool.allocate(MIB).fill((byte) 1);
                }
                told[1]--;
            }
        };
        try (Pool pool = builder().retain(0).build()) {
            pool.addDecayListener(greedy);
            for (int each = 0; each < 20; each++) {
                pool.allocate(MIB).fill((byte) 1);
            }
            assertThat(told[0]).isPositive();
            pool.removeDecayListener(greedy);
        }
    }
}
