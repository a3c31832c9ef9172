package dev.cleave.arena;

import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An arena of one thread: a bump pointer through blocks of the pool. Each block is put under the lifetime of a JDK
 * confined arena once, and its segments are slices of it, so that the JDK itself watches threads and closing.
 */
final class ConfinedPooledArena extends PooledArena {
    private final Thread owner = Thread.currentThread();
    private final Arena lifetime = Arena.ofConfined();
    private final LeasedBlocks blocks;
    private MemorySegment block = MemorySegment.NULL;
    private boolean blockIsZero;
    private long start;
    private long used;
    private boolean closed;

    ConfinedPooledArena(Pool pool) {
        blocks = new LeasedBlocks(pool);
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        check(byteSize, byteAlignment);
        requireUse();
        long from = (start + used + byteAlignment - 1 & -byteAlignment) - start;
        long bytes = Math.max(byteSize, 1);
        if (bytes > block.byteSize() - from) {
            return allocateBeyond(byteSize, byteAlignment);
        }
        used = from + bytes;
        return cleared(block.asSlice(from, byteSize), blockIsZero);
    }

    /** What does not fit in the current block: in a block of its own where it is large, else in the next one. */
    private MemorySegment allocateBeyond(long byteSize, long byteAlignment) {
        if (!blocks.isLarge(Math.max(byteSize, byteAlignment))) {
            long byteSizeOfNext = blocks.next();
            long tagged = blocks.takeNext(byteAlignment);
            if (tagged != 0) {
                block = view(tagged, byteSizeOfNext);
                blockIsZero = (tagged & Pool.KNOWN_ZERO) != 0;
                start = block.address();
                used = Math.max(byteSize, 1);
                return cleared(block.asSlice(0, byteSize), blockIsZero);
            }
        }
        long tagged = blocks.take(Math.max(byteSize, 1), byteAlignment);
        return cleared(view(tagged, byteSize), (tagged & Pool.KNOWN_ZERO) != 0);
    }

    private MemorySegment view(long tagged, long byteSize) {
        return MemorySegment.ofAddress(tagged & ~Pool.KNOWN_ZERO).reinterpret(byteSize, lifetime, null);
    }

    private MemorySegment cleared(MemorySegment segment, boolean isZero) {
        return isZero || !isZeroing() ? segment : segment.fill((byte) 0);
    }

    private void requireUse() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("this arena is confined to " + owner);
        }
        if (closed) {
            throw alreadyClosed();
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return lifetime.scope();
    }

    @Override
    public void close() {
        lifetime.close();
        closed = true;
        blocks.giveBack();
    }
}
