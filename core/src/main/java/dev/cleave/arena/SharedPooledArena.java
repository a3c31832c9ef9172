package dev.cleave.arena;

import dev.cleave.memory.AttachedLifetime;
import dev.cleave.memory.Lease;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An arena of all threads: they bump one pointer by compare-and-set and take a monitor only to get
 * a further block. Checked, a JDK shared arena is the lifetime of its segments; trusted, the pool's
 * own region is.
 *
 * <p>Races, and why they are harmless: closing takes the monitor that blocks are taken under, so no
 * block is taken that is not given back (one that is leased outside the monitor goes back at once
 * if the arena is closed by then). A block is zeroed as a whole before any other thread knows of
 * it, so the arena itself never writes to one that went back. An allocation that bumped just before
 * the closing answers a segment that is (checked) dead or (trusted) used after closing, as any
 * other segment of the arena is then.
 *
 * <p>A monitor, as the virtual machine leaves it in any case, also at the end of a thread's stack.
 */
final class SharedPooledArena extends PooledArena {
    private final Pool pool;
    private final Leases leases;

    /** The lifetime of a checked arena's segments; null where it is trusted. */
    private final @Nullable Arena lifetime;

    private final AttachedLifetime attached = new AttachedLifetime();
    private final Object monitor = new Object();
    private final LeasedBlocks blocks;
    private volatile Block current = Block.NONE;
    private volatile boolean closed;

    private SharedPooledArena(Pool pool, @Nullable Arena lifetime) {
        super(pool);
        this.pool = pool;
        this.lifetime = lifetime;
        leases = pool.leases().ofParts();
        blocks = new LeasedBlocks(pool);
    }

    static SharedPooledArena checked(Pool pool) {
        return new SharedPooledArena(pool, Arena.ofShared());
    }

    static SharedPooledArena trusted(Pool pool) {
        return new SharedPooledArena(pool, null);
    }

    /**
     * A block for many small segments, how far it is used, and the recording that is told of them,
     * or 0.
     */
    private record Block(MemorySegment memory, AtomicLong used, int recording) {
        static final Block NONE = new Block(MemorySegment.NULL, new AtomicLong(), 0);

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
                : slice(block, from, byteSize);
    }

    /** An empty segment is none for a recording. */
    private MemorySegment slice(Block block, long from, long byteSize) {
        MemorySegment segment = block.memory.asSlice(from, byteSize);
        tell(block.recording, segment);
        return segment;
    }

    private void tell(int recording, MemorySegment segment) {
        if (recording != 0 && segment.byteSize() != 0) {
            leases.cutOff(recording, segment.address(), segment.byteSize());
        }
    }

    /**
     * What does not fit in the current block: in the next one, or where it is large in a block of
     * its own.
     */
    private MemorySegment allocateBeyond(long byteSize, long byteAlignment) {
        synchronized (monitor) {
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
                    return slice(block, from, byteSize);
                }
            }
        }
        return allocateAlone(byteSize, byteAlignment);
    }

    private boolean takeNext(long wanted) {
        Lease lease = new Lease();
        if (!blocks.leaseNext(lease, wanted)) {
            return false;
        }
        boolean kept = false;
        try {
            clear(lease);
            Block next = new Block(view(lease.address(), lease.byteSize()), new AtomicLong(), lease.recording());
            blocks.keep(lease.address());
            kept = true;
            current = next;
        } finally {
            giveBackUnless(kept, lease);
        }
        return true;
    }

    /**
     * In a block of its own, leased outside the monitor: a pressure listener may use or close this
     * very arena.
     */
    private MemorySegment allocateAlone(long byteSize, long byteAlignment) {
        Lease lease = new Lease();
        leases.lease(lease, Math.max(byteSize, 1), byteAlignment);
        boolean kept = false;
        try {
            clear(lease);
            MemorySegment segment = view(lease.address(), byteSize);
            synchronized (monitor) {
                requireOpen();
                blocks.makeRoom();
                blocks.keep(lease.address());
                kept = true;
            }
            tell(lease.recording(), segment);
            return segment;
        } finally {
            giveBackUnless(kept, lease);
        }
    }

    /** What could not be prepared goes back. */
    private void giveBackUnless(boolean kept, Lease lease) {
        if (!kept) {
            leases.giveBack(lease);
        }
    }

    private MemorySegment view(long address, long byteSize) {
        return lifetime != null
                ? MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null)
                : pool.memory().asSlice(address - pool.baseAddress(), byteSize);
    }

    /** Zeroes a block of which no other thread knows yet, if that is wanted. */
    private void clear(Lease lease) {
        if (isZeroing() && !lease.isZero()) {
            Zeroes.fill(lease.address(), lease.byteSize());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw alreadyClosed();
        }
    }

    @Override
    public MemorySegment.Scope scope() {
        if (lifetime != null) {
            return lifetime.scope();
        }
        synchronized (monitor) {
            return attached.scope(closed);
        }
    }

    @Override
    public void close() {
        synchronized (monitor) {
            requireOpen();
            if (lifetime != null) {
                lifetime.close();
            } else {
                attached.close();
            }
            closed = true;
            current = Block.NONE;
            blocks.giveBack();
        }
    }
}
