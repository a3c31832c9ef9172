package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A heap in a file that outlives the process, and the machine: opened again, whatever happened,
 * everything that was committed is there, nothing that was not is half there, and no byte is lost.
 *
 * {@snippet :
 * try (DurableHeap heap = DurableHeap.open(Path.of("orders.heap"))) {
 *     try (DurableTransaction transaction = heap.begin()) {
 *         long order = transaction.allocate(256);
 *         transaction.write(order, 0, bytes);
 *         transaction.setRoot("newest", order);
 *         transaction.commit();                       // durable now, all of it
 *     }
 *     long newest = heap.root("newest").orElseThrow();
 *     MemorySegment order = heap.view(newest);        // no copy
 * }
 * }
 *
 * <p>Objects are reached by <em>handles</em>, which stay good across openings and may be kept in
 * other objects. <em>Roots</em> name objects: where a program begins to look.
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. Commits of many threads
 * share one sync of the disk. {@link #read} sees an object before a commit or after it, never
 * between.
 *
 * <p><strong>Failure.</strong> A full disk is an exception where the file has to grow, and harms
 * nothing. Where a write or a sync fails, nobody knows what of the file is durable: the heap
 * refuses everything from then on, and is whole when it is opened again. So it does where the Java
 * heap is full in the middle of a commit that has reached the file; before that, the commit can be
 * tried again.
 *
 * <p><strong>Cost.</strong> A commit takes one write and one sync, whatever it changes in the
 * small; a large new object one more of each. Opening reads 32 bytes an object.
 */
public final class DurableHeap implements AutoCloseable {
    private final HeapParts parts;
    private final Checkpoint checkpoint;
    private final Growth growth;
    private final Committer committer;
    private final Persistence persistence;

    private DurableHeap(HeapParts parts) {
        this.parts = parts;
        checkpoint = new Checkpoint(parts);
        growth = new Growth(parts, checkpoint);
        committer = new Committer(parts, checkpoint);
        persistence = new Persistence(parts, checkpoint, committer);
    }

    /** Opens a heap as its file has it, or creates one with usual settings. */
    public static DurableHeap open(Path path) {
        return open(path, DurableSettings.usual());
    }

    /**
     * Opens a heap, or creates one where there is no file or an empty one.
     *
     * @throws DamagedHeapException where the file is no heap, of another version, or damaged; it is
     *     as it was
     * @throws DurableHeapException where it is open already, here or in another process, or is
     *     {@linkplain EncryptedHeap encrypted}
     * @throws IllegalArgumentException where the settings do not fit the file
     * @throws dev.cleave.memory.DiskFullException where there is no room for a new one
     */
    public static DurableHeap open(Path path, DurableSettings settings) {
        return open(DurableFiles.open(path), settings);
    }

    /**
     * Opens a heap on a file that the caller opened; the heap closes it, also where this throws.
     */
    public static DurableHeap open(DurableFile file, DurableSettings settings) {
        DurableHeap heap = openAny(file, settings);
        if (heap.root(Roots.ENCRYPTION).isPresent()) {
            heap.close();
            throw new DurableHeapException(
                    heap.name() + " is encrypted: open it as an EncryptedHeap, with the key that it was created with");
        }
        return heap;
    }

    /** Opens a heap, whether its objects are encrypted or not. */
    static DurableHeap openAny(DurableFile file, DurableSettings settings) {
        boolean opened = false;
        try {
            DurableHeap heap = new DurableHeap(new HeapOpening(file, settings).open());
            opened = true;
            return heap;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    /**
     * Objects are not compared with their checksums when they are used, as they have seals that
     * prove more.
     */
    void provesBySeals() {
        parts.hasSeals = true;
    }

    /** What it is called in errors: the path of its file. */
    public String name() {
        return parts.file.name();
    }

    /** A line for people: its name, its capacity, and how its commits become durable. */
    @Override
    public String toString() {
        return "durable heap " + name() + " of " + parts.layout.capacity() + " bytes, durable by "
                + parts.file.syncsBy();
    }

    /**
     * Begins a transaction.
     *
     * @throws DurableHeapException where the heap is closed, or has failed
     */
    public DurableTransaction begin() {
        parts.life.requireOpen();
        return new DurableTransaction(parts, growth, committer);
    }

    // ------------------------------------------------------------------------------------------------- what is committed

    /**
     * How many bytes an object has.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     */
    public long byteSize(long handle) {
        return parts.slotOf(handle, Slot.Kind.OBJECT).byteSize();
    }

    /** Whether a handle is of an object that is there now. */
    public boolean contains(long handle) {
        parts.life.requireOpen();
        if (!parts.index.isOurs(handle) || !parts.index.has(Handle.slot(handle))) {
            return false;
        }
        try {
            return byteSize(handle) > 0;
        } catch (UnknownHandleException gone) {
            return false;
        }
    }

    /**
     * Reads as many bytes as a segment has, from an offset of an object on: all of them as one
     * commit left them.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     * @throws IndexOutOfBoundsException where the object has no such bytes
     */
    public void read(long handle, long offset, MemorySegment into) {
        int number = parts.numberOf(handle);
        long stamp = parts.locks.lockShared(number);
        try {
            Slot slot = parts.require(handle, Slot.Kind.OBJECT);
            HeapParts.requireRange(handle, slot.byteSize(), offset, into.byteSize());
            parts.requireWhole(handle, slot);
            parts.data.read(slot, offset, into);
        } catch (InternalError fault) {
            throw parts.cutShort(fault);
        } finally {
            parts.locks.unlockShared(number, stamp);
        }
    }

    /**
     * The bytes of an object where they lie, read-only: no copy. They are the object's until it is
     * freed, resized, or written to a large part, and change as others commit. After the heap is
     * closed a use throws {@link IllegalStateException}.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     */
    public MemorySegment view(long handle) {
        return parts.data.memoryOf(parts.wholeSlotOf(handle, Slot.Kind.OBJECT)).asReadOnly();
    }

    /**
     * As {@link #view}, to be written as well, outside of transactions and in an order of the
     * caller's own: what is written is durable once {@link #persist} has returned. Until then any
     * part of it may be lost, by the end of the process too: recovery writes over it what the log
     * has of the object.
     *
     * <p>The object has no checksum from the first call on, as nobody knows when its bytes are what
     * they should be; that costs a commit. It has one again when it is resized, or written to a
     * large part by a transaction, which gives it other memory.
     *
     * @throws ConflictException where a transaction has the object, and it has a checksum
     */
    public MemorySegment memory(long handle) {
        return persistence.memory(handle);
    }

    /**
     * Makes durable what was written to a part of {@link #memory}: all that was there when this was
     * called. Up to 64 KiB, or a 64th of the log, it is all or nothing.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     * @throws IndexOutOfBoundsException where the object has no such bytes
     * @throws ConflictException where a transaction has the object
     */
    public void persist(long handle, long offset, long length) {
        persistence.persist(handle, offset, length);
    }

    /** The object that a root names. */
    public OptionalLong root(String name) {
        parts.life.requireOpen();
        Roots.Root root = parts.roots.get(name);
        return root == null ? OptionalLong.empty() : OptionalLong.of(root.handle());
    }

    /** Roots and what they name, in the order of their names. */
    public Map<String, Long> roots() {
        parts.life.requireOpen();
        return parts.roots.all();
    }

    /** Shows each object; of those that come or go meanwhile, some. No root is among them. */
    public void forEach(ObjectVisitor visitor) {
        parts.life.requireOpen();
        for (int number = 1; number < parts.index.end(); number++) {
            if (parts.index.has(number)) {
                Slot slot = slotNow(number);
                if (slot.kind() == Slot.Kind.OBJECT) {
                    visitor.visit(parts.index.handleOf(number, slot.generation()), slot.byteSize());
                }
            }
        }
    }

    private Slot slotNow(int number) {
        long stamp = parts.locks.lockShared(number);
        try {
            return parts.index.slot(number);
        } catch (InternalError fault) {
            throw parts.cutShort(fault);
        } finally {
            parts.locks.unlockShared(number, stamp);
        }
    }

    // --------------------------------------------------------------------------------------------------------- as a whole

    /** What it holds. */
    public DurableUsage usage() {
        parts.life.requireOpen();
        parts.structure.lock();
        try {
            Places places = parts.places;
            synchronized (places) {
                return new DurableUsage(places.capacity(), places.usedBytes(), places.freeBytes(),
                        places.waitingBytes(), (long) parts.index.chunks() * Index.CHUNK_BYTES, parts.file.byteSize(),
                        parts.index.objects(), parts.roots.all().size());
            }
        } finally {
            parts.structure.unlock();
        }
    }

    /**
     * Empties the log now, so that the next opening has nothing to do again, and what was freed can
     * be used. It happens by itself where the log or the heap is full, and at the close.
     */
    public void checkpoint() {
        parts.life.requireOpen();
        parts.structure.lock();
        try {
            checkpoint.run();
        } finally {
            parts.structure.unlock();
        }
    }

    /** Commits that no record has yet: for tests. */
    int waitingCommits() {
        return committer.waiting();
    }

    /**
     * Checks every invariant: the checksum of each slot, and of each object's bytes, that each
     * object has its place and no other has it, and that used and free bytes make the capacity.
     * Others may read and write meanwhile; commits wait.
     *
     * @throws DamagedHeapException that names what is broken
     */
    public void verify() {
        parts.life.requireOpen();
        parts.structure.lock();
        try {
            parts.log.awaitAll();
            parts.requireWhole();
            new HeapAudit(parts).run();
        } finally {
            parts.structure.unlock();
        }
    }

    /**
     * Closes it: makes a checkpoint, and ends its segments. Transactions under way are lost.
     * Closing twice does nothing.
     */
    @Override
    public void close() {
        parts.structure.lock();
        try {
            parts.log.awaitAll();
            if (!parts.life.isOpen()) {
                if (parts.life.close()) {
                    parts.file.close();
                }
                return;
            }
            try {
                checkpoint.run();
            } finally {
                boolean unused = parts.life.close();
                parts.file.close();
            }
        } finally {
            parts.structure.unlock();
        }
    }
}
