package dev.cleave.lab.peer;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;

/** Netty's direct buffers, released to free them; handles are the slots. */
final class NettyPeer implements Peer {
    private final ByteBufAllocator buffers;

    private NettyPeer(ByteBufAllocator buffers) {
        this.buffers = buffers;
    }

    static NettyPeer pooled() {
        return new NettyPeer(PooledByteBufAllocator.DEFAULT);
    }

    static NettyPeer adaptive() {
        return new NettyPeer(new AdaptiveByteBufAllocator());
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold(buffers, new ByteBuf[slots]);
    }

    /** Netty keeps its caches in thread-locals of its own threads, which are faster there. */
    @Override
    public Thread newThread(Runnable task, String name) {
        return new FastThreadLocalThread(task, name);
    }

    private record Hold(ByteBufAllocator buffers, ByteBuf[] held) implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            held[slot] = buffers.directBuffer(UNIT_BYTES << order);
            return slot;
        }

        @Override
        public void free(long handle, int slot) {
            held[slot].release();
        }
    }
}
