package dev.cleave.lab.experiment.footprint;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cleave.lab.peer.ByteAllocator;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Live objects of an allocator, each of whose pages has been written to. One thread. */
final class LiveObjects {
    private static final int PAGE_BYTES = 4096;
    private static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final ByteAllocator heap;
    private final SplittableRandom random;
    private final long[] addresses;
    private final int[] sizes;

    /** The live slots first, then the others. */
    private final int[] slots;

    private int live;
    private long liveBytes;

    LiveObjects(ByteAllocator heap, int most, SplittableRandom random) {
        this.heap = heap;
        this.random = random;
        addresses = new long[most];
        sizes = new int[most];
        slots = new int[most];
        for (int slot = 0; slot < most; slot++) {
            slots[slot] = slot;
        }
    }

    /**
     * Allocates an object and writes to it.
     *
     * @throws IllegalStateException when the allocator has no room
     */
    void allocate(int byteSize) {
        int slot = slots[live];
        long address = heap.allocate(byteSize, slot);
        if (address == ByteAllocator.NO_ADDRESS) {
            throw new IllegalStateException("no room for " + byteSize + " bytes beside " + liveBytes + " live ones");
        }
        for (int at = 0; at < byteSize; at += PAGE_BYTES) {
            ALL_MEMORY.set(JAVA_BYTE, address + at, (byte) slot);
        }
        ALL_MEMORY.set(JAVA_BYTE, address + byteSize - 1, (byte) slot);
        addresses[slot] = address;
        sizes[slot] = byteSize;
        live++;
        liveBytes += byteSize;
    }

    /** Frees one of the live objects. */
    void freeAny() {
        int chosen = random.nextInt(live);
        int slot = slots[chosen];
        heap.free(addresses[slot], slot);
        liveBytes -= sizes[slot];
        live--;
        slots[chosen] = slots[live];
        slots[live] = slot;
    }

    int live() {
        return live;
    }

    long liveBytes() {
        return liveBytes;
    }
}
