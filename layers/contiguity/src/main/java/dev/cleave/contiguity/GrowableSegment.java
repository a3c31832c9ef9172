package dev.cleave.contiguity;

import dev.cleave.memory.Leases;
import dev.cleave.memory.OperatingSystemException;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A segment in one piece of address space whose memory may lie anywhere in a pool: its parts are
 * mapped side by side, and no byte is copied. So it can be had where the pool's free memory is
 * scattered, and it grows where it is: its address stays, and old and new are never held at the
 * same time.
 *
 * {@snippet :
 * Pool pool = Pool.builder().source(MemorySource.memfd("tensors")).capacity(1 << 30).build();
 * try (GrowableSegment segment = GrowableSegment.of(pool, 16 << 20, 512 << 20)) {
 *     segment.segment().fill((byte) 1);
 *     segment.grow(32 << 20);
 * }
 * }
 *
 * <p>It needs Linux, and a pool on a memfd or file, as only a file can be mapped a second time. The
 * memory is leased: the pool cannot be closed while the segment is open. What it gains is not
 * zeroed. A process that this one forks does not have the segment.
 *
 * <p><strong>Mappings.</strong> Each piece is one, or less where neighbours meet, and a process has
 * a limited number of them ({@code vm.max_map_count}, 65,530 as a rule). All segments together take
 * three quarters of it at most, and leave the rest to the JVM. Where there are too few, growing
 * falls back to one piece made by compaction, if it was given {@linkplain
 * GrowableSegmentBuilder#compactWith movable blocks}, and then to a copy; {@link GrowthWay} says
 * which way it went.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. Others may read and write while it
 * grows, but for one case: what is written while it grows by {@link GrowthWay#COPIED} may be lost.
 *
 * <p><strong>Cost.</strong> A call of the system for each piece, 2 to 4 µs, and a page fault for
 * each page, or each sixteen of those in use before. Shrinking and closing cost the handshake of a
 * shared arena of the JDK with every thread, 50 µs and more, if {@link #segment()} was called.
 *
 * <p>Source: as PyTorch's expandable segments and GMLake (Guo et al., ASPLOS 2024) do for the
 * memory of devices.
 */
public final class GrowableSegment implements AutoCloseable {
    /** So often compaction is asked, as others may take what it has made free. */
    private static final int COMPACTIONS = 8;

    private final Pool pool;
    private final Leases leases;
    private final @Nullable MovableBlocks blocks;
    private final @Nullable Budget compaction;
    private final MapBudget mapBudget;
    private final long grain;
    private final long mostBytes;
    private final StitchedRange range;

    /** Guarded by the monitor, as all that follows, and the range. */
    private final SharedSegment memory;

    private GrowthWay way = GrowthWay.ROOM;
    private boolean closed;

    GrowableSegment(GrowableSegmentBuilder settings, long byteSize) {
        pool = settings.pool;
        leases = pool.leases();
        blocks = settings.blocks;
        compaction = settings.compaction;
        mapBudget = settings.mapBudget == null ? MapBudget.ofProcess() : settings.mapBudget;
        mostBytes = Math.max(settings.mostBytes, byteSize);
        grain = Math.max(pool.unit(), pool.region().system().pageSize());
        range = new StitchedRange(pool, mapBudget, whole(mostBytes));
        boolean had = false;
        try {
            memory = new SharedSegment(range.address(), 0);
            grow(byteSize);
            had = true;
        } finally {
            if (!had) {
                range.release();
            }
        }
    }

    /**
     * A segment of so many bytes that is not to grow.
     *
     * @param byteSize 1 to the pool's capacity
     * @throws IllegalArgumentException where there is no such size
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     * @throws MapsExhaustedException where it is free in more pieces than can be mapped
     * @throws OperatingSystemException where the system refuses a mapping, or room on the disk of
     *     the pool's file
     * @throws UnsupportedOperationException where the pool's memory cannot be mapped a second time
     */
    public static GrowableSegment of(Pool pool, long byteSize) {
        return builder(pool).open(byteSize);
    }

    /**
     * A segment that can grow.
     *
     * @param mostBytes as {@link GrowableSegmentBuilder#mostBytes}; else as {@link #of(Pool, long)}
     */
    public static GrowableSegment of(Pool pool, long byteSize, long mostBytes) {
        return builder(pool).mostBytes(mostBytes).open(byteSize);
    }

    /** Settings of a segment, with defaults for all of them. */
    public static GrowableSegmentBuilder builder(Pool pool) {
        return new GrowableSegmentBuilder(pool);
    }

    // ---------------------------------------------------------------------------------------------------- its memory

    /**
     * All of it, for any thread. A segment that was asked for before stays valid while this grows,
     * and is as long as it was; it ends when this shrinks or is closed.
     *
     * @throws IllegalStateException where it is closed
     */
    public synchronized MemorySegment segment() {
        requireOpen();
        return memory.get();
    }

    /**
     * Where it begins, for as long as it is open.
     *
     * @throws IllegalStateException where it is closed
     */
    public synchronized long address() {
        requireOpen();
        return memory.address();
    }

    /** Bytes that were asked for last. */
    public synchronized long byteSize() {
        return memory.byteSize();
    }

    /** Bytes that it can have at most. */
    public long mostBytes() {
        return mostBytes;
    }

    /** How it came to the bytes that it gained last. */
    public synchronized GrowthWay way() {
        return way;
    }

    /** In how many pieces of the pool it lies. */
    public synchronized int pieces() {
        return range.pieces();
    }

    /** How many mappings it is for the system. */
    public synchronized int mappings() {
        return range.mappings();
    }

    // ------------------------------------------------------------------------------------------------------------ grow

    /**
     * Makes it longer where it is. What was in it stays. If this fails, it is as it was.
     *
     * @param newByteSize from {@link #byteSize()} to {@link #mostBytes()}
     * @return how the bytes were had
     * @throws IllegalArgumentException where there is no such size
     * @throws IllegalStateException where it, or the pool, is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     * @throws MapsExhaustedException where it is free in more pieces than can be mapped, and in no
     *     other way either
     * @throws OperatingSystemException where the system refuses a mapping, or room on the disk of
     *     the pool's file
     */
    public synchronized GrowthWay grow(long newByteSize) {
        requireOpen();
        if (newByteSize < Math.max(1, memory.byteSize()) || newByteSize > mostBytes) {
            throw new IllegalArgumentException(
                    "a segment of " + memory.byteSize() + " bytes cannot grow to "
                            + newByteSize
                            + ": it must be from there to " + mostBytes + ", its most; shrink it to make it shorter");
        }
        leases.requireStack();
        long more = whole(newByteSize) - range.mapped();
        way = more <= 0 ? GrowthWay.ROOM : range.tryExtend(more) ? GrowthWay.EXTENDED : stitch(more);
        memory.resize(newByteSize);
        return way;
    }

    private GrowthWay stitch(long more) {
        PieceLease pieces = PieceLease.of(pool, more, grain);
        if (append(pieces)) {
            return GrowthWay.STITCHED;
        }
        if (appendCompacted(more)) {
            return GrowthWay.COMPACTED;
        }
        if (copy(range.mapped() + more)) {
            return GrowthWay.COPIED;
        }
        throw new MapsExhaustedException(pool.name(), more, pieces.count(), mapBudget,
                (blocks == null ? "" : "; no block could be made by compaction")
                        + (range.mapped() == 0 ? "" : "; there is no block for a copy of the whole"));
    }

    /** Whether there were mappings enough; if not, or where it fails, the pieces have gone back. */
    private boolean append(PieceLease pieces) {
        boolean appended = false;
        try {
            appended = range.tryAppend(pieces);
            return appended;
        } finally {
            if (!appended) {
                pieces.giveBack();
            }
        }
    }

    private boolean appendCompacted(long more) {
        MovableBlocks movable = blocks;
        Budget budget = compaction;
        if (movable == null || budget == null) {
            return false;
        }
        for (int round = 0; round < COMPACTIONS; round++) {
            if (!movable.compactor().compact(more, grain, budget).succeeded()) {
                return false;
            }
            long block = leases.tryLease(more, grain);
            if (block != 0) {
                return append(PieceLease.one(leases, block, more));
            }
        }
        return false;
    }

    private boolean copy(long bytes) {
        if (range.mapped() == 0) {
            return false;
        }
        long block = leases.tryLease(bytes, grain);
        if (block == 0) {
            return false;
        }
        boolean replaced = false;
        try {
            range.replaceAll(block, bytes);
            replaced = true;
        } finally {
            if (!replaced) {
                leases.giveBack(block);
            }
        }
        return true;
    }

    private long whole(long bytes) {
        return bytes + grain - 1 & -grain;
    }

    // -------------------------------------------------------------------------------------------------- shrink and end

    /**
     * Makes it shorter, and gives whole units back. All segments of it that were asked for end, as
     * a use of what is gone must not end the JVM: ask for {@link #segment()} anew.
     *
     * @param newByteSize 1 to {@link #byteSize()}
     * @throws IllegalArgumentException where there is no such size
     * @throws IllegalStateException where it is closed, or while a foreign call uses a segment of
     *     it: then nothing is changed
     * @throws OperatingSystemException where the system refuses; it is as long as it was
     */
    public synchronized void shrink(long newByteSize) {
        requireOpen();
        if (newByteSize < 1 || newByteSize > memory.byteSize()) {
            throw new IllegalArgumentException(
                    "a segment of " + memory.byteSize() + " bytes cannot shrink to "
                            + newByteSize
                            + ": it must be from 1 to there; close it to give all of it back");
        }
        leases.requireStack();
        memory.end();
        range.truncate(whole(newByteSize));
        memory.resize(newByteSize);
    }

    /**
     * Ends all segments of it, and gives the memory back.
     *
     * @throws IllegalStateException where it is closed already, or while a foreign call uses a
     *     segment of it: then it stays open
     */
    @Override
    public synchronized void close() {
        requireOpen();
        leases.requireStack();
        memory.end();
        range.release();
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "the growable segment is closed: open another one, and close a segment once");
        }
    }
}
