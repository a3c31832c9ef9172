package dev.cleave.tiers.durable;

/** Checks a heap whose structure is locked: what the index says beside what its parts have counted. */
final class HeapAudit {
    private final HeapParts parts;
    private final Places fresh;
    private long usedBytes;
    private long objects;

    HeapAudit(HeapParts parts) {
        this.parts = parts;
        long dataBytes = parts.headers.current().dataBytes();
        fresh = new Places(parts.layout, dataBytes, parts.layout.capacity());
    }

    /**
     * Looks at everything.
     *
     * @throws DamagedHeapException that names what is broken
     */
    void run() {
        boolean quiet = parts.transactions.get() == 0;
        Index index = parts.index;
        for (int chunk = 0; chunk < index.chunks(); chunk++) {
            take(index.placeOfChunk(chunk), Index.CHUNK_BYTES, "chunk " + chunk + " of the index");
        }
        for (int chunk = 0; chunk < index.chunks(); chunk++) {
            long[] words = index.words(chunk);
            for (int slot = 0; slot < Index.CHUNK_SLOTS; slot++) {
                look(words, slot, Index.number(chunk, slot));
            }
        }
        Places places = parts.places;
        synchronized (places) {
            places.verify();
            long counted = places.usedBytes();
            if (counted < usedBytes || counted > usedBytes && quiet && parts.transactions.get() == 0) {
                throw damaged(usedBytes + " bytes are in use by the index, and " + counted + " by the places");
            }
            if (counted + places.freeBytes() != places.capacity()) {
                throw damaged(counted + " bytes used and " + places.freeBytes() + " free do not make the capacity of "
                        + places.capacity());
            }
        }
        if (objects != index.objects()) {
            throw damaged("the index has " + objects + " objects, and " + index.objects() + " were counted");
        }
    }

    private void look(long[] words, int at, int number) {
        Index index = parts.index;
        if (!index.isSound(words, at, number)) {
            throw damaged("slot " + number + " of the index, at offset " + index.offsetOf(number)
                    + ", has a wrong checksum");
        }
        Slot slot = Slot.read(words, at * Slot.WORDS);
        if (slot.isLive()) {
            take(slot.place(), slot.byteSize(), "the object in slot " + number);
            requireWhole(number, slot);
            objects += slot.kind() == Slot.Kind.OBJECT ? 1 : 0;
        }
    }

    private void requireWhole(int number, Slot slot) {
        try {
            if (!parts.hasSeals && !parts.data.isWhole(slot)) {
                throw damaged("the " + slot.byteSize() + " bytes of the object in slot " + number + ", at offset "
                        + parts.layout.offsetOf(slot.place()) + ", do not have their checksum");
            }
        } catch (InternalError fault) {
            throw parts.cutShort(fault);
        }
    }

    private void take(long place, long byteSize, String what) {
        if (!fresh.takeAt(place, byteSize)) {
            throw damaged(what + ", " + byteSize + " bytes at place " + place
                    + ", lies over another or outside of the data");
        }
        usedBytes += fresh.placeBytes(byteSize);
    }

    private DamagedHeapException damaged(String what) {
        return new DamagedHeapException(parts.file.name() + ": " + what);
    }
}
