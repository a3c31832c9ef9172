package dev.cleave.gpu.cuda;

import dev.cleave.gpu.DeviceBlock;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A block of a device heap: memory of the card in a range of its own, or pinned memory of the
 * processor. Cards reach both at the block's handle, which is an address.
 */
final class CudaBlock implements DeviceBlock {
    private final MemoryOwner owner;
    private final Consumer<CudaBlock> ended;
    private final int type;
    private final long address;
    private final long byteSize;
    private final boolean hostVisible;
    private boolean mapped;
    private boolean released;

    /** What gives the block's memory back. */
    @FunctionalInterface
    interface MemoryOwner {
        /** Gives it back. */
        void release();
    }

    CudaBlock(int type, long address, long byteSize, boolean hostVisible, MemoryOwner owner,
            Consumer<CudaBlock> ended) {
        this.type = type;
        this.address = address;
        this.byteSize = byteSize;
        this.hostVisible = hostVisible;
        this.owner = owner;
        this.ended = ended;
    }

    @Override
    public long handle() {
        return address;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    /** Pinned memory is always there: to map it is a word. */
    @Override
    public MemorySegment map() {
        requireLive();
        if (!hostVisible) {
            throw new IllegalStateException("memory type " + type + " is not host-visible: it cannot be mapped");
        }
        if (mapped) {
            throw new IllegalStateException("the block is mapped already");
        }
        mapped = true;
        return MemorySegment.ofAddress(address).reinterpret(byteSize);
    }

    @Override
    public void unmap() {
        requireLive();
        if (!mapped) {
            throw new IllegalStateException("the block is not mapped");
        }
        mapped = false;
    }

    /** Nothing to be done: pinned memory is coherent. */
    @Override
    public void flush(long offset, long flushedBytes) {
        requireLive();
    }

    /** Nothing to be done: pinned memory is coherent. */
    @Override
    public void invalidate(long offset, long invalidatedBytes) {
        requireLive();
    }

    @Override
    public void release() {
        requireLive();
        owner.release();
        released = true;
        mapped = false;
        ended.accept(this);
    }

    private void requireLive() {
        if (released) {
            throw new IllegalStateException("the block was released already");
        }
    }
}
