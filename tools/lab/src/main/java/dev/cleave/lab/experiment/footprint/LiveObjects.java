package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.peer.ByteAllocator;
import java.util.SplittableRandom;

/**
 * Live objects of an allocator, in the order of their allocation until one is freed at random. One
 * thread at a time.
 */
public final class LiveObjects {
    /** What PMDK counts for each object beside its bytes. */
    public static final int PMDK_HEADER = 16;

    private final ByteAllocator heap;
    private final SplittableRandom random;
    private final boolean written;
    private final long[] addresses;
    private final long[] sizes;

    /** The live slots first, then the others. */
    private final int[] slots;

    private int live;
    private long liveBytes;

    /** No objects yet; each page of one that is allocated will be written to. */
    public LiveObjects(ByteAllocator heap, int most, SplittableRandom random) {
        this(heap, most, random, true);
    }

    /**
     * No objects yet.
     *
     * @param most objects that are live at a time
     * @param random which one is freed
     * @param written whether each page of an object is written to
     */
    public LiveObjects(ByteAllocator heap, int most, SplittableRandom random, boolean written) {
        this.heap = heap;
        this.random = random;
        this.written = written;
        addresses = new long[most];
        sizes = new long[most];
        slots = new int[most];
        for (int slot = 0; slot < most; slot++) {
            slots[slot] = slot;
        }
    }

    /**
     * Allocates an object.
     *
     * @throws IllegalStateException when the allocator has no room
     */
    public void allocate(long byteSize) {
        if (!tryAllocate(byteSize)) {
            throw new IllegalStateException("no room for " + byteSize + " bytes beside " + liveBytes + " live ones");
        }
    }

    /** Allocates an object; answers whether the allocator had room. */
    public boolean tryAllocate(long byteSize) {
        int slot = slots[live];
        long address = heap.allocate(byteSize, slot);
        if (address == ByteAllocator.NO_ADDRESS) {
            return false;
        }
        if (written) {
            WrittenPages.write(address, byteSize, (byte) slot);
        }
        addresses[slot] = address;
        sizes[slot] = byteSize;
        live++;
        liveBytes += byteSize;
        return true;
    }

    /** Frees one of the live objects. */
    public void freeAny() {
        freeAnySince(0);
    }

    /**
     * Frees one of the live objects but the first.
     *
     * @param first so many are let be; fewer than are live
     */
    public void freeAnySince(int first) {
        int chosen = first + random.nextInt(live - first);
        int slot = slots[chosen];
        heap.free(addresses[slot], slot);
        liveBytes -= sizes[slot];
        live--;
        slots[chosen] = slots[live];
        slots[live] = slot;
    }

    /** Frees all, the last first. */
    public void freeAll() {
        while (live > 0) {
            freeAnySince(live - 1);
        }
    }

    /** Objects that are live. */
    public int live() {
        return live;
    }

    /**
     * Bytes that were asked for and not freed, and {@link #PMDK_HEADER} for each object: as PMDK's
     * tests of fragmentation count what is live.
     */
    public long countedBytes() {
        return liveBytes + (long) live * PMDK_HEADER;
    }

    /** Bytes that were asked for and not freed. */
    public long liveBytes() {
        return liveBytes;
    }
}
