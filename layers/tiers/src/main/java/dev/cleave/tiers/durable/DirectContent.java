package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * A large object at a new place: its bytes are written there at once, as nothing in the file names
 * the place yet, and are durable before the record that does.
 */
final class DirectContent implements Content {
    private final ObjectData data;
    private final Slot object;

    /** What lies at the place, until it is written. */
    DirectContent(ObjectData data, long place, long byteSize) {
        this.data = data;
        object = new Slot(Slot.Kind.OBJECT, 0, place, byteSize);
    }

    @Override
    public long place() {
        return object.place();
    }

    @Override
    public long byteSize() {
        return object.byteSize();
    }

    @Override
    public long loggedBytes() {
        return 0;
    }

    @Override
    public void write(long offset, MemorySegment from) {
        data.write(object.place(), offset, from);
    }

    @Override
    public void read(long offset, MemorySegment into) {
        data.read(object, offset, into);
    }

    @Override
    public long sum() {
        return ObjectChecksum.of(data.memoryOf(object));
    }

    @Override
    public void settle() {
        data.sync(object.place(), object.byteSize());
    }

    @Override
    public void addTo(Redo redo) {}
}
