package dev.cleave.lab.experiment.footprint;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * A strict segregated allocator, as the ghost leak needs it: each size class cuts chunks of 64 KiB into slots, keeps a list of its free slots
 * in the slots themselves, and never gives a chunk to another class or back. Classes are multiples of 16 up to 128 bytes and
 * eight a doubling beyond, up to 32 KiB. One thread.
 */
final class SegregatedHeap implements ByteAllocator {
    private static final int CHUNK_SHIFT = 16;
    private static final long CHUNK_BYTES = 1L << CHUNK_SHIFT;
    private static final int LARGEST = 32 << 10;
    private static final int GRAIN = 16;
    private static final int FINE = 128;
    private static final int STEPS = 8;
    private static final int CLASSES = FINE / GRAIN + STEPS * 8 + 1;

    private final Pool pool;
    private final long base;
    private final MemorySegment memory;
    private final byte[] classOfChunk;
    private final long[] slotBytes = new long[CLASSES];
    private final long[] freeSlots = new long[CLASSES];
    private final long[] fresh = new long[CLASSES];
    private final long[] freshEnd = new long[CLASSES];
    private long chunks;

    /**
     * An allocator that holds no chunk yet.
     *
     * @param capacity the most bytes that its chunks may have
     */
    SegregatedHeap(long capacity) {
        pool = Pool.builder().capacity(capacity).unit(CHUNK_BYTES).purge(false).build();
        base = pool.baseAddress();
        memory = pool.memory();
        classOfChunk = new byte[(int) (pool.capacity() >>> CHUNK_SHIFT)];
    }

    /** Bytes of the slot for a size. */
    static long slotBytesOf(long byteSize) {
        if (byteSize <= FINE) {
            return (byteSize + GRAIN - 1) / GRAIN * GRAIN;
        }
        long step = Long.highestOneBit(byteSize - 1) / STEPS;
        return (byteSize + step - 1) / step * step;
    }

    private static int classOf(long bytes) {
        if (bytes <= FINE) {
            return (int) (bytes / GRAIN);
        }
        long doubling = Long.highestOneBit(bytes - 1);
        int doublings = Long.numberOfTrailingZeros(doubling / FINE);
        return FINE / GRAIN + doublings * STEPS + (int) ((bytes - doubling) / (doubling / STEPS));
    }

    @Override
    public long allocate(long byteSize, int slot) {
        if (byteSize > LARGEST) {
            return NO_ADDRESS;
        }
        long bytes = slotBytesOf(byteSize);
        int sizeClass = classOf(bytes);
        slotBytes[sizeClass] = bytes;
        long free = freeSlots[sizeClass];
        if (free != 0) {
            freeSlots[sizeClass] = memory.get(JAVA_LONG, free - base);
            return free;
        }
        if (fresh[sizeClass] + bytes > freshEnd[sizeClass] && !takeChunk(sizeClass)) {
            return NO_ADDRESS;
        }
        long address = fresh[sizeClass];
        fresh[sizeClass] += bytes;
        return address;
    }

    private boolean takeChunk(int sizeClass) {
        long chunk = pool.tryAllocateAddress(CHUNK_BYTES);
        if (chunk == 0) {
            return false;
        }
        chunks++;
        classOfChunk[chunkOf(chunk)] = (byte) sizeClass;
        fresh[sizeClass] = chunk;
        freshEnd[sizeClass] = chunk + CHUNK_BYTES;
        return true;
    }

    private int chunkOf(long address) {
        return (int) (address - base >>> CHUNK_SHIFT);
    }

    @Override
    public void free(long address, int slot) {
        int sizeClass = classOfChunk[chunkOf(address)];
        memory.set(JAVA_LONG, address - base, freeSlots[sizeClass]);
        freeSlots[sizeClass] = address;
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return slotBytes[classOfChunk[chunkOf(address)]];
    }

    /** All chunks that were ever taken. */
    @Override
    public OptionalLong reservedBytes() {
        return OptionalLong.of(chunks * CHUNK_BYTES);
    }
}
