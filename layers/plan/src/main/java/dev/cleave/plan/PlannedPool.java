package dev.cleave.plan;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;

/**
 * Serves a program that repeats a planned sequence: the n-th allocation gets the n-th place of the
 * {@link Plan}, one block of the pool holds all of them, and nothing is searched for. After the
 * last allocation of the plan the first is expected again.
 *
 * <p><strong>What differs.</strong> The pool trusts nothing. An allocation of another size than the
 * plan expects, one whose place is still taken, or one that the plan could not place is served by a
 * {@link Heap} over the same pool, and counted. A stray allocation between two planned ones leaves
 * the position as it is; where four sizes in a row are those of another part of the plan, the pool
 * goes on there. Whatever the program does, no two live blocks overlap.
 *
 * {@snippet :
 * Plan plan = Plan.read(Path.of("step.plan"));
 * try (Pool pool = Pool.builder().capacity(1L << 30).build();
 *         PlannedPool step = PlannedPool.of(pool, plan)) {
 *     long address = step.allocate(4096);
 *     step.free(address);
 *     System.out.println(step.usage().hitRate());
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time; a lock makes calls take
 * turns. As a plan is an order of allocations, a program whose threads allocate in another order
 * each time gets little from it.
 *
 * <p><strong>Memory.</strong> Not zeroed. A block has as many bytes as were asked for, rounded up
 * to the plan's alignment. Metadata: 100 bytes an allocation of the plan
 * at most, none a block.
 *
 * <p><strong>Cost.</strong> Of an allocation: a comparison of sizes, a read of the place and a
 * store; of a free: a look into a table. While blocks are freed later than planned, a logarithm of
 * how many are.
 */
public final class PlannedPool implements AutoCloseable {
    private static final long NO_MEMORY = 0;

    private final Pool pool;
    private final Plan plan;
    private final Lifetimes lifetimes;
    private final Heap heap;
    private final boolean ownsHeap;
    private final long base;
    private final PlaceTable places;
    private final Course course;
    private final Strays strays;
    private final Object lock = new Object();
    private boolean closed;
    private long hits;
    private long differing;
    private long occupied;
    private long unplanned;
    private long plannedBlocks;

    private PlannedPool(Heap heap, boolean ownsHeap, Plan plan, long base) {
        this.heap = heap;
        this.ownsHeap = ownsHeap;
        pool = heap.pool();
        this.plan = plan;
        this.base = base;
        lifetimes = plan.lifetimes();
        places = new PlaceTable(plan);
        course = new Course(plan, places);
        strays = new Strays(lifetimes);
    }

    /**
     * Takes the memory that the plan needs from a pool, at once, and serves from it. The pool needs
     * room for more, where the program may differ from the plan.
     *
     * @throws PoolExhaustedException where the pool has no block of {@link Plan#plannedBytes};
     *     nothing is taken then
     * @throws IllegalArgumentException where the plan's alignment is more than the pool's blocks
     *     can have
     * @throws IllegalStateException where the pool is closed
     */
    public static PlannedPool of(Pool pool, Plan plan) {
        requireAlignment(pool, plan.alignment());
        Heap heap = Heap.builder(pool).reportLeaks(false).build();
        boolean made = false;
        try {
            PlannedPool planned = open(heap, true, plan);
            made = true;
            return planned;
        } finally {
            if (!made) {
                heap.close();
            }
        }
    }

    /**
     * As {@link #of}, but what differs is served by a heap of the caller's, which stays open when
     * this is closed.
     */
    static PlannedPool over(Heap heap, Plan plan) {
        return open(heap, false, plan);
    }

    private static PlannedPool open(Heap heap, boolean ownsHeap, Plan plan) {
        Pool pool = heap.pool();
        long base = NO_MEMORY;
        if (plan.plannedBytes() > 0) {
            base = plan.alignment() <= pool.unit()
                    ? pool.allocateAddress(plan.plannedBytes())
                    : pool.allocateAddress(plan.plannedBytes(), plan.alignment());
        }
        boolean made = false;
        try {
            PlannedPool planned = new PlannedPool(heap, ownsHeap, plan, base);
            made = true;
            return planned;
        } finally {
            if (!made && base != NO_MEMORY) {
                pool.free(base);
            }
        }
    }

    /** Refuses an alignment that a pool's blocks cannot have. */
    static void requireAlignment(Pool pool, long alignment) {
        if (alignment > pool.maxAlignment()) {
            throw new IllegalArgumentException("the plan's places are aligned to " + alignment
                    + " bytes, and blocks of pool " + pool.name() + " to " + pool.maxAlignment() + " at most");
        }
    }

    /**
     * Allocates.
     *
     * @param byteSize 1 or more
     * @return the address of a block
     * @throws PoolExhaustedException where the heap had to serve it and the pool has no room; the
     *     position in the plan stays what it was
     * @throws IllegalArgumentException where the size is none
     * @throws IllegalStateException where this is closed
     */
    public long allocate(long byteSize) {
        synchronized (lock) {
            requireOpen();
            boolean expected = lifetimes.count() > 0 && lifetimes.bytes(course.position()) == byteSize;
            long address = expected ? allocateExpected(byteSize) : allocateStray(byteSize);
            if (strays.isAstray()) {
                strays.asked(byteSize);
                int found = strays.find(course.position());
                if (found != SizeIndex.NOWHERE) {
                    course.goTo(found);
                }
            }
            return address;
        }
    }

    private long allocateExpected(long byteSize) {
        int position = course.position();
        long offset = plan.offset(position);
        long address;
        if (offset == Plan.NO_PLACE) {
            address = allocateOfHeap(byteSize);
            unplanned++;
        } else if (course.isFree()) {
            places.enter(position);
            address = base + offset;
            hits++;
            plannedBlocks++;
        } else {
            address = allocateOfHeap(byteSize);
            occupied++;
        }
        course.step();
        return address;
    }

    private long allocateStray(long byteSize) {
        long address = allocateOfHeap(byteSize);
        differing++;
        strays.goAstray();
        return address;
    }

    private long allocateOfHeap(long byteSize) {
        return allocate(heap, byteSize, plan.alignment());
    }

    /** A block of a heap, aligned as planned ones are. */
    static long allocate(Heap heap, long byteSize, long alignment) {
        return alignment <= Long.BYTES ? heap.allocate(byteSize) : heap.allocate(byteSize, alignment);
    }

    /**
     * As {@link #allocate}, but a segment of exactly so many bytes, valid until the pool is closed.
     * Give its address back.
     */
    public MemorySegment allocateSegment(long byteSize) {
        long address = allocate(byteSize);
        return pool.memory().asSlice(address - pool.baseAddress(), byteSize);
    }

    /**
     * Takes a block back, whoever served it, in whatever order; 0 does nothing, as in C.
     *
     * @throws IllegalArgumentException where no live block of this pool begins at the address: it
     *     was freed already, lies inside a block, or comes from elsewhere; nothing is changed
     */
    public void free(long address) {
        synchronized (lock) {
            long offset = address - base;
            if (!isPlanned(offset)) {
                heap.free(address);
                return;
            }
            int block = requireTenant(offset, address);
            places.leave(block);
            course.left(offset);
            plannedBlocks--;
        }
    }

    /**
     * How many bytes a live block has: as many as were asked for, or more.
     *
     * @throws IllegalArgumentException where no live block of this pool begins at the address
     */
    public long usableBytes(long address) {
        synchronized (lock) {
            long offset = address - base;
            return isPlanned(offset)
                    ? Math.ceilDiv(lifetimes.bytes(requireTenant(offset, address)), plan.alignment())
                            * plan.alignment()
                    : heap.usableBytes(address);
        }
    }

    /** Whether the address lies in the memory of the plan. */
    boolean holds(long address) {
        return isPlanned(address - base);
    }

    private boolean isPlanned(long offset) {
        return offset >= 0 && offset < plan.plannedBytes();
    }

    private int requireTenant(long offset, long address) {
        int block = closed ? PlaceTable.NOBODY : places.tenantAt(offset);
        if (block == PlaceTable.NOBODY) {
            throw new IllegalArgumentException("address 0x" + Long.toHexString(address) + " " + (closed
                    ? "was freed when its planned pool was closed: free blocks before"
                    : "is at offset " + offset + " of the planned memory, where no live block begins: it was freed"
                            + " already, or lies inside a block; free a block once, by the address it was handed out"
                            + " at"));
        }
        return block;
    }

    /**
     * Says that the next allocation is the one at this position of the plan. A program that knows
     * where its sequence begins spares the pool to find out, after a turn that was broken off.
     * Cost: that of the positions between.
     *
     * @param position 0 to the last of the plan
     * @throws IllegalArgumentException where the plan has no such position
     */
    public void expect(int position) {
        if (position < 0 || position >= lifetimes.count()) {
            throw new IllegalArgumentException(
                    "position " + position + " of a plan of " + lifetimes.count() + " allocations, counted from 0");
        }
        synchronized (lock) {
            course.goTo(position);
            strays.comeBack();
        }
    }

    /** The position in the plan of the allocation that is expected next. */
    public int position() {
        synchronized (lock) {
            return course.position();
        }
    }

    /** What was done so far, and what is held. */
    public PlannedUsage usage() {
        synchronized (lock) {
            return new PlannedUsage(hits, differing, occupied, unplanned, strays.jumps(), course.turns(),
                    plannedBlocks, course.overdueBlocks());
        }
    }

    /** The plan. */
    public Plan plan() {
        return plan;
    }

    /** The pool that all memory comes from. */
    public Pool pool() {
        return pool;
    }

    /** The heap that serves what differs. */
    public Heap heap() {
        return heap;
    }

    /** Bytes of bookkeeping on the Java heap, this pool's own and the heap's. */
    public long metadataBytes() {
        return places.metadataBytes() + course.metadataBytes() + strays.metadataBytes() + heap.metadataBytes();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the planned pool over pool " + pool.name() + " is closed");
        }
    }

    /** Gives all memory back to the pool, that of live blocks too. A second call does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                if (ownsHeap) {
                    heap.close();
                }
            } finally {
                if (base != NO_MEMORY) {
                    pool.free(base);
                }
            }
        }
    }
}
