package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;

/** Settings of a {@link Heap}, each with a default. Not thread-safe. */
public final class HeapBuilder {
    private static final long SMALLEST_UNIT = 1 << 10;
    private static final long LARGEST_UNIT = 64 << 10;
    private static final double USUAL_LOW_SHARE = 0.1;
    private static final long USUAL_QUARANTINE_BYTES = 8 << 20;
    private static final long USUAL_QUARANTINE_SHARE = 64;
    private static final int USUAL_QUARANTINE_BLOCKS = 8192;
    private static final int MAX_QUARANTINE_BLOCKS = 1 << 24;

    final Pool pool;
    Stripes stripes;
    boolean dialogue = true;
    double lowShare = USUAL_LOW_SHARE;
    long bytesPerSample;
    boolean reportsLeaks = true;
    SafetyLevel safety = SafetyLevel.FAST;
    boolean confinedBlocks;
    int quarantineBlocks = USUAL_QUARANTINE_BLOCKS;
    private long quarantineBytes = -1;

    HeapBuilder(Pool pool) {
        if (pool.unit() < SMALLEST_UNIT || pool.unit() > LARGEST_UNIT) {
            throw new IllegalArgumentException("pool " + pool.name() + " has units of " + pool.unit()
                    + " bytes: a heap needs units from " + SMALLEST_UNIT + " to " + LARGEST_UNIT);
        }
        this.pool = pool;
        stripes = pool.space().stripes().withCount(Stripes.usual().count());
    }

    /**
     * How many lanes threads are spread over: a power of two, 1 to {@link Stripes#MOST}; twice the
     * processors unless told. What chooses a thread's lane is what chooses it in the {@linkplain
     * dev.cleave.buddy.BuddySpace#stripes() space} of the pool.
     *
     * @throws IllegalArgumentException where it is another number
     */
    public HeapBuilder stripes(int count) {
        stripes = stripes.withCount(count);
        return this;
    }

    /**
     * Whether slabs become smaller where larger blocks of the pool have become rare, and larger
     * where they abound; they do unless told.
     */
    public HeapBuilder dialogue(boolean enabled) {
        dialogue = enabled;
        return this;
    }

    /**
     * The low watermark of each order of the pool's blocks. When free blocks of an order, with
     * those that could be cut from larger ones, are a smaller share of the pool than this, slabs
     * take smaller blocks instead. From 0 to 0.5; 0.1 unless told. The min mark is half, the high
     * mark twice as high.
     */
    public HeapBuilder lowWatermark(double share) {
        if (!(share >= 0 && share <= 0.5)) {
            throw new IllegalArgumentException("a low watermark of " + share + ": allowed are 0 to 0.5 of the pool");
        }
        lowShare = share;
        return this;
    }

    /**
     * Samples who allocates: one allocation of every so many bytes, at random distances, is
     * remembered with its callers until it is freed, for {@link Heap#topSites} and leak reports,
     * and emitted as a JFR event. Off unless told; 512 KiB is a good distance. A distance of 64 KiB
     * or more is a minimum. If sampling would cost over about a hundredth of the time, samples lie
     * further apart.
     *
     * @throws IllegalArgumentException where it is less than 1
     */
    public HeapBuilder sampleEvery(long bytes) {
        AllocationSites.requireDistance(bytes);
        bytesPerSample = bytes;
        return this;
    }

    /**
     * Whether {@link Heap#close()} warns of blocks that were never freed; it does unless told. A
     * heap that is closed in order to free all that is in it at once is told not to.
     */
    public HeapBuilder reportLeaks(boolean enabled) {
        reportsLeaks = enabled;
        return this;
    }

    /** How much is done to find misuse of blocks; {@link SafetyLevel#FAST} unless told. */
    public HeapBuilder safety(SafetyLevel level) {
        safety = level;
        return this;
    }

    /**
     * How much may be in quarantine: freed blocks that are not handed out yet, so that writes to
     * them are found. Above {@link SafetyLevel#FAST} only. Unless told, a 64th of the pool, at most
     * 8 MiB, and 8192 blocks. Blocks larger than an eighth of the bytes are not kept. It is emptied
     * when the pool is full.
     *
     * @param mostBytes bytes of all its blocks, slots and units counted whole: 0, which keeps none,
     *     or more
     * @param mostBlocks 0, which keeps none, to 2^24; each costs 16 bytes, taken at once
     */
    public HeapBuilder quarantine(long mostBytes, int mostBlocks) {
        if (mostBytes < 0 || mostBlocks < 0 || mostBlocks > MAX_QUARANTINE_BLOCKS) {
            throw new IllegalArgumentException("a quarantine of " + mostBytes + " bytes and " + mostBlocks
                    + " blocks: allowed are 0 bytes or more, and 0 to " + MAX_QUARANTINE_BLOCKS + " blocks");
        }
        quarantineBytes = mostBytes;
        quarantineBlocks = mostBlocks;
        return this;
    }

    /** The bytes that may be in quarantine, as told or as usual for the pool. */
    long quarantineBytes() {
        return quarantineBytes >= 0
                ? quarantineBytes
                : Math.min(USUAL_QUARANTINE_BYTES, pool.cap() / USUAL_QUARANTINE_SHARE);
    }

    /**
     * Whether, at {@link SafetyLevel#CHECKED}, a segment is its allocating thread's alone: any
     * other that uses or frees it gets {@link WrongThreadException}, and a free costs no handshake
     * with every thread. Not unless told.
     */
    public HeapBuilder confinedBlocks(boolean confined) {
        confinedBlocks = confined;
        return this;
    }

    /**
     * Opens the heap.
     *
     * @throws IllegalArgumentException where blocks are to be confined at another level than
     *     {@link SafetyLevel#CHECKED}
     */
    public Heap build() {
        if (confinedBlocks && safety != SafetyLevel.CHECKED) {
            throw new IllegalArgumentException(
                    "blocks confined at level " + safety
                            + ": only segments at level CHECKED have a thread of their own");
        }
        return new Heap(this);
    }
}
