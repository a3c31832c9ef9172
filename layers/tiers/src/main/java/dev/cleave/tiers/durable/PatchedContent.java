package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** An object that stays where it is, with the parts that a transaction writes: they go through the log. */
final class PatchedContent implements Content {
    private final ObjectData data;
    private final Slot object;
    private final List<Patch> patches = new ArrayList<>();
    private long loggedBytes;

    private record Patch(long offset, MemorySegment bytes) {}

    PatchedContent(ObjectData data, Slot object) {
        this.data = data;
        this.object = object;
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
        return loggedBytes;
    }

    @Override
    public void write(long offset, MemorySegment from) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(from.byteSize())]);
        bytes.copyFrom(from);
        patches.add(new Patch(offset, bytes));
        loggedBytes += Redo.HEAD + bytes.byteSize();
    }

    @Override
    public void read(long offset, MemorySegment into) {
        data.read(object, offset, into);
        long end = offset + into.byteSize();
        for (Patch each : patches) {
            long from = Math.max(offset, each.offset());
            long to = Math.min(end, each.offset() + each.bytes().byteSize());
            if (from < to) {
                MemorySegment.copy(each.bytes(), from - each.offset(), into, from - offset, to - from);
            }
        }
    }

    @Override
    public void settle() {}

    @Override
    public void addTo(Redo redo) {
        patches.forEach(each -> data.addTo(redo, object.place(), each.offset(), each.bytes()));
    }
}
