package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * A slot for each of some ids: small dense numbers, by which arrays are kept. Slots are given out
 * again. Open addressing over two arrays, never more than half full; nothing is boxed. One thread.
 */
final class IdTable {
    /** No slot. */
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 16;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Of each slot its id; free slots are chained by {@link #nextFree}. */
    private long[] ids = new long[FIRST_CAPACITY];
    private int[] nextFree = new int[FIRST_CAPACITY];
    private int firstFree = NONE;
    private int used;
    private int size;

    /** The slot, plus one, of the id that hashes there or before; 0 where there is none. */
    private int[] places = new int[2 * FIRST_CAPACITY];

    /** How many ids there are. */
    int size() {
        return size;
    }

    /** All slots given out are below it. */
    int slots() {
        return used;
    }

    /** The id of a slot that is given out. */
    long id(int slot) {
        return ids[slot];
    }

    /** The slot of an id, or {@link #NONE}. */
    int find(long id) {
        return places[placeOf(id)] - 1;
    }

    /** A slot for an id that has none. */
    int add(long id) {
        int slot = firstFree;
        if (slot == NONE) {
            slot = used++;
            if (slot == ids.length) {
                ids = Arrays.copyOf(ids, 2 * slot);
                nextFree = Arrays.copyOf(nextFree, 2 * slot);
            }
        } else {
            firstFree = nextFree[slot];
        }
        ids[slot] = id;
        size++;
        if (2 * size > places.length) {
            grow();
        }
        places[placeOf(id)] = slot + 1;
        return slot;
    }

    /** Takes a slot back; its id has none from now on. */
    void remove(int slot) {
        int hole = placeOf(ids[slot]);
        size--;
        nextFree[slot] = firstFree;
        firstFree = slot;
        close(hole);
    }

    /** Moves what follows a hole back into it, as far as it would not be found otherwise. */
    private void close(int gap) {
        int mask = places.length - 1;
        int hole = gap;
        places[hole] = 0;
        for (int place = hole + 1 & mask; places[place] != 0; place = place + 1 & mask) {
            int home = home(ids[places[place] - 1], mask);
            if ((place - home & mask) >= (place - hole & mask)) {
                places[hole] = places[place];
                places[place] = 0;
                hole = place;
            }
        }
    }

    private void grow() {
        int[] old = places;
        places = new int[2 * old.length];
        for (int slot : old) {
            if (slot != 0) {
                places[placeOf(ids[slot - 1])] = slot;
            }
        }
    }

    /** Where an id is, or the empty place where it would go. */
    private int placeOf(long id) {
        int mask = places.length - 1;
        int place = home(id, mask);
        while (places[place] != 0 && ids[places[place] - 1] != id) {
            place = place + 1 & mask;
        }
        return place;
    }

    private static int home(long id, int mask) {
        return (int) (mixed(id) >>> Integer.SIZE) & mask;
    }

    /** An id's bits, spread over all of a word. */
    static long mixed(long id) {
        long mixed = id * GOLDEN;
        return (mixed ^ mixed >>> 29) * GOLDEN;
    }
}
