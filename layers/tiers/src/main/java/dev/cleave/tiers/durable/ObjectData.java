package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of objects in the file: everything that reads or writes them comes through here, be it
 * in mapped memory, straight to the file, or as changes for the log.
 */
final class ObjectData {
    private final DurableFile file;
    private final MemorySegment memory;
    private final Layout layout;

    ObjectData(DurableFile file, MemorySegment memory, Layout layout) {
        this.file = file;
        this.memory = memory;
        this.layout = layout;
    }

    /** Reads a part of an object. */
    void read(Slot object, long offset, MemorySegment into) {
        MemorySegment.copy(memory, layout.offsetOf(object.place()) + offset, into, 0, into.byteSize());
    }

    /** The bytes of an object where they lie. */
    MemorySegment memoryOf(Slot object) {
        return memory.asSlice(layout.offsetOf(object.place()), object.byteSize());
    }

    /** Whether an object's bytes have the checksum that its slot says, if it says one. */
    boolean isWhole(Slot object) {
        return !object.hasSum() || ObjectChecksum.of(memoryOf(object)) == object.sum();
    }

    /** Adds the change of a part of an object. */
    void addTo(Redo redo, long place, long offset, MemorySegment bytes) {
        redo.add(layout.offsetOf(place) + offset, bytes);
    }

    /** Writes a part of an object that nothing in the file names yet. */
    void write(long place, long offset, MemorySegment from) {
        long at = layout.offsetOf(place) + offset;
        if (from.isNative()) {
            file.write(at, from);
            return;
        }
        Pieces.forEach(from.byteSize(), (done, piece) -> {
            MemorySegment.copy(from, done, piece, 0, piece.byteSize());
            file.write(at + done, piece);
        });
    }

    /** Writes zeroes. */
    void clear(long place, long offset, long byteSize) {
        long at = layout.offsetOf(place) + offset;
        Pieces.forEach(byteSize, (done, piece) -> file.write(at + done, piece));
    }

    /** Waits until an object's bytes are durable. */
    void sync(long place, long byteSize) {
        file.sync(layout.offsetOf(place), byteSize);
    }
}
