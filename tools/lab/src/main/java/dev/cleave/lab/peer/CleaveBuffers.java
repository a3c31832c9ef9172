package dev.cleave.lab.peer;

import dev.cleave.memory.Pool;
import dev.cleave.netty.CleaveByteBufAllocator;
import java.time.Duration;

/** Netty's direct buffers on a pool of Cleave's, for all threads. */
public final class CleaveBuffers implements AutoCloseable {
    private final Pool pool;
    private final CleaveByteBufAllocator buffers;

    /**
     * An allocator over a pool of its own.
     *
     * @param capacity of the pool, in bytes
     * @param decay after this time, and at most twice of it, what is free goes back to the system
     */
    public CleaveBuffers(long capacity, Duration decay) {
        pool = Pool.builder().name("buffers").capacity(capacity).decay(decay).build();
        buffers = CleaveByteBufAllocator.of(pool);
    }

    /** What the buffers come from. */
    public CleaveByteBufAllocator allocator() {
        return buffers;
    }

    /** The calling thread's way to buffers, for so many at a time. */
    public ByteAllocator forThread(int slots) {
        return new NettyHeap(buffers, slots, () -> buffers.heap().metadataBytes() + pool.metadataBytes());
    }

    @Override
    public void close() {
        buffers.close();
        pool.close();
    }
}
