package dev.cleave.cli.observe;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;

/** Where a load has its blocks from. */
interface Allocations {
    long allocate(long byteSize);

    void free(long address);

    /** Blocks of a pool. */
    record OfPool(Pool pool) implements Allocations {
        @Override
        public long allocate(long byteSize) {
            return pool.allocateAddress(byteSize);
        }

        @Override
        public void free(long address) {
            pool.free(address);
        }
    }

    /** Blocks of a heap over a pool. */
    record OfHeap(Heap heap) implements Allocations {
        @Override
        public long allocate(long byteSize) {
            return heap.allocate(byteSize);
        }

        @Override
        public void free(long address) {
            heap.free(address);
        }
    }
}
