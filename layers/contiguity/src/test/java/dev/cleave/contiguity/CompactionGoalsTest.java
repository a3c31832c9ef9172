package dev.cleave.contiguity;

import static dev.cleave.contiguity.CompactedPools.KIB;
import static dev.cleave.contiguity.CompactedPools.MIB;
import static dev.cleave.contiguity.CompactedPools.PAGEBLOCK;
import static dev.cleave.contiguity.CompactedPools.UNIT;
import static dev.cleave.contiguity.CompactedPools.address;
import static dev.cleave.contiguity.CompactedPools.checkStamps;
import static dev.cleave.contiguity.CompactedPools.everyOther;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counted targets: figures of real memory that do not depend on a machine. */
@DisplayName("What compaction reaches")
class CompactionGoalsTest {
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    static {
        System.out.println("cleave.stress.seed=" + SEED);
    }

    /** One for all tests, so that a repeated test has another pool each time. */
    private static final Random RANDOM = new Random(SEED);

    private final CompactedPools pools = new CompactedPools();

    @AfterEach
    void nothingIsLost() {
        pools.close();
    }

    @ParameterizedTest(name = "with {0} in a hundred pinned for long: {1} in a hundred")
    @CsvSource({"0, 95", "1, 80"})
    @DisplayName("gives nearly all that is free as whole pageblocks; the kernel's own test asks for a third")
    void theKernelsOwnTest(int pinnedPercent, int wantedPercent) {
        Pool pool = pools.pool(256 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 256 * MIB * 8 / 10, 100 * KIB);
        List<LongPin> pins = new ArrayList<>();
        List<MovableBlock> shuffled = new ArrayList<>(kept);
        Collections.shuffle(shuffled, RANDOM);
        shuffled.subList(0, kept.size() * pinnedPercent / 100).forEach(block -> pins.add(block.pinLong()));

        long free = pool.capacity() - pool.usedBytes();
        long got = 0;
        while (blocks.compactor().allocate(PAGEBLOCK, PAGEBLOCK, Budget.unlimited()).succeeded()) {
            got += PAGEBLOCK;
        }

        assertThat((double) got / free).as("of %d free bytes", free).isGreaterThanOrEqualTo(wantedPercent / 100.0);
        pins.forEach(LongPin::close);
        checkStamps(kept);
    }

    @RepeatedTest(3)
    @DisplayName("copies at most 1.1 times the bytes that the best choice of a window needs, in a half-full space")
    void copiesLittle() {
        Pool pool = pools.pool(256 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = new ArrayList<>();
        for (boolean full = false; !full;) {
            long byteSize = (1 + RANDOM.nextInt(64)) * UNIT;
            full = blocks.tryAllocate(byteSize, 1).map(kept::add).isEmpty();
        }
        Collections.shuffle(kept, RANDOM);
        while (pool.usedBytes() > pool.capacity() / 2) {
            kept.removeLast().free();
        }
        kept.forEach(CompactedPools::stamp);
        long best = leastBytesInAnyWindow(pool, kept, 64 * MIB);

        CompactionResult result = blocks.compactor().allocate(64 * MIB, 1, Budget.unlimited());

        assertThat(result.succeeded()).isTrue();
        assertThat(result.copiedBytes()).isLessThanOrEqualTo(best * 11 / 10);
        assertThat(blocks.compactor().counts().copiedBytes()).isEqualTo(result.copiedBytes());
        checkStamps(kept);
    }

    /**
     * Tries each window, at every single unit: what begins before its end, less what ends before it
     * begins.
     */
    private static long leastBytesInAnyWindow(Pool pool, List<MovableBlock> blocks, long byteSize) {
        int units = (int) (pool.capacity() / UNIT);
        long[] begun = new long[units + 1];
        long[] ended = new long[units + 1];
        for (MovableBlock block : blocks) {
            int from = (int) ((address(block) - pool.baseAddress()) / UNIT);
            begun[from + 1] += block.byteSize();
            ended[from + (int) (block.byteSize() / UNIT)] += block.byteSize();
        }
        for (int unit = 1; unit <= units; unit++) {
            begun[unit] += begun[unit - 1];
            ended[unit] += ended[unit - 1];
        }
        long least = Long.MAX_VALUE;
        for (int from = 0; from + byteSize / UNIT <= units; from++) {
            least = Math.min(least, begun[from + (int) (byteSize / UNIT)] - ended[from]);
        }
        return least;
    }

    @Test
    @DisplayName("is easier as long pins gather: each moves to where others are")
    void longPinsGather() {
        Pool pool = pools.pool(64 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 64 * MIB, 64 * KIB);
        Collections.shuffle(kept, RANDOM);
        List<LongPin> pins = kept.subList(0, 32).stream().map(MovableBlock::pinLong).toList();
        long pageblocks = pins.stream().map(pin -> (pin.address() - pool.baseAddress()) / PAGEBLOCK).distinct().count();
        assertThat(pageblocks).as("pageblocks with 32 pinned blocks, 16 of which fit in the holes of one")
                .isLessThanOrEqualTo(3);
        pins.forEach(LongPin::close);
        checkStamps(kept);
    }

    @Test
    @DisplayName("makes whole pageblocks until little of what is free lies outside of them")
    void tidies() {
        Pool pool = pools.pool(64 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 64 * MIB, 64 * KIB);
        int order = Long.numberOfTrailingZeros(PAGEBLOCK / UNIT);
        assertThat(pool.space().unusableFreeSpaceIndex(order)).isEqualTo(1);

        CompactionResult result = blocks.compactor().tidy(0.1, Budget.unlimited());

        assertThat(result.succeeded()).isTrue();
        assertThat(pool.space().unusableFreeSpaceIndex(order)).isLessThanOrEqualTo(0.1);
        assertThat(result.copiedBytes()).isLessThanOrEqualTo(32 * MIB / 2 + PAGEBLOCK);
        checkStamps(kept);
    }
}
