package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The index of an image whose log is done: its chunks, its slots, what lies where, and the roots. */
final class IndexSurvey {
    private final HeapImage image;
    private final Header header;
    private final Layout layout;
    private final long tag;
    private final MemorySegment memory;
    private final Places places;
    private final Map<Integer, Slot> roots = new HashMap<>();

    IndexSurvey(HeapImage image, Header header) {
        this.image = image;
        this.header = header;
        layout = header.layout();
        tag = header.tag();
        memory = image.memory();
        places = new Places(layout, header.dataBytes(), layout.capacity());
    }

    void run() {
        image.chunks = findChunks();
        for (int chunk = 0; chunk < image.chunks.length; chunk++) {
            long place = image.chunks[chunk];
            if (place != Header.NO_CHUNK) {
                boolean taken = places.takeAt(place, Index.CHUNK_BYTES);
                if (!taken) {
                    image.fault(layout.offsetOf(place), "chunk " + chunk + " of the index lies over another");
                }
                look(chunk, place);
            }
        }
        roots.forEach(this::lookAtRoot);
    }

    /** Along the chain from the newest; what the chain has lost is looked for everywhere. */
    private long[] findChunks() {
        long[] found = new long[header.chunks()];
        Arrays.fill(found, Header.NO_CHUNK);
        long place = header.indexHead();
        for (int chunk = found.length - 1; chunk >= 0; chunk--) {
            if (!isPossible(place) || !isHead(place, chunk)) {
                image.fault(isPossible(place) ? layout.offsetOf(place) : 0, "chunk " + chunk + " of "
                        + found.length + " of the index is damaged, and with it the way to those before");
                search(found, chunk);
                break;
            }
            found[chunk] = place;
            place = Slot.read(memory, layout.offsetOf(place)).place();
        }
        return found;
    }

    private boolean isPossible(long place) {
        return place >= 0 && place <= header.dataBytes() - Index.CHUNK_BYTES;
    }

    private boolean isHead(long place, int chunk) {
        return Slot.isSound(memory, layout.offsetOf(place), chunk * Index.CHUNK_SLOTS, tag);
    }

    /** A chunk is known by its head, or by the slots behind it. */
    private void search(long[] found, int newest) {
        for (long place = 0; isPossible(place); place += layout.unit()) {
            for (int chunk = newest; chunk >= 0; chunk--) {
                boolean known = isHead(place, chunk)
                        || Slot.isSound(memory, layout.offsetOf(place) + Slot.BYTES, chunk * Index.CHUNK_SLOTS + 1,
                                tag);
                if (known && found[chunk] == Header.NO_CHUNK) {
                    found[chunk] = place;
                }
            }
        }
        for (int chunk = newest; chunk >= 0; chunk--) {
            if (found[chunk] == Header.NO_CHUNK) {
                image.fault(0, "chunk " + chunk + " of the index is nowhere to be found: its objects are lost");
            }
        }
    }

    private void look(int chunk, long place) {
        for (int each = 1; each < Index.CHUNK_SLOTS; each++) {
            int number = chunk * Index.CHUNK_SLOTS + each;
            long offset = layout.offsetOf(place) + (long) each * Slot.BYTES;
            if (!Slot.isSound(memory, offset, number, tag)) {
                image.fault(offset, "slot " + number
                        + " of the index has a wrong checksum: what object it had is not known");
                image.lost.put(number, new Slot(Slot.Kind.RETIRED, Handle.LAST_GENERATION, 0, 0));
                continue;
            }
            Slot slot = Slot.read(memory, offset);
            if (slot.isLive()) {
                take(number, slot, offset);
            }
        }
    }

    private void take(int number, Slot slot, long offset) {
        String what = "object of " + slot.byteSize() + " bytes in slot " + number + " of the index";
        if (!places.takeAt(slot.place(), slot.byteSize())) {
            lose(number, slot, offset, "the " + what + " lies over another, or outside of the data");
        } else if (layout.offsetOf(slot.place()) + slot.byteSize() > image.fileBytes) {
            lose(number, slot, layout.offsetOf(slot.place()), "the " + what + " lay behind the end of the file");
        } else if (slot.hasSum()
                && ObjectChecksum.of(memory.asSlice(layout.offsetOf(slot.place()), slot.byteSize())) != slot.sum()) {
            lose(number, slot, layout.offsetOf(slot.place()), "the bytes of " + Handle.text(Handle.of(tag,
                    slot.generation(), number)) + ", the " + what + ", do not have their checksum");
        } else if (slot.kind() == Slot.Kind.ROOT) {
            roots.put(number, slot);
        } else {
            image.objects.put(number, slot);
        }
    }

    private void lose(int number, Slot slot, long offset, String what) {
        image.fault(offset, what);
        image.lost.put(number, slot.freed());
    }

    private void lookAtRoot(int number, Slot slot) {
        long offset = layout.offsetOf(slot.place());
        MemorySegment bytes = memory.asSlice(offset, slot.byteSize());
        long handle = bytes.get(Words.LONG, 0);
        String name = new String(bytes.asSlice(Long.BYTES).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        Slot object = image.objects.get(Handle.slot(handle));
        if (object == null || Handle.of(tag, object.generation(), Handle.slot(handle)) != handle) {
            lose(number, slot, offset, "root \"" + name + "\" names " + Handle.text(handle) + ", which is not there");
        } else {
            image.roots.put(name, handle);
        }
    }

    /** A free place for another chunk; {@link Places#NONE} where there is none. */
    long placeForChunk() {
        return places.allocate(Index.CHUNK_BYTES);
    }
}
