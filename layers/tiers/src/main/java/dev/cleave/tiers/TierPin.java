package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.PinnedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pin of an object of a {@link TieredStore}: while it is open, the object stays where it is, and
 * cannot be deleted or resized. It belongs to the thread that pinned the object.
 *
 * {@snippet :
 * try (TierPin pin = store.pin(handle)) {
 *     long count = pin.getLong(0, ByteOrder.LITTLE_ENDIAN);
 * }
 * }
 *
 * <p>Many may read an object at once, and write it: what they write is theirs to order. The first
 * {@code put} of a pin that was opened to read lets go of the object's copy in a farther tier, as
 * {@link TieredStore#pinForWrite} does at once.
 *
 * <p>Cost: a compare-and-set to pin, another to close, two more for a pin that reads first and then
 * writes. {@link #get}, {@link #put} and their like look at the pin and at the bounds. The first
 * call of {@link #segment()} opens a confined arena of the JDK, which ends the segment with the pin.
 */
public final class TierPin implements AutoCloseable {
    private static final int READS = 1;
    private static final int WRITES = 2;

    private final HandleTable table;
    private final Writers writers;
    private final long handle;
    private final long address;
    private final long byteSize;

    /** Which pins of the table it has: {@link #READS}, {@link #WRITES} or both. */
    private int held;

    /** The one thread that may use the pin; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    /** What ends the segment, and the segment; null until somebody asks for it. */
    private @Nullable Arena lifetime;

    private @Nullable MemorySegment segment;

    private TierPin(HandleTable table, Writers writers, long handle, long address, int held) {
        this.table = table;
        this.writers = writers;
        this.handle = handle;
        this.address = address;
        this.held = held;
        byteSize = table.byteSize(handle);
    }

    /** Of an object that the caller has pinned to read. */
    static TierPin ofReader(HandleTable table, Writers writers, long handle, long address) {
        return new TierPin(table, writers, handle, address, READS);
    }

    /** Of an object that the caller has pinned to write. */
    static TierPin ofWriter(HandleTable table, Writers writers, long handle, long address) {
        return new TierPin(table, writers, handle, address, WRITES);
    }

    /**
     * The object's memory, which ends with the pin: then every use of it, or of a slice, throws
     * {@link IllegalStateException}. It is read-only where the object was pinned by {@link
     * TieredStore#pin}.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the object
     */
    public MemorySegment segment() {
        requireOwner();
        MemorySegment present = segment;
        if (present == null) {
            present = open();
            segment = present;
        }
        return present;
    }

    private MemorySegment open() {
        Arena arena = Arena.ofConfined();
        lifetime = arena;
        MemorySegment whole = PinnedMemory.segment(address, byteSize, arena);
        return (held & READS) == 0 ? whole : whole.asReadOnly();
    }

    /**
     * Where the object begins while it is pinned. Whoever writes through the address pins it for
     * write; whoever uses it behind the end of the pin reads or writes what may be another's.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the object
     */
    public long address() {
        requireOwner();
        return address;
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return byteSize;
    }

    /** The object. */
    public long handle() {
        return handle;
    }

    // ---------------------------------------------------------------------------------------- access without a segment

    /**
     * The byte at an offset.
     *
     * @throws IndexOutOfBoundsException where the object has no such byte
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the object
     */
    public byte get(long offset) {
        return PinnedMemory.ALL.get(ValueLayout.JAVA_BYTE, at(offset, Byte.BYTES));
    }

    /** Writes a byte at an offset: throws as {@link #get}. */
    public void put(long offset, byte value) {
        PinnedMemory.ALL.set(ValueLayout.JAVA_BYTE, written(offset, Byte.BYTES), value);
    }

    /** The eight bytes from an offset on, aligned or not: throws as {@link #get}. */
    public long getLong(long offset, ByteOrder order) {
        return PinnedMemory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at(offset, Long.BYTES));
    }

    /** Writes eight bytes from an offset on, aligned or not: throws as {@link #get}. */
    public void putLong(long offset, long value, ByteOrder order) {
        PinnedMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), written(offset, Long.BYTES), value);
    }

    /** Copies all of a segment to here, from an offset on: throws as {@link #get}. */
    public void copyFrom(MemorySegment source, long offset) {
        MemorySegment.copy(source, 0, PinnedMemory.ALL, written(offset, source.byteSize()), source.byteSize());
    }

    /**
     * Copies as many bytes as a segment has from here, from an offset on: throws as {@link #get}.
     */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(PinnedMemory.ALL, at(offset, target.byteSize()), target, 0, target.byteSize());
    }

    /** The address of the bytes from an offset on, if they are the object's and the pin is open. */
    private long at(long offset, long count) {
        requireOwner();
        return address + Objects.checkFromIndexSize(offset, count, byteSize);
    }

    /** As {@link #at}, for whoever is about to write there. */
    private long written(long offset, long count) {
        long place = at(offset, count);
        if ((held & WRITES) == 0) {
            long unused = writers.begin(handle); // the pin to read keeps the object where it is
            held |= WRITES;
        }
        return place;
    }

    /**
     * Ends the segment, then lets the object move again.
     *
     * @throws IllegalStateException where the pin is closed already, or where a foreign call uses
     *     the segment: then it stays open
     * @throws WrongThreadException where another thread pinned the object; nothing is changed
     */
    @Override
    public void close() {
        requireOwner();
        if (lifetime != null) {
            lifetime.close();
        }
        owner = null;
        if ((held & WRITES) != 0) {
            writers.end(handle);
        }
        if ((held & READS) != 0) {
            table.unpin(handle);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw refused();
        }
    }

    private RuntimeException refused() {
        Thread user = owner;
        return user == null
                ? new IllegalStateException("the pin is closed: pin the object again to use it, and close a pin once")
                : new WrongThreadException("this pin is confined to " + user + ": pin the object in each thread");
    }
}
