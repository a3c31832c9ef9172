package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Pools of movable blocks for tests of compaction, and what is written to those blocks: each has
 * its own handle in its first word and in its last. When it is closed, nothing may be left of them.
 */
final class CompactedPools implements AutoCloseable {
    static final long KIB = 1 << 10;
    static final long MIB = 1 << 20;
    static final long UNIT = 4 * KIB;
    static final long PAGEBLOCK = 2 * MIB;

    private final List<Pool> pools = new ArrayList<>();
    private final List<MovableBlocks> opened = new ArrayList<>();

    Pool pool(long capacity) {
        Pool pool = Pool.builder().capacity(capacity).purge(false).build();
        pools.add(pool);
        return pool;
    }

    MovableBlocks over(Pool pool) {
        return opened(MovableBlocks.builder(pool).samplePins(true));
    }

    MovableBlocks opened(MovableBlocksBuilder settings) {
        MovableBlocks blocks = settings.build();
        opened.add(blocks);
        return blocks;
    }

    @Override
    public void close() {
        opened.forEach(MovableBlocks::close);
        for (Pool pool : pools) {
            pool.forEachBlock((address, byteSize, leased) -> pool.free(address));
            assertThat(pool.usage().usedBytes()).isZero();
            pool.space().verify();
            pool.close();
        }
    }

    // ---------------------------------------------------------------------------------------------------------- blocks

    static MovableBlock stamped(MovableBlocks blocks, long byteSize) {
        MovableBlock block = blocks.allocate(byteSize);
        stamp(block);
        return block;
    }

    static void stamp(MovableBlock block) {
        try (Pin pin = block.pin()) {
            pin.segment().set(JAVA_LONG, 0, block.handle());
            pin.segment().set(JAVA_LONG, block.byteSize() - 8 & -8, block.handle());
        }
    }

    static void checkStamps(List<MovableBlock> blocks) {
        for (MovableBlock block : blocks) {
            try (Pin pin = block.pin()) {
                MemorySegment segment = pin.segment();
                assertThat(segment.get(JAVA_LONG, 0)).isEqualTo(block.handle());
                assertThat(segment.get(JAVA_LONG, segment.byteSize() - 8 & -8)).isEqualTo(block.handle());
            }
        }
    }

    /** Fills a share of the pool with blocks of one size, and frees every other one. */
    static List<MovableBlock> everyOther(MovableBlocks blocks, long filled, long byteSize) {
        List<MovableBlock> all = new ArrayList<>();
        for (long used = 0; used + byteSize <= filled; used += byteSize) {
            all.add(stamped(blocks, byteSize));
        }
        List<MovableBlock> kept = new ArrayList<>();
        for (int each = 0; each < all.size(); each++) {
            if (each % 2 == 0) {
                kept.add(all.get(each));
            } else {
                all.get(each).free();
            }
        }
        return kept;
    }

    static long address(MovableBlock block) {
        try (Pin pin = block.pin()) {
            return pin.address();
        }
    }
}
