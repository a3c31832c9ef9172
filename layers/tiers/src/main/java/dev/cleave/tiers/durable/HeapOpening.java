package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Opens a file as a heap: creates what is new, and recovers what was there.
 *
 * <p>Recovery does again what the log says, looks through the index for what is whose, and begins a
 * new epoch. Until the header with that epoch is durable the file opens as before: whoever falls
 * over in between begins anew.
 */
final class HeapOpening {
    private final DurableFile file;
    private final DurableSettings settings;

    HeapOpening(DurableFile file, DurableSettings settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * The parts of the heap, ready for use.
     *
     * @throws DamagedHeapException where the file is no heap, or a damaged one
     */
    HeapParts open() {
        if (isNew()) {
            return create();
        }
        long present = file.byteSize();
        if (present < Layout.LOG) {
            throw new DamagedHeapException(file.name() + " is no durable heap, or one that was cut short: it has "
                    + present + " bytes, and the headers of a heap take " + Layout.LOG);
        }
        Header header = Headers.read(file);
        return header.ready() ? recover(header) : create();
    }

    /** Whether the file has nothing but zeroes, and no more of them than a creation begins with. */
    private boolean isNew() {
        long present = file.byteSize();
        if (present > Layout.LOG) {
            return false;
        }
        if (present == 0) {
            return true;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(present);
            MemorySegment zeroes = arena.allocate(present);
            file.read(0, bytes);
            return bytes.mismatch(zeroes) == -1;
        }
    }

    /**
     * The first header says that the file is not ready, so that a creation which is broken off
     * begins anew. The log is written, not only given room: a sync of it need not change the file
     * system's own books then.
     */
    private HeapParts create() {
        Layout layout = settings.layout();
        long step = settings.stepOf(layout);
        Header creating = Header.creating(layout, Math.min(step, layout.capacity()));
        MemorySegment memory = file.map(layout.mostFileBytes());
        file.grow(Layout.LOG);
        file.sync();
        Headers headers = Headers.of(file, creating);
        headers.write(creating);
        file.grow(layout.fileBytes(creating.dataBytes()));
        Pieces.forEach(layout.logBytes(), (offset, piece) -> file.write(Layout.LOG + offset, piece));
        file.sync();
        headers.write(creating.emptied(1, 1));
        return new HeapParts(file, memory, headers, step);
    }

    private HeapParts recover(Header header) {
        Layout layout = settings.layout(file.name(), header.layout());
        long wanted = header.layout().fileBytes(header.dataBytes());
        if (file.byteSize() < wanted) {
            throw new DamagedHeapException(file.name() + " was cut short: it has " + file.byteSize()
                    + " bytes where " + wanted + " were; restore a copy");
        }
        MemorySegment memory = file.map(layout.mostFileBytes());
        LogReader log = new LogReader(memory, header);
        replay(log, header);
        file.sync();
        Headers headers = Headers.of(file, header);
        Header next = header.withCapacity(layout.capacity()).emptied(header.epoch() + 1, log.nextSequence());
        HeapParts parts = new HeapParts(file, memory, Headers.of(file, next), settings.stepOf(layout));
        scan(parts);
        headers.write(next);
        return parts;
    }

    /** Does again what was committed since the last checkpoint. */
    private void replay(LogReader log, Header header) {
        long begin = header.layout().data();
        long end = header.layout().fileBytes(header.dataBytes());
        for (MemorySegment changes = log.next(); changes != null; changes = log.next()) {
            Redo.forEach(changes, (offset, bytes) -> {
                if (offset < begin || offset > end - bytes.byteSize()) {
                    throw new DamagedHeapException(file.name() + ": a record of the log changes " + bytes.byteSize()
                            + " bytes at offset " + offset + ", where no data are");
                }
                file.write(offset, bytes);
            });
        }
    }

    /** What is whose: places, free slots, roots. */
    private void scan(HeapParts parts) {
        Index index = parts.index;
        index.open(parts.headers.current());
        for (int chunk = 0; chunk < index.chunks(); chunk++) {
            take(parts, index.placeOfChunk(chunk), Index.CHUNK_BYTES, "chunk " + chunk + " of the index");
        }
        for (int chunk = index.chunks() - 1; chunk >= 0; chunk--) {
            long[] words = index.words(chunk);
            for (int slot = Index.CHUNK_SLOTS - 1; slot > 0; slot--) {
                int number = Index.number(chunk, slot);
                if (!index.isSound(words, slot, number)) {
                    throw new DamagedHeapException(file.name() + ": slot " + number + " of the index, at offset "
                            + index.offsetOf(number) + ", has a wrong checksum: it is torn or was changed");
                }
                scan(parts, number, Slot.read(words, slot * Slot.WORDS));
            }
        }
    }

    private void scan(HeapParts parts, int number, Slot slot) {
        Index index = parts.index;
        if (slot.kind() == Slot.Kind.FREE) {
            index.free().add(number, slot.generation());
        } else if (slot.isLive()) {
            take(parts, slot.place(), slot.byteSize(), "the object in slot " + number);
        }
        if (slot.kind() == Slot.Kind.OBJECT) {
            index.count(1);
        } else if (slot.kind() == Slot.Kind.ROOT) {
            parts.requireWhole(index.handleOf(number, slot.generation()), slot);
            MemorySegment copy = MemorySegment.ofArray(parts.data.memoryOf(slot).toArray(ValueLayout.JAVA_BYTE));
            parts.roots.open(index.handleOf(number, slot.generation()), copy);
        }
    }

    private void take(HeapParts parts, long place, long byteSize, String what) {
        if (!parts.places.takeAt(place, byteSize)) {
            throw new DamagedHeapException(file.name() + ": " + what + ", " + byteSize + " bytes at place " + place
                    + ", lies over another or outside of the data");
        }
    }
}
