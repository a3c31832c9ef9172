package dev.cleave.tiers.durable;

import java.util.BitSet;

/** A block cut into equal places for small objects: which are taken. Under the lock of places. */
final class PackedBlock {
    private final long start;
    private final int placeBytes;
    private final int count;
    private final BitSet taken;
    private int used;

    /**
     * A block with nothing in it.
     *
     * @param start its first byte
     * @param blockBytes how many it has
     * @param placeBytes of each place
     */
    PackedBlock(long start, int blockBytes, int placeBytes) {
        this.start = start;
        this.placeBytes = placeBytes;
        count = blockBytes / placeBytes;
        taken = new BitSet(count);
    }

    long start() {
        return start;
    }

    int placeBytes() {
        return placeBytes;
    }

    int used() {
        return used;
    }

    boolean isFull() {
        return used == count;
    }

    /** Takes a free place, the lowest; there must be one. */
    long take() {
        int place = taken.nextClearBit(0);
        taken.set(place);
        used++;
        return start + (long) place * placeBytes;
    }

    /** Takes the place at a byte; false where it is taken, or none begins there. */
    boolean takeAt(long at) {
        long place = (at - start) / placeBytes;
        if ((at - start) % placeBytes != 0 || place >= count || taken.get((int) place)) {
            return false;
        }
        taken.set((int) place);
        used++;
        return true;
    }

    /** Whether a place begins at a byte, and is taken. */
    boolean has(long at) {
        long place = (at - start) / placeBytes;
        return (at - start) % placeBytes == 0 && place < count && taken.get((int) place);
    }

    /** Gives a place back; false where it is not taken, or none begins there. */
    boolean give(long at) {
        if (!has(at)) {
            return false;
        }
        taken.clear((int) ((at - start) / placeBytes));
        used--;
        return true;
    }
}
