package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import dev.cleave.histories.Together;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Threads allocate, pin, write, check and free while others compact, give back memory, and take
 * blocks that cannot move. Each block is stamped all over with its own handle. A seed is printed
 * first; {@code -Dcleave.stress.seconds=…} says how long it runs, a minute with {@code -Pstress}.
 */
@DisplayName("Under stress")
class MovableStressTest {
    private static final long SECONDS = Long.getLong("cleave.stress.seconds", 2);
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());
    private static final int SLOTS = 512;
    private static final long CAPACITY = 32 << 20;
    private static final int LARGEST = 100 << 10;

    static {
        System.out.println("cleave.stress.seed=" + SEED);
    }

    private final Pool pool = Pool.builder().name("stressed").source(MemorySource.memfd("stressed")).capacity(CAPACITY)
            .decay(Duration.ofMillis(50)).build();
    private final MovableBlocks blocks = MovableBlocks.builder(pool)
            .pageblock(256 << 10)
            .compactOnDemand(Budget.ofBytes(4 << 20))
            .compactInBackground(0.3, 0.2, Duration.ofMillis(20))
            .build();
    private final Reservation reservation = blocks.reserve(4 << 20);
    private final AtomicReferenceArray<MovableBlock> live = new AtomicReferenceArray<>(SLOTS);
    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong stitched = new AtomicLong();
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

    @Test
    @DisplayName("no stamp is wrong, no thread waits for ever, and nothing is lost")
    void stamps() throws Exception {
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            SplittableRandom random = new SplittableRandom(SEED + thread);
            threads.add(() -> whileTimeLasts(() -> use(random), () -> checked.get() > 0));
        }
        SplittableRandom large = new SplittableRandom(SEED - 1);
        threads.add(() -> whileTimeLasts(() -> takeLarge(large),
                () -> blocks.compactor().counts().migrated() > 0));
        SplittableRandom fixed = new SplittableRandom(SEED - 2);
        threads.add(() -> whileTimeLasts(() -> takeFixed(fixed), () -> checked.get() > 0));
        SplittableRandom claims = new SplittableRandom(SEED - 3);
        threads.add(() -> whileTimeLasts(() -> claim(claims), () -> claimed.get() > 0));
        SplittableRandom stitches = new SplittableRandom(SEED - 4);
        threads.add(() -> whileTimeLasts(() -> stitch(stitches), () -> stitched.get() > 0));
        Together.run(threads);

        CompactionCounts counts = blocks.compactor().counts();
        assertThat(checked.get()).isPositive();
        assertThat(counts.migrated()).as("%s", counts).isPositive();
        assertThat(claimed.get()).as("claims").isPositive();
        assertThat(stitched.get()).as("stitched segments").isPositive();
        for (int slot = 0; slot < SLOTS; slot++) {
            MovableBlock block = live.get(slot);
            if (block != null) {
                check(block, 1);
                block.free();
            }
        }
        assertThat(blocks.usage().blocks()).isZero();
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    /**
     * Again and again until the time is over, and what is to be seen has happened: a slow machine
     * takes longer for it.
     */
    private Void whileTimeLasts(Runnable step, BooleanSupplier seen) {
        while (System.nanoTime() < end) {
            step.run();
        }
        Patience.waitUntil(() -> {
            step.run();
            return seen.getAsBoolean();
        });
        return null;
    }

    /** One of: a new block, a look at one that others use too, a free. */
    private void use(SplittableRandom random) {
        int slot = random.nextInt(SLOTS);
        int choice = random.nextInt(16);
        if (choice < 10) {
            MovableBlock block = live.get(slot);
            if (block != null) {
                look(block, choice == 0);
            }
            return;
        }
        MovableBlock taken = live.getAndSet(slot, null);
        if (taken == null) {
            taken = stampedOrNull(random);
        } else if (choice < 14) {
            check(taken, 64);
            taken = freedOrKept(taken);
        }
        if (taken != null && !live.compareAndSet(slot, null, taken)) {
            freeInTheEnd(taken);
        }
    }

    private MovableBlock stampedOrNull(SplittableRandom random) {
        MovableBlock block;
        try {
            block = blocks.allocate(8 + random.nextInt(LARGEST) / (1 + random.nextInt(16)));
        } catch (PoolExhaustedException full) {
            return null;
        }
        try (Pin pin = block.pin()) {
            MemorySegment segment = pin.segment();
            for (long at = 0; at < block.byteSize() / 8; at++) {
                segment.setAtIndex(JAVA_LONG, at, block.handle() ^ at);
            }
        }
        return block;
    }

    /**
     * Others may free it meanwhile: then there is nothing to check. A long pin is refused, too,
     * where the block lies in the reservation, and others have it pinned or the pool is full.
     */
    private void look(MovableBlock block, boolean forLong) {
        if (forLong) {
            try (LongPin pin = block.pinLong()) {
                check(pin.segment(), block, 16);
            } catch (IllegalStateException refused) {
                assertThat(refused.getMessage()).containsAnyOf("freed already",
                        "lies in a reservation and cannot move");
            }
            return;
        }
        Pin pin;
        try {
            pin = block.pin();
        } catch (IllegalStateException freed) {
            assertThat(freed).hasMessageContaining("freed already");
            return;
        }
        check(pin.segment(), block, 16);
        pin.close();
    }

    private void check(MovableBlock block, int stride) {
        try (Pin pin = block.pin()) {
            check(pin.segment(), block, stride);
        }
    }

    private void check(MemorySegment segment, MovableBlock block, int stride) {
        long words = block.byteSize() / 8;
        for (long at = 0; at < words; at += stride) {
            assertThat(segment.getAtIndex(JAVA_LONG, at)).isEqualTo(block.handle() ^ at);
        }
        assertThat(segment.getAtIndex(JAVA_LONG, words - 1)).isEqualTo(block.handle() ^ words - 1);
        checked.incrementAndGet();
    }

    private static MovableBlock freedOrKept(MovableBlock block) {
        try {
            block.free();
            return null;
        } catch (IllegalStateException pinned) {
            assertThat(pinned).hasMessageContaining("close its pins");
            return block;
        }
    }

    private static void freeInTheEnd(MovableBlock block) {
        while (freedOrKept(block) != null) {
            Thread.onSpinWait();
        }
    }

    /** A block that needs compaction as a rule: it must be its holder's alone. */
    private void takeLarge(SplittableRandom random) {
        long byteSize = (1L << 20) << random.nextInt(3);
        CompactionResult result = blocks.compactor().allocate(byteSize, 1, Budget.unlimited());
        if (result.succeeded()) {
            MemorySegment block = pool.memory().asSlice(result.address() - pool.baseAddress(), byteSize);
            long stamp = random.nextLong();
            for (long at = 0; at < byteSize; at += 4096) {
                block.set(JAVA_LONG, at, stamp);
            }
            blocks.compactor().compact(1 << 20, 1, Budget.ofBytes(1 << 20));
            for (long at = 0; at < byteSize; at += 4096) {
                assertThat(block.get(JAVA_LONG, at)).isEqualTo(stamp);
            }
            pool.free(result.address());
        }
    }

    /** Blocks that cannot move come and go, and free memory goes back to the system. */
    private void takeFixed(SplittableRandom random) {
        long address = pool.tryAllocateAddress(4096L << random.nextInt(5));
        if (random.nextInt(64) == 0) {
            pool.trim();
        }
        if (address != 0) {
            pool.free(address);
        }
    }

    /** A part of the reservation is claimed, written all over, and given back. */
    private void claim(SplittableRandom random) {
        long byteSize = (256L << 10) << random.nextInt(3);
        try (Claim claim =
                reservation.claim(byteSize * random.nextLong((4 << 20) / byteSize), byteSize, Duration.ofMillis(50))) {
            stampPages(claim.segment(), random.nextLong());
            claimed.incrementAndGet();
        } catch (ClaimFailedException pinned) {
            assertThat(pinned.obstacles()).isNotEmpty();
        }
    }

    /** A segment of scattered pieces comes, grows, is cut and goes. */
    private void stitch(SplittableRandom random) {
        try (GrowableSegment segment = GrowableSegment.of(pool, 1 + random.nextInt(1 << 20), 4 << 20)) {
            long stamp = random.nextLong();
            stampPages(segment.segment(), stamp);
            for (int step = 0; step < 4; step++) {
                long before = segment.byteSize();
                if (random.nextBoolean()) {
                    segment.grow(Math.min(4 << 20, before + random.nextInt(1 << 20)));
                } else {
                    segment.shrink(1 + random.nextLong(before));
                }
                checkPages(segment.segment().asSlice(0, Math.min(before, segment.byteSize())), stamp);
                stampPages(segment.segment(), stamp);
            }
            stitched.incrementAndGet();
        } catch (PoolExhaustedException full) {
            assertThat(full.requestedBytes()).isPositive();
        }
    }

    private static void stampPages(MemorySegment segment, long stamp) {
        for (long at = 0; at + Long.BYTES <= segment.byteSize(); at += 4096) {
            segment.set(JAVA_LONG, at, stamp ^ at);
        }
        checkPages(segment, stamp);
    }

    private static void checkPages(MemorySegment segment, long stamp) {
        for (long at = 0; at + Long.BYTES <= segment.byteSize(); at += 4096) {
            assertThat(segment.get(JAVA_LONG, at)).isEqualTo(stamp ^ at);
        }
    }
}
