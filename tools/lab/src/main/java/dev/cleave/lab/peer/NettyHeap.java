package dev.cleave.lab.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Netty's direct buffers, released to free them. They are aligned as Netty likes. */
final class NettyHeap implements ByteAllocator {
    private final ByteBufAllocator buffers;
    private final LongSupplier javaHeapBytes;
    private final ByteBuf[] held;

    /**
     * Buffers of an allocator.
     *
     * @param javaHeapBytes what the allocator has on the Java heap beside its buffers, as far as it
     *     tells
     */
    NettyHeap(ByteBufAllocator buffers, int slots, LongSupplier javaHeapBytes) {
        this.buffers = buffers;
        this.javaHeapBytes = javaHeapBytes;
        held = new ByteBuf[slots];
    }

    static NettyHeap pooled(int slots) {
        return new NettyHeap(PooledByteBufAllocator.DEFAULT, slots, () -> 0);
    }

    static NettyHeap adaptive(int slots) {
        return new NettyHeap(Adaptive.SHARED, slots, () -> 0);
    }

    /** One allocator for all threads, as Netty's own default is, made when first asked for. */
    private static final class Adaptive {
        static final ByteBufAllocator SHARED = new AdaptiveByteBufAllocator();
    }

    /** A buffer has {@code int} bytes: what is larger is not to be had. */
    @Override
    public long allocate(long byteSize, int slot) {
        if (byteSize > Integer.MAX_VALUE) {
            return NO_ADDRESS;
        }
        try {
            ByteBuf buffer = buffers.directBuffer((int) byteSize);
            held[slot] = buffer;
            return buffer.hasMemoryAddress() ? buffer.memoryAddress() : addressOfView(buffer);
        } catch (OutOfMemoryError full) {
            return NO_ADDRESS;
        }
    }

    private static long addressOfView(ByteBuf buffer) {
        return MemorySegment.ofBuffer(buffer.nioBuffer(0, buffer.capacity())).address();
    }

    @Override
    public void free(long address, int slot) {
        held[slot].release();
    }

    /** What the buffer could grow to where it lies. */
    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return held[slot].maxFastWritableBytes();
    }

    @Override
    public long javaHeapBytes() {
        return javaHeapBytes.getAsLong();
    }

    /** The direct memory in its chunks. */
    @Override
    public OptionalLong reservedBytes() {
        return buffers instanceof ByteBufAllocatorMetricProvider provider
                ? OptionalLong.of(provider.metric().usedDirectMemory())
                : OptionalLong.empty();
    }
}
