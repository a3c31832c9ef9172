package dev.cleave.arena;

import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An arena of all threads: they bump one pointer by compare-and-set and take a lock only to get a further block. Checked,
 * a JDK shared arena is the lifetime of its segments; trusted, the pool's own region is.
 *
 * <p>Races, and why they are harmless: closing takes the lock that blocks are taken under, so no block is taken that is not given back (one that is
 * leased outside the lock goes back at once if the arena is closed by then). A block is zeroed as a whole before any other thread knows of it, so the
 * arena itself never writes to one that went back. An allocation that bumped just before the closing answers a segment that is (checked) dead or
 * (trusted) used after closing, as any other segment of the arena is then.
 */
final class SharedPooledArena extends PooledArena {
    private final Pool pool;
    private final @Nullable Arena lifetime;
    private final LeasedBlocks blocks;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Block current = Block.NONE;
    private volatile boolean closed;

    private SharedPooledArena(Pool pool, @Nullable Arena lifetime) {
        super(pool);
        this.pool = pool;
        this.lifetime = lifetime;
        blocks = new LeasedBlocks(pool);
    }

    static SharedPooledArena checked(Pool pool) {
        return new SharedPooledArena(pool, Arena.ofShared());
    }

    static SharedPooledArena trusted(Pool pool) {
        return new SharedPooledArena(pool, null);
    }

    /** A block for many small segments, and how far it is used. */
    private record Block(MemorySegment memory, AtomicLong used) {
        static final Block NONE = new Block(MemorySegment.NULL, new AtomicLong());

        /** The place of a segment in the block, or -1 where it has no room for it. */
        long reserve(long byteSize, long byteAlignment) {
            while (true) {
                long present = used.get();
                long from = (memory.address() + present + byteAlignment - 1 & -byteAlignment) - memory.address();
                if (byteSize > memory.byteSize() - from) {
                    return -1;
                }
                if (used.compareAndSet(present, from + byteSize)) {
                    return from;
                }
            }
        }
    }

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        check(byteSize, byteAlignment);
        requireOpen();
        Block block = current;
        long from = block.reserve(Math.max(byteSize, 1), byteAlignment);
        return from < 0
                ? allocateBeyond(byteSize, byteAlignment)
                : block.memory.asSlice(from, byteSize);
    }

    /** What does not fit in the current block: in the next one, or where it is large in a block of its own. */
    private MemorySegment allocateBeyond(long byteSize, long byteAlignment) {
        lock.lock();
        try {
            requireOpen();
            long wanted = Math.max(Math.max(byteSize, 1), byteAlignment);
            if (!blocks.isLarge(wanted)) {
                Block block = current;
                long from = block.reserve(Math.max(byteSize, 1), byteAlignment);
                if (from < 0 && takeNext(wanted)) {
                    block = current;
                    from = block.reserve(Math.max(byteSize, 1), byteAlignment);
                }
                if (from >= 0) {
                    return block.memory.asSlice(from, byteSize);
                }
            }
        } finally {
            lock.unlock();
        }
        return allocateAlone(byteSize, byteAlignment);
    }

    /** In a block of its own, leased outside the lock: a pressure listener may use or close this very arena. */
    private MemorySegment allocateAlone(long byteSize, long byteAlignment) {
        long tagged = pool.lease(Math.max(byteSize, 1), byteAlignment);
        boolean kept = false;
        try {
            clear(tagged, byteSize);
            keep(tagged);
            kept = true;
        } finally {
            if (!kept) {
                pool.giveBack(tagged & ~Pool.KNOWN_ZERO);
            }
        }
        return view(tagged, byteSize);
    }

    private void keep(long tagged) {
        lock.lock();
        try {
            requireOpen();
            blocks.keep(tagged);
        } finally {
            lock.unlock();
        }
    }

    private boolean takeNext(long wanted) {
        long tagged = blocks.takeNext(wanted);
        if (tagged == 0) {
            return false;
        }
        clear(tagged, blocks.taken());
        current = new Block(view(tagged, blocks.taken()), new AtomicLong());
        return true;
    }

    private MemorySegment view(long tagged, long byteSize) {
        long address = tagged & ~Pool.KNOWN_ZERO;
        return lifetime != null
                ? MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null)
                : pool.memory().asSlice(address - pool.baseAddress(), byteSize);
    }

    /** Zeroes a block of which no other thread knows yet, if that is wanted. */
    private void clear(long tagged, long byteSize) {
        if (isZeroing() && (tagged & Pool.KNOWN_ZERO) == 0) {
            Zeroes.fill(tagged, byteSize);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw alreadyClosed();
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        return lifetime != null ? lifetime.scope() : pool.memory().scope();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            requireOpen();
            if (lifetime != null) {
                lifetime.close();
            }
            closed = true;
            current = Block.NONE;
            blocks.giveBack();
        } finally {
            lock.unlock();
        }
    }
}
