import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.CompactionResult;
import dev.cleave.contiguity.GatherList;
import dev.cleave.contiguity.GrowableSegment;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * Half of a pool is free, but in every second page alone: three ways to 8 MiB of it. They need
 * Linux.
 */
void main() {
    try (Pool pool = Pool.builder().name("scattered").source(MemorySource.memfd("scattered")).capacity(64L << 20).build();
            MovableBlocks blocks = MovableBlocks.over(pool)) {
        scatter(pool, blocks);
        long size = 8L << 20;
        IO.println("%,d bytes are free, the largest block has %,d; the pool alone %s 8 MiB".formatted(
                pool.usage().freeBytes(), pool.usage().largestFreeBlockBytes(),
                pool.tryAllocate(size, 1).isEmpty() ? "refuses" : "has"));

        try (GatherList pieces = GatherList.of(pool, size)) {        // for a file, a socket: it takes pieces
            IO.println("gathered: %,d pieces".formatted(pieces.pieces().size()));
        }
        try (GrowableSegment segment = GrowableSegment.of(pool, size, 2 * size)) {
            segment.segment().fill((byte) 1);                        // one segment over as many pieces
            segment.grow(size + (size >>> 1));
            IO.println("stitched, and grown where it is: %,d pieces".formatted(segment.pieces()));
        }
        CompactionResult made = blocks.compactor().allocate(size, 1, Budget.unlimited());
        IO.println("compacted: %,d bytes were copied for one block".formatted(made.copiedBytes()));
        pool.free(made.address());
    }
}

/** Fills the pool with movable pages, and frees every second one. */
void scatter(Pool pool, MovableBlocks blocks) {
    List<MovableBlock> pages = new ArrayList<>();
    for (long page = 0; page < pool.capacity() / 4096; page++) {
        pages.add(blocks.allocate(4096));
    }
    for (int each = 0; each < pages.size(); each += 2) {
        pages.get(each).free();
    }
}
