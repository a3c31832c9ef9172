package dev.cleave.gpu.densenet;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;

/** A pool of the machine's own memory: copies move bytes. */
public final class PoolSpace implements TensorSpace {
    private final Pool pool;
    private final MemorySegment memory;

    /**
     * Over a pool, which is closed with it.
     *
     * @param pool with nothing in it
     */
    public PoolSpace(Pool pool) {
        this.pool = pool;
        memory = pool.memory();
    }

    @Override
    public long allocate(long bytes) {
        long address = pool.tryAllocateAddress(bytes);
        return address == 0 ? FULL : address - pool.baseAddress();
    }

    @Override
    public void free(long place) {
        pool.free(pool.baseAddress() + place);
    }

    @Override
    public void copy(long from, long to, Step.Copy rows) {
        for (long row = 0; row < rows.rows(); row++) {
            MemorySegment.copy(memory, from + rows.fromStart() + row * rows.fromStride(), memory,
                    to + rows.toStart() + row * rows.toStride(), rows.rowBytes());
        }
    }

    /** The pool's capacity. */
    @Override
    public long reservedBytes() {
        return pool.capacity();
    }

    @Override
    public void close() {
        pool.close();
    }
}
