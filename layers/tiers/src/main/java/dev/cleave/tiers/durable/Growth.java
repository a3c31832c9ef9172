package dev.cleave.tiers.durable;

/**
 * Finds room: a place for an object, a slot for its handle. Where none is free it makes a
 * checkpoint, so that what was freed can be used, and makes the file longer.
 */
final class Growth {
    private static final int SHARE_OF_CHUNKS = 8;
    private static final int MOST_CHUNKS_AT_ONCE = 16;

    private final HeapParts parts;
    private final Checkpoint checkpoint;

    Growth(HeapParts parts, Checkpoint checkpoint) {
        this.parts = parts;
        this.checkpoint = checkpoint;
    }

    /**
     * A place for so many bytes.
     *
     * @throws HeapFullException where the capacity has none
     * @throws dev.cleave.memory.DiskFullException where the disk has none to grow by
     */
    long place(long byteSize) {
        long place = parts.places.allocate(byteSize);
        if (place != Places.NONE) {
            return place;
        }
        parts.structure.lock();
        try {
            return placeFound(byteSize);
        } finally {
            parts.structure.unlock();
        }
    }

    private long placeFound(long byteSize) {
        Places places = parts.places;
        if (places.waitingBytes() >= places.placeBytes(byteSize)) {
            checkpoint.run();
        }
        long place = places.allocate(byteSize);
        while (place == Places.NONE && grow(byteSize)) {
            place = places.allocate(byteSize);
        }
        if (place == Places.NONE) {
            checkpoint.run();
            place = places.allocate(byteSize);
        }
        if (place == Places.NONE) {
            throw new HeapFullException(parts.file.name() + " has no place for " + byteSize + " bytes: "
                    + places.freeBytes() + " of its " + places.capacity() + " are free, not as many in a row; free"
                    + " objects, or open it with a larger capacity");
        }
        return place;
    }

    /** Makes the file longer by a step; false where it has its capacity. */
    private boolean grow(long byteSize) {
        Header header = parts.headers.current();
        long end = parts.places.nextStep(parts.places.placeBytes(byteSize));
        if (end <= header.dataBytes()) {
            return false;
        }
        parts.life.requireOpen();
        parts.requireWhole();
        parts.file.grow(parts.layout.fileBytes(end));
        try {
            parts.file.sync();
            parts.headers.write(header.grown(end));
            parts.places.grownTo(end);
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        }
        return true;
    }

    /** A free slot, with the generation that it had last above its number. */
    long slot() {
        long slot = parts.index.free().take();
        while (slot < 0) {
            parts.structure.lock();
            try {
                slot = parts.index.free().take();
                if (slot < 0) {
                    addChunks();
                }
            } finally {
                parts.structure.unlock();
            }
        }
        return slot;
    }

    /** The chunks are durable before the header that names them. */
    private void addChunks() {
        parts.life.requireOpen();
        int chunks = parts.index.chunks();
        int most = Math.clamp(chunks / SHARE_OF_CHUNKS, 1, MOST_CHUNKS_AT_ONCE);
        if (!parts.index.mayHave(most)) {
            throw new HeapFullException(parts.file.name() + " has the most objects that an index can have");
        }
        long[] places = new long[most];
        int had = 0;
        boolean added = false;
        try {
            places[had++] = placeFound(Index.CHUNK_BYTES);
            while (had < most) {
                long more = parts.places.allocate(Index.CHUNK_BYTES);
                if (more == Places.NONE) {
                    break;
                }
                places[had++] = more;
            }
            write(chunks, places, had);
            added = true;
            add(places, had);
        } finally {
            for (int each = 0; each < had && !added && !parts.life.hasFailed(); each++) {
                parts.places.free(places[each], Index.CHUNK_BYTES);
            }
        }
    }

    /** The header names them already. */
    private void add(long[] places, int count) {
        try {
            for (int each = 0; each < count; each++) {
                parts.index.add(places[each]);
            }
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        }
    }

    private void write(int chunks, long[] places, int count) {
        long before = chunks == 0 ? Header.NO_CHUNK : parts.index.placeOfChunk(chunks - 1);
        try {
            for (int each = 0; each < count; each++) {
                parts.index.write(chunks + each, places[each], each == 0 ? before : places[each - 1]);
                parts.data.sync(places[each], Index.CHUNK_BYTES);
            }
            parts.headers.write(parts.headers.current().indexed(places[count - 1], count));
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        }
    }
}
