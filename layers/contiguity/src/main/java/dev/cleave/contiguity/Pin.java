package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.PinnedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A short pin: while it is open, its block stays where it is, and cannot be freed. It belongs to
 * the thread that pinned the block.
 *
 * {@snippet :
 * try (Pin pin = block.pin()) {
 *     pin.segment().set(ValueLayout.JAVA_INT, 0, 42);
 * }
 * }
 *
 * <p>Keep it open for as long as you use the memory, and no longer: compaction steps over pinned
 * blocks. For longer there is {@link MovableBlock#pinLong()}.
 *
 * <p>Cost: a compare-and-set to pin, another to close. {@link #get}, {@link #copyTo} and their like
 * look at the pin and at the bounds, and cost nothing more. The first call of {@link #segment()}
 * opens a confined arena of the JDK, which ends the segment with the pin.
 * {@link #address()} costs nothing, and nothing watches who uses it later.
 */
public final class Pin implements AutoCloseable {
    private final HandleTable table;
    private final long handle;
    private final long address;
    private final long byteSize;

    /** The one thread that may use the pin; null once it is closed. */
    private @Nullable Thread owner = Thread.currentThread();

    /** What ends the segment, and the segment; null until somebody asks for it. */
    private @Nullable Arena lifetime;

    private @Nullable MemorySegment segment;

    /** Of a block that the caller has pinned in the table. */
    Pin(HandleTable table, long handle, long address, long byteSize) {
        this.table = table;
        this.handle = handle;
        this.address = address;
        this.byteSize = byteSize;
    }

    /**
     * The block's memory: of the bytes that were asked for. Its lifetime ends with the pin: then
     * every use of it, or of a slice, throws {@link IllegalStateException}.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the block
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
        return PinnedMemory.segment(address, byteSize, arena);
    }

    /**
     * Where the block begins while it is pinned. Whoever uses the address behind the end of the pin
     * reads or writes what may be another's.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the block
     */
    public long address() {
        requireOwner();
        return address;
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return byteSize;
    }

    // ---------------------------------------------------------------------------------------- access without a segment

    /**
     * The byte at an offset.
     *
     * @throws IndexOutOfBoundsException where the block has no such byte
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned the block
     */
    public byte get(long offset) {
        return PinnedMemory.ALL.get(ValueLayout.JAVA_BYTE, at(offset, Byte.BYTES));
    }

    /** Writes a byte at an offset: throws as {@link #get}. */
    public void put(long offset, byte value) {
        PinnedMemory.ALL.set(ValueLayout.JAVA_BYTE, at(offset, Byte.BYTES), value);
    }

    /** The eight bytes from an offset on, aligned or not: throws as {@link #get}. */
    public long getLong(long offset, ByteOrder order) {
        return PinnedMemory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at(offset, Long.BYTES));
    }

    /** Writes eight bytes from an offset on, aligned or not: throws as {@link #get}. */
    public void putLong(long offset, long value, ByteOrder order) {
        PinnedMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at(offset, Long.BYTES), value);
    }

    /** Copies all of a segment to here, from an offset on: throws as {@link #get}. */
    public void copyFrom(MemorySegment source, long offset) {
        MemorySegment.copy(source, 0, PinnedMemory.ALL, at(offset, source.byteSize()), source.byteSize());
    }

    /**
     * Copies as many bytes as a segment has from here, from an offset on: throws as {@link #get}.
     */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(PinnedMemory.ALL, at(offset, target.byteSize()), target, 0, target.byteSize());
    }

    /** The address of the bytes from an offset on, if they are the block's and the pin is open. */
    private long at(long offset, long count) {
        requireOwner();
        return address + Objects.checkFromIndexSize(offset, count, byteSize);
    }

    /**
     * Ends the segment, then lets the block move again.
     *
     * @throws IllegalStateException where the pin is closed already, or where a foreign call uses
     *     the segment: then it stays open
     * @throws WrongThreadException where another thread pinned the block; nothing is changed
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
        if (Thread.currentThread() != owner) {
            throw refused();
        }
    }

    private RuntimeException refused() {
        Thread user = owner;
        return user == null
                ? Refusals.ofClosedPin()
                : new WrongThreadException(
                        "this pin is confined to " + user + ": pin the block in each thread, or pinLong");
    }
}
