package dev.cleave.objects;

import dev.cleave.handle.PinnedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pin: while it is open, its object stays where it is, and cannot be freed. It belongs to the
 * thread that pinned the object.
 *
 * {@snippet :
 * try (ObjectPin pin = space.pin(handle)) {
 *     pin.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 0, 42);
 * }
 * }
 *
 * <p>Objects are not aligned: use the {@code UNALIGNED} layouts. Keep the pin open for as long as
 * you use the memory, and no longer: evacuation passes over pinned objects.
 *
 * <p>Cost: a compare-and-set to pin, another to close. {@link #get}, {@link #copyTo} and their like
 * look at the pin and at the bounds. The first call of {@link #segment()} opens a confined arena of
 * the JDK, which ends the segment with the pin.
 */
public final class ObjectPin implements AutoCloseable {
    private final SlotTable table;
    private final MemorySegment memory;
    private final long handle;
    private final long offset;
    private final long byteSize;

    /** The one thread that may use the pin; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    /** What ends the segment, and the segment; null until somebody asks for it. */
    private @Nullable Arena lifetime;

    private @Nullable MemorySegment segment;

    /** Of an object that the caller has pinned in the table; its bytes begin at an offset of the pool's memory. */
    ObjectPin(SlotTable table, MemorySegment memory, long handle, long offset, long byteSize) {
        this.table = table;
        this.memory = memory;
        this.handle = handle;
        this.offset = offset;
        this.byteSize = byteSize;
    }

    /**
     * The object's memory. Its lifetime ends with the pin: then every use of it, or of a slice,
     * throws {@link IllegalStateException}.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the object
     */
    public MemorySegment segment() {
        requireOwner();
        MemorySegment present = segment;
        if (present == null) {
            Arena arena = Arena.ofConfined();
            lifetime = arena;
            present = PinnedMemory.segment(memory.address() + offset, byteSize, arena);
            segment = present;
        }
        return present;
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return byteSize;
    }

    /**
     * The byte at an offset.
     *
     * @throws IndexOutOfBoundsException where the object has no such byte
     * @throws IllegalStateException where the pin is closed, or the pool
     * @throws WrongThreadException where another thread pinned the object
     */
    public byte get(long at) {
        return memory.get(ValueLayout.JAVA_BYTE, place(at, Byte.BYTES));
    }

    /** Writes a byte at an offset: throws as {@link #get}. */
    public void put(long at, byte value) {
        memory.set(ValueLayout.JAVA_BYTE, place(at, Byte.BYTES), value);
    }

    /** The eight bytes from an offset on: throws as {@link #get}. */
    public long getLong(long at, ByteOrder order) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), place(at, Long.BYTES));
    }

    /** Writes eight bytes from an offset on: throws as {@link #get}. */
    public void putLong(long at, long value, ByteOrder order) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), place(at, Long.BYTES), value);
    }

    /** Copies all of a segment to here, from an offset on: throws as {@link #get}. */
    public void copyFrom(MemorySegment source, long at) {
        MemorySegment.copy(source, 0, memory, place(at, source.byteSize()), source.byteSize());
    }

    /**
     * Copies as many bytes as a segment has from here, from an offset on: throws as {@link #get}.
     */
    public void copyTo(MemorySegment target, long at) {
        MemorySegment.copy(memory, place(at, target.byteSize()), target, 0, target.byteSize());
    }

    private long place(long at, long count) {
        requireOwner();
        return offset + Objects.checkFromIndexSize(at, count, byteSize);
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
        table.unpin(handle);
    }

    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    private void requireOwner() {
        Thread user = owner;
        if (user == null) {
            throw Refusals.ofClosedPin();
        }
        if (Thread.currentThread() != user) {
            throw new WrongThreadException(
                    "this pin is confined to " + user + ": pin the object in each thread");
        }
    }
}
