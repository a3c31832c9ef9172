package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** What a heap is made of. */
final class HeapParts {
    final DurableFile file;
    final MemorySegment memory;
    final Layout layout;
    final Headers headers;
    final RedoLog log;
    final Index index;
    final Places places;
    final ObjectData data;
    final HeapLife life;
    final Roots roots = new Roots();
    final Claims claims = new Claims();
    final ObjectLocks locks = new ObjectLocks();
    final SeenObjects seen = new SeenObjects();

    /**
     * The lock of the structure: of headers, log, growth and checkpoints, and of whoever makes
     * changes that were committed.
     */
    final ReentrantLock structure = new ReentrantLock();

    /** Whoever reads objects proves them by better means than checksums: an encrypted heap by its seals. */
    volatile boolean hasSeals;

    /** Transactions that have not ended. */
    final AtomicInteger transactions = new AtomicInteger();

    /**
     * The parts of a heap whose log is empty.
     *
     * @param step bytes to grow by
     */
    HeapParts(DurableFile file, MemorySegment memory, Headers headers, long step) {
        this.file = file;
        this.memory = memory;
        this.headers = headers;
        Header header = headers.current();
        layout = header.layout();
        log = new RedoLog(file, header);
        index = new Index(file, memory, header);
        places = new Places(layout, header.dataBytes(), step);
        data = new ObjectData(file, memory, layout);
        life = new HeapLife(file.name());
    }

    /**
     * The slot of an object of the user's, or of a root; under its lock.
     *
     * @throws UnknownHandleException where the handle has none now
     */
    Slot require(long handle, Slot.Kind kind) {
        Slot slot = index.slot(Handle.slot(handle));
        if (slot.kind() != kind || slot.generation() != Handle.generation(handle)) {
            throw new UnknownHandleException(
                    Handle.text(handle) + " has no object in " + file.name() + " any more, or never had: it was freed");
        }
        return slot;
    }

    /**
     * The number of a handle's slot.
     *
     * @throws UnknownHandleException where it cannot be one of this heap
     */
    int numberOf(long handle) {
        requireOurs(handle);
        return Handle.slot(handle);
    }

    /** As {@link #numberOf}. */
    void requireOurs(long handle) {
        life.requireOpen();
        if (!index.isOurs(handle)) {
            throw new UnknownHandleException(
                    Handle.text(handle) + " is of no object of " + file.name() + ": use the heap that gave it out");
        }
        if (!index.has(Handle.slot(handle))) {
            throw new UnknownHandleException(Handle.text(handle) + " is of no object of " + file.name()
                    + ", which never gave it out");
        }
    }

    /** An object's slot as it is now. */
    Slot slotOf(long handle, Slot.Kind kind) {
        int number = numberOf(handle);
        long stamp = locks.lockShared(number);
        try {
            return require(handle, kind);
        } catch (InternalError fault) {
            throw cutShort(fault);
        } finally {
            locks.unlockShared(number, stamp);
        }
    }

    /**
     * As {@link #slotOf}, of an object whose bytes are to be used.
     *
     * @throws DamagedHeapException where they do not have their checksum
     */
    Slot wholeSlotOf(long handle, Slot.Kind kind) {
        int number = numberOf(handle);
        long stamp = locks.lockShared(number);
        try {
            Slot slot = require(handle, kind);
            requireWhole(handle, slot);
            return slot;
        } catch (InternalError fault) {
            throw cutShort(fault);
        } finally {
            locks.unlockShared(number, stamp);
        }
    }

    /** Compares an object's bytes with its checksum, if that was not done before; under its lock. */
    void requireWhole(long handle, Slot slot) {
        int number = Handle.slot(handle);
        if (hasSeals || !slot.hasSum() || seen.has(number)) {
            return;
        }
        if (!data.isWhole(slot)) {
            throw new DamagedHeapException(file.name() + ": " + Handle.text(handle) + ", " + slot.byteSize()
                    + " bytes at offset " + layout.offsetOf(slot.place())
                    + " of the file, does not have its checksum: its disk or another program changed it;"
                    + " free it, or restore a copy");
        }
        seen.add(number);
    }

    /** Refuses a range that an object does not have. */
    static void requireRange(long handle, long byteSize, long offset, long length) {
        if (offset < 0 || length < 0 || length > byteSize - offset) {
            throw new IndexOutOfBoundsException(length + " bytes from offset " + offset + " on are not within "
                    + Handle.text(handle) + ", which has " + byteSize + " bytes");
        }
    }

    /**
     * Looks that the file is as long as it was made.
     *
     * @throws DurableHeapException where somebody cut it; the heap has failed then
     */
    void requireWhole() {
        long wanted = layout.fileBytes(headers.current().dataBytes());
        long present = file.byteSize();
        if (present < wanted) {
            DurableHeapException cut =
                    new DurableHeapException(file.name() + " was cut short by another program: it has "
                            + present + " bytes where " + wanted + " were; restore a copy");
            life.fail(cut);
            throw cut;
        }
    }

    /** What a fault in mapped memory means: the file lost pages. */
    DurableHeapException cutShort(InternalError fault) {
        DurableHeapException failure = new DurableHeapException(
                file.name() + " has no bytes at a place that was read: it was cut short by another program, or its"
                        + " disk failed; it has " + file.byteSize() + " bytes now",
                fault);
        life.fail(failure);
        return failure;
    }
}
