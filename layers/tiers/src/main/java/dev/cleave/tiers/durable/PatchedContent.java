package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** An object that stays where it is, with the parts that a transaction writes: they go through the log. */
final class PatchedContent implements Content {
    /** Where an object is shorter, or more parts of it are written, its checksum is made anew. */
    private static final int MOST_PARTS = 16;
    private static final int SHORT = 4 << 10;

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
        read(offset, into, patches);
    }

    /** As the bytes are with some of the patches. */
    private void read(long offset, MemorySegment into, List<Patch> made) {
        data.read(object, offset, into);
        long end = offset + into.byteSize();
        for (Patch each : made) {
            long from = Math.max(offset, each.offset());
            long to = Math.min(end, each.offset() + each.bytes().byteSize());
            if (from < to) {
                MemorySegment.copy(each.bytes(), from - each.offset(), into, from - offset, to - from);
            }
        }
    }

    @Override
    public long sum() {
        if (patches.isEmpty() || !object.hasSum()) {
            return object.sum();
        }
        if (object.byteSize() <= SHORT) {
            MemorySegment all = MemorySegment.ofArray(new byte[(int) object.byteSize()]);
            read(0, all);
            return ObjectChecksum.of(all);
        }
        if (patches.size() > MOST_PARTS) {
            return sumMadeAnew();
        }
        long sum = object.sum();
        for (int each = 0; each < patches.size(); each++) {
            Patch patch = patches.get(each);
            MemorySegment before = MemorySegment.ofArray(new byte[(int) patch.bytes().byteSize()]);
            read(patch.offset(), before, patches.subList(0, each));
            long behind = object.byteSize() - patch.offset() - before.byteSize();
            sum = ObjectChecksum.changed(sum, behind, before, patch.bytes());
        }
        return sum;
    }

    private long sumMadeAnew() {
        CRC32C sum = new CRC32C();
        Pieces.forEach(object.byteSize(), (offset, piece) -> {
            read(offset, piece);
            sum.update(piece.asByteBuffer());
        });
        return sum.getValue();
    }

    @Override
    public void settle() {}

    @Override
    public void addTo(Redo redo) {
        patches.forEach(each -> data.addTo(redo, object.place(), each.offset(), each.bytes()));
    }
}
