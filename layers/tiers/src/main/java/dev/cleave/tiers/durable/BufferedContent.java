package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/** A small object at a new place: its bytes wait in the Java heap and go through the log. */
final class BufferedContent implements Content {
    private final ObjectData data;
    private final long place;
    private final MemorySegment bytes;

    /** Zeroes. */
    BufferedContent(ObjectData data, long place, long byteSize) {
        this.data = data;
        this.place = place;
        bytes = MemorySegment.ofArray(new byte[Math.toIntExact(byteSize)]);
    }

    @Override
    public long place() {
        return place;
    }

    @Override
    public long byteSize() {
        return bytes.byteSize();
    }

    @Override
    public long loggedBytes() {
        return Redo.HEAD + bytes.byteSize();
    }

    @Override
    public void write(long offset, MemorySegment from) {
        MemorySegment.copy(from, 0, bytes, offset, from.byteSize());
    }

    @Override
    public void read(long offset, MemorySegment into) {
        MemorySegment.copy(bytes, offset, into, 0, into.byteSize());
    }

    @Override
    public long sum() {
        return ObjectChecksum.of(bytes);
    }

    @Override
    public void settle() {}

    @Override
    public void addTo(Redo redo) {
        data.addTo(redo, place, 0, bytes);
    }
}
