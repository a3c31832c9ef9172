package dev.cleave.lab.bench;

import dev.cleave.lab.peer.ByteAllocator;

/** A heap as a hold on blocks whose "orders" are places in a table of sizes. */
record SizedHold(ByteAllocator heap, long[] sizes) implements BlockHold {
    /** Blocks of one size, whose place is 0. */
    static SizedHold of(ByteAllocator heap, long byteSize) {
        return new SizedHold(heap, new long[] {byteSize});
    }

    /**
     * So many sizes that the same chance for each makes them log-uniform: as many blocks from 1 KiB to 2 KiB as from 64 KiB to
     * 128 KiB.
     */
    static long[] logUniform(long least, long most, int count) {
        long[] sizes = new long[count];
        for (int each = 0; each < count; each++) {
            sizes[each] = Math.round(least * Math.pow((double) most / least, (each + 0.5) / count));
        }
        return sizes;
    }

    @Override
    public long allocate(int order, int slot) {
        long address = heap.allocate(sizes[order], slot);
        return address == ByteAllocator.NO_ADDRESS ? NO_BLOCK : address;
    }

    @Override
    public void free(long handle, int slot) {
        heap.free(handle, slot);
    }
}
