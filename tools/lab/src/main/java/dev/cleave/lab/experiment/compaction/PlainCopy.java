package dev.cleave.lab.experiment.compaction;

import dev.cleave.lab.experiment.compaction.Stopwatch.Time;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Copies of as many bytes as are asked for, from one half of a pool to the other. Each goes on
 * where the last one ended, so that it finds no more of its memory in the caches than a compaction
 * does.
 */
final class PlainCopy implements AutoCloseable {
    private static final Memcpy MEMCPY = new Memcpy();

    private final Pool pool;
    private final MemorySegment from;
    private final MemorySegment to;
    private long at;

    /**
     * What it took to copy some bytes.
     *
     * @param memcpy by the C library
     * @param segments by the JDK, which stores past the caches where it copies megabytes at once
     */
    record Plain(Time memcpy, Time segments) {}

    /** Copies a part. */
    private interface Piece {
        void copy(long place, long bytes);
    }

    PlainCopy(long capacity) {
        pool = Pool.builder().capacity(capacity).purge(false).build();
        MemorySegment all = pool.allocate(capacity);
        all.fill((byte) 1);
        from = all.asSlice(0, capacity / 2);
        to = all.asSlice(capacity / 2);
    }

    /** The times of a copy by each way that there is, of as many bytes each. */
    Plain copy(long byteSize) {
        return new Plain(
                time(byteSize, (place, bytes) -> MEMCPY.copy(to.address() + place, from.address() + place, bytes)),
                time(byteSize, (place, bytes) -> MemorySegment.copy(from, place, to, place, bytes)));
    }

    private Time time(long byteSize, Piece piece) {
        Stopwatch watch = new Stopwatch();
        for (long left = byteSize; left > 0;) {
            long bytes = Math.min(left, from.byteSize() - at);
            piece.copy(at, bytes);
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
