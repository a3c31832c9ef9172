package dev.cleave.lab.experiment.compaction;

import dev.cleave.lab.experiment.compaction.Stopwatch.Time;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Copies of as many bytes as are asked for, from one half of a pool to the other. Each goes on where
 * the last one ended, so that it finds no more of its memory in the caches than a compaction does.
 */
final class PlainCopy implements AutoCloseable {
    private final Pool pool;
    private final MemorySegment from;
    private final MemorySegment to;
    private long at;

    PlainCopy(long capacity) {
        pool = Pool.builder().capacity(capacity).purge(false).build();
        MemorySegment all = pool.allocate(capacity);
        all.fill((byte) 1);
        from = all.asSlice(0, capacity / 2);
        to = all.asSlice(capacity / 2);
    }

    /** The time of the copy. */
    Time copy(long byteSize) {
        Stopwatch watch = new Stopwatch();
        for (long left = byteSize; left > 0;) {
            long bytes = Math.min(left, from.byteSize() - at);
            MemorySegment.copy(from, at, to, at, bytes);
            at = at + bytes == from.byteSize() ? 0 : at + bytes;
            left -= bytes;
        }
        return watch.stop();
    }

    /** The time of as many bytes in blocks of so many, each from one place to another at random. */
    Time copyBlocks(long byteSize, long blockBytes, Random random) {
        int places = (int) (from.byteSize() / blockBytes);
        int[] sources = random.ints(byteSize / blockBytes, 0, places).toArray();
        int[] targets = random.ints(byteSize / blockBytes, 0, places).toArray();
        Stopwatch watch = new Stopwatch();
        for (int each = 0; each < sources.length; each++) {
            MemorySegment.copy(from, sources[each] * blockBytes, to, targets[each] * blockBytes, blockBytes);
        }
        return watch.stop();
    }

    @Override
    public void close() {
        pool.free(from.address());
        pool.close();
    }
}
