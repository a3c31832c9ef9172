package dev.cleave.arena;

import dev.cleave.memory.Lease;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An arena of one thread: a bump pointer through blocks of the pool. Each block is put under the
 * lifetime of a JDK confined arena once, and its segments are slices of it, so that the JDK itself
 * watches threads and closing.
 */
final class ConfinedPooledArena extends PooledArena {
    private final Pool pool;
    private final Leases leases;
    private final Arena lifetime = Arena.ofConfined();

    /** The one thread that may use the arena; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    /** The first block: most arenas need no other. Null before there is one, and after closing. */
    private @Nullable Lease spare;

    private @Nullable LeasedBlocks further;

    /**
     * The current block: where it starts, its first free byte, its end, whether all of it is zero.
     */
    private long start;

    private long free;
    private long end;
    private boolean isZero;

    /** The recording that is told of its segments, or 0. */
    private int recording;

    /**
     * All of the current block under the arena's lifetime; made for the second segment of a block.
     */
    private @Nullable MemorySegment block;

    ConfinedPooledArena(Pool pool) {
        super(pool);
        this.pool = pool;
        leases = pool.leases().ofParts();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        check(byteSize, byteAlignment);
        if (Thread.currentThread() != owner) {
            throw refused();
        }
        long from = free + byteAlignment - 1 & -byteAlignment;
        long bytes = Math.max(byteSize, 1);
        if (bytes > end - from) {
            return allocateBeyond(bytes, byteSize, byteAlignment);
        }
        free = from + bytes;
        clear(from, bytes, isZero);
        if (recording != 0) {
            tell(recording, from, byteSize);
        }
        MemorySegment present = block;
        if (present == null) {
            present = view(start, end - start);
            block = present;
        }
        return present.asSlice(from - start, byteSize);
    }

    /**
     * What does not fit in the current block, or comes first: small, so that it is compiled into
     * its callers. A pressure listener that the leasing asked may have used this very arena, or
     * closed it: then everything is looked at afresh.
     */
    private MemorySegment allocateBeyond(long bytes, long byteSize, long byteAlignment) {
        if (spare != null || bytes > pool.unit()) {
            return allocateFurther(bytes, byteSize, byteAlignment);
        }
        Lease leased = leases.leaseSpare();
        if (spare != null || owner == null) {
            return allocateAfresh(leased, byteSize, byteAlignment);
        }
        spare = leased;
        enter(leased);
        long from = free + byteAlignment - 1 & -byteAlignment;
        if (bytes > end - from) {
            return allocateFurther(bytes, byteSize, byteAlignment);
        }
        free = from + bytes;
        clear(from, bytes, isZero);
        if (recording != 0) {
            tell(recording, from, byteSize);
        }
        return view(from, byteSize);
    }

    /** Apart, so that the compiler need not look at it. */
    private MemorySegment allocateAfresh(Lease leased, long byteSize, long byteAlignment) {
        leases.giveBack(leased);
        return allocate(byteSize, byteAlignment);
    }

    /** In a further block for small segments, or in a block of its own. */
    private MemorySegment allocateFurther(long bytes, long byteSize, long byteAlignment) {
        enterNext(Math.max(bytes, byteAlignment));
        long from = free + byteAlignment - 1 & -byteAlignment;
        if (bytes <= end - from) {
            free = from + bytes;
            clear(from, bytes, isZero);
            if (recording != 0) {
                tell(recording, from, byteSize);
            }
            return view(from, byteSize);
        }
        return allocateAlone(bytes, byteSize, byteAlignment);
    }

    /**
     * What cannot be prepared goes back, as an arena that a pressure listener closed cannot keep
     * it.
     */
    private MemorySegment allocateAlone(long bytes, long byteSize, long byteAlignment) {
        LeasedBlocks blocks = further();
        Lease lease = new Lease();
        leases.lease(lease, bytes, byteAlignment);
        boolean kept = false;
        try {
            if (owner == null) {
                throw alreadyClosed();
            }
            blocks.makeRoom();
            clear(lease.address(), bytes, lease.isZero());
            if (lease.recording() != 0) {
                tell(lease.recording(), lease.address(), byteSize);
            }
            MemorySegment segment = view(lease.address(), byteSize);
            blocks.keep(lease.address());
            kept = true;
            return segment;
        } finally {
            if (!kept) {
                leases.giveBack(lease);
            }
        }
    }

    /**
     * Goes on to a further block for small segments, if the wanted one is small and the pool has
     * room.
     */
    private void enterNext(long wanted) {
        LeasedBlocks blocks = further();
        if (!blocks.isLarge(wanted)) {
            Lease lease = new Lease();
            if (blocks.leaseNext(lease, wanted)) {
                blocks.keep(lease.address());
                enter(lease);
            }
        }
    }

    private void enter(Lease lease) {
        start = lease.address();
        free = start;
        end = start + lease.byteSize();
        isZero = lease.isZero();
        recording = lease.recording();
        block = null;
    }

    private LeasedBlocks further() {
        LeasedBlocks present = further;
        if (present == null) {
            present = new LeasedBlocks(pool);
            further = present;
        }
        return present;
    }

    private void clear(long address, long byteSize, boolean alreadyZero) {
        if (!alreadyZero && isZeroing()) {
            Zeroes.fill(address, byteSize);
        }
    }

    /** An empty segment is none for a recording. */
    private void tell(int recordedBy, long address, long byteSize) {
        if (byteSize != 0) {
            leases.cutOff(recordedBy, address, byteSize);
        }
    }

    private MemorySegment view(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null);
    }

    private RuntimeException refused() {
        Thread user = owner;
        return user == null ? alreadyClosed() : new WrongThreadException("this arena is confined to " + user);
    }

    @Override
    public MemorySegment.Scope scope() {
        return lifetime.scope();
    }

    @Override
    public void close() {
        lifetime.close();
        owner = null;
        Lease leased = spare;
        spare = null;
        if (further != null) {
            giveBackAll(leased, further);
        } else if (leased != null) {
            leases.giveBack(leased);
        }
    }

    private void giveBackAll(@Nullable Lease leased, LeasedBlocks others) {
        try {
            if (leased != null) {
                leases.giveBack(leased);
            }
        } finally {
            others.giveBack();
        }
    }
}
