package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool over a fixed budget of trusted memory, in pages of 4 KiB, which wastes as little of it as
 * can be. More can be allocated than the budget has: pages that are not in use leave it, sealed by
 * AES-256-GCM, and come back when they are wanted; what was done to them meanwhile is found out.
 * All metadata are inside the budget, or charged to it.
 *
 * {@snippet :
 * try (Arena untrusted = Arena.ofShared();
 *         EnclavePool pool = EnclavePool.builder()
 *                 .outside(untrusted.allocate(EnclavePool.outsideBytes(360L << 20)))
 *                 .key(keys::enclaveKey)
 *                 .build()) {
 *     long secret = pool.allocate(100);
 *     pool.write(secret, 0, MemorySegment.ofArray(bytes));
 *     try (EnclavePin pin = pool.pin(secret)) {
 *         pin.pieces().forEach(this::use);
 *     }
 *     pool.free(secret);                       // wiped
 * }
 * }
 *
 * <p>Any thread may call, and any may free. All calls take one lock, also while a page is sealed or
 * opened; what is pinned is used without it. Objects are zero when they are allocated.
 */
public final class EnclavePool implements AutoCloseable {
    /**
     * Frames that there must be besides metadata: enough for a large slab, its leaf and the spare.
     */
    private static final int LEAST_FRAMES = 32;

    /** An object may begin and end within pages. */
    private static final int MOST_PARTIAL_PAGES = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Arena lifetime;
    private final long reserved;
    private final long usable;
    private final long capacity;
    private final long rootBytes;
    private final MemorySegment budget;
    private final Paging paging;
    private final MetadataAccount account;
    private final Placement placement;
    private final ClassLearner learner;
    private final Shelves shelves;
    private final EnclaveObjects space;

    /** How many pins each pinned object has. */
    private final Map<Long, Integer> pins = new HashMap<>();

    private boolean closed;

    private EnclavePool(EnclavePoolBuilder builder, MemorySegment outside, byte[] key, Arena lifetime) {
        this.lifetime = lifetime;
        reserved = builder.reserved;
        usable = builder.usable;
        capacity = builder.capacity();
        int pages = pages(capacity);
        rootBytes = VersionTree.rootBytes(pages);
        budget = lifetime.allocate(usable, PAGE_BYTES);
        long framesFrom = rootBytes + PAGE_BYTES - 1 & -PAGE_BYTES;
        VersionTree tree = new VersionTree(budget.asSlice(0, rootBytes), pages);
        Frames frames = new Frames(budget.asSlice(framesFrom, usable - framesFrom));
        paging = new Paging(frames, tree, new OutsidePages(outside), new PageSeal(key));
        account = new MetadataAccount(paging);
        placement = new Placement(builder.random, builder.placementBits);
        learner = new ClassLearner(builder.first, builder.learnedClasses, builder.slabPages);
        shelves = new Shelves(learner, builder.slabPages, account, placement.leastChoices());
        PageRuns runs = new PageRuns(pages);
        space = new EnclaveObjects(paging, runs, account, placement, shelves);
        int unused = runs.takeBest(1); // page 0: no object has the address 0
        account.charge(tableBytes(builder));
    }

    static EnclavePool open(EnclavePoolBuilder builder) {
        MemorySegment outside = builder.outside;
        EnclaveKey source = builder.key;
        if (outside == null || source == null) {
            throw new IllegalArgumentException((source == null ? "no key" : "no memory outside")
                    + " was given: pages that leave the budget need both, see key and outside");
        }
        long needed = outsideBytes(builder.capacity());
        if (outside.byteSize() < needed) {
            throw new IllegalArgumentException("the memory outside has " + outside.byteSize() + " bytes: a capacity of "
                    + builder.capacity() + " needs " + needed);
        }
        long tables = tableBytes(builder) + VersionTree.rootBytes(pages(builder.capacity()));
        if (builder.usable < tables + (long) LEAST_FRAMES * PAGE_BYTES) {
            throw new IllegalArgumentException("a budget of " + builder.usable + " bytes: a capacity of "
                    + builder.capacity() + " needs " + tables + " for metadata, and " + LEAST_FRAMES
                    + " pages beside; give it more, or less capacity");
        }
        byte[] key = PageSeal.ask(source);
        Arena lifetime = Arena.ofShared();
        return new EnclavePool(builder, outside, key, lifetime);
    }

    /** Bytes on the Java heap that the pool itself takes. */
    private static long tableBytes(EnclavePoolBuilder builder) {
        int pages = pages(builder.capacity());
        return Frames.tableBytes((int) (builder.usable / PAGE_BYTES)) + PageRuns.tableBytes(pages)
                + EnclaveObjects.tableBytes(pages) + Paging.BUFFER_BYTES
                + new ClassLearner(builder.first, builder.learnedClasses, builder.slabPages).tableBytes();
    }

    /** Page 0 holds nothing. */
    private static int pages(long capacity) {
        return (int) (capacity / PAGE_BYTES) + 1;
    }

    /** Settings of a pool. */
    public static EnclavePoolBuilder builder() {
        return new EnclavePoolBuilder();
    }

    /**
     * Bytes of untrusted memory that a pool needs: each page as it is sealed, and those of
     * versions.
     *
     * @param capacity of the pool, a multiple of 4096
     */
    public static long outsideBytes(long capacity) {
        int pages = pages(capacity);
        return (long) (pages + VersionTree.leaves(pages)) * PageSeal.SEALED_BYTES;
    }

    // --------------------------------------------------------------------------------------------------------- objects

    /**
     * Room for an object, of zeroes. At a multiple of the grain of its class's size: what is read
     * at greater alignment is read by unaligned layouts.
     *
     * @param bytes 1 to the capacity
     * @return its address: a name in this pool, no address of the process; never 0
     * @throws IllegalArgumentException where the bytes are out of their range
     * @throws EnclaveFullException where there is no room; nothing is changed
     * @throws TamperedPageException where the versions of the pages were tampered with
     * @throws IllegalStateException where the pool is closed
     */
    public long allocate(long bytes) {
        if (bytes < 1 || bytes > capacity) {
            throw new IllegalArgumentException(bytes + " bytes: must be 1 to the capacity of " + capacity);
        }
        lock.lock();
        try {
            requireOpen();
            return space.allocate(bytes);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Wipes an object, and gives its room to others. Where a page of it was tampered with there is
     * nothing left to wipe in the budget: it is freed all the same. Where this throws an
     * {@link OutOfMemoryError} the object may be gone for all but another free, which goes on.
     *
     * @throws IllegalArgumentException where no object begins there, or it was freed already
     * @throws IllegalStateException where it is pinned, or the pool is closed; nothing is changed
     */
    public void free(long address) {
        run(() -> {
            Integer open = pins.get(address);
            if (open != null) {
                throw new IllegalStateException("the object at " + address + " has " + open
                        + " pins: close them before it is freed");
            }
            space.free(address);
        });
    }

    /**
     * Bytes that an object asked for.
     *
     * @throws IllegalArgumentException where no object begins there
     * @throws TamperedPageException where its page was tampered with
     * @throws IllegalStateException where the pool is closed
     */
    public long size(long address) {
        return locked(() -> guarded(address, () -> space.size(address)));
    }

    /**
     * Pins an object: all its pages come into the budget, and stay. For an object of many pages,
     * see {@link #read}.
     *
     * @throws IllegalArgumentException where no object begins there
     * @throws EnclaveFullException where too few frames would be left; nothing is changed
     * @throws TamperedPageException where a page of it was tampered with; nothing is pinned
     * @throws IllegalStateException where the pool is closed
     */
    public EnclavePin pin(long address) {
        return locked(() -> guarded(address, () -> pinned(address, space.size(address))));
    }

    private EnclavePin pinned(long address, long size) {
        int[] frames = new int[(int) (size / PAGE_BYTES) + MOST_PARTIAL_PAGES];
        List<MemorySegment> pieces = new ArrayList<>();
        int[] count = {0};
        long charged = 0;
        try {
            space.pieces(address, 0, size, (page, offset, length) -> {
                int frame = paging.pin(page);
                frames[count[0]++] = frame;
                pieces.add(paging.frames().segment(frame).asSlice(offset, length));
            });
            account.charge(EnclavePin.tableBytes(pieces.size()));
            charged = EnclavePin.tableBytes(pieces.size());
            EnclavePin pin = new EnclavePin(this, address, size, Arrays.copyOf(frames, count[0]), pieces);
            pins.merge(address, 1, Integer::sum);
            return pin;
        } catch (RuntimeException | Error failure) {
            for (int each = 0; each < count[0]; each++) {
                paging.unpin(frames[each]);
            }
            account.credit(charged);
            throw failure;
        }
    }

    /** Ends a pin: see {@link EnclavePin#close}. What it needs of the Java heap it takes first. */
    void unpin(long address, int[] frames) {
        lock.lock();
        try {
            requireOpen();
            pins.computeIfPresent(address, (same, open) -> open == 1 ? null : open - 1);
            for (int frame : frames) {
                paging.unpin(frame);
            }
            account.credit(EnclavePin.tableBytes(frames.length));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Copies bytes of an object out of the pool, a page at a time; nothing is pinned. Where it
     * throws, some may have been copied.
     *
     * @param offset of the first, from 0 on
     * @param target to be filled; trusted memory
     * @throws IndexOutOfBoundsException where the object has no such bytes
     * @throws IllegalArgumentException where no object begins there
     * @throws TamperedPageException where a page of it was tampered with
     * @throws IllegalStateException where the pool is closed
     */
    public void read(long address, long offset, MemorySegment target) {
        copy(address, offset, target, (inside, outside) -> outside.copyFrom(inside));
    }

    /** Copies bytes into an object: as {@link #read}, the other way. */
    public void write(long address, long offset, MemorySegment source) {
        copy(address, offset, source, MemorySegment::copyFrom);
    }

    private interface Copy {
        void piece(MemorySegment inside, MemorySegment outside);
    }

    private void copy(long address, long offset, MemorySegment other, Copy copy) {
        run(() -> guarded(address, () -> {
            long unused = Objects.checkFromIndexSize(offset, other.byteSize(), space.size(address));
            long[] done = {0};
            space.pieces(address, offset, other.byteSize(), (page, at, length) -> {
                copy.piece(space.bytes(page).asSlice(at, length), other.asSlice(done[0], length));
                done[0] += length;
            });
            return done[0];
        }));
    }

    /** What is done with an object, whose slab gives out no more where a page was tampered with. */
    private <T> T guarded(long address, Supplier<T> call) {
        try {
            return call.get();
        } catch (TamperedPageException tampered) {
            space.condemn(address);
            throw tampered;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- figures

    /**
     * What the pool holds, and what it has done.
     *
     * @throws IllegalStateException where the pool is closed
     */
    public EnclaveUsage usage() {
        return locked(() -> {
            List<EnclaveClassUsage> classes = new ArrayList<>(shelves.usage());
            classes.add(space.large());
            Frames frames = paging.frames();
            return new EnclaveUsage(reserved, usable, capacity,
                    classes.stream().mapToLong(EnclaveClassUsage::askedBytes).sum(),
                    classes.stream().mapToLong(EnclaveClassUsage::objectBytes).sum(),
                    (space.usedPages() - 1L) * PAGE_BYTES,
                    metadataBytes(),
                    frames.count() - frames.withdrawn(), frames.free(), paging.pinned(),
                    paging.leavesInside(), paging.evictions(), paging.loads(), paging.tampered(), space.lostPages(),
                    learner.changes(), placement.meanBits(), classes);
        });
    }

    /** The root, tables on the Java heap, and leaves that are in the budget. */
    private long metadataBytes() {
        return rootBytes + account.bytes() + (long) paging.leavesInside() * PAGE_BYTES;
    }

    /** The size classes as they are now. */
    public ClassBoundaries classes() {
        return locked(learner::now);
    }

    // ------------------------------------------------------------------------------------------------------------ close

    /**
     * Wipes the budget and ends the pool; what is outside can never be opened again. A second call
     * does nothing.
     *
     * @throws IllegalStateException where pins are open; nothing is changed
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (!pins.isEmpty()) {
                throw new IllegalStateException(pins.size() + " objects are pinned: close the pins before the pool");
            }
            closed = true;
            budget.fill((byte) 0);
        } finally {
            lock.unlock();
        }
        lifetime.close();
    }

    private void run(Runnable call) {
        @Nullable Object unused = locked(() -> {
            call.run();
            return this;
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the enclave pool is closed");
        }
    }

    private <T> T locked(Supplier<T> call) {
        lock.lock();
        try {
            requireOpen();
            return call.get();
        } finally {
            lock.unlock();
        }
    }
}
