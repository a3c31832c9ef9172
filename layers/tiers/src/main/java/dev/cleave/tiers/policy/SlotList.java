package dev.cleave.tiers.policy;

import java.util.Arrays;

/** Slots in an order, each once at most: linked both ways through two arrays. One thread. */
final class SlotList {
    private static final int END = IdTable.NONE;

    private int[] next = new int[0];
    private int[] previous = new int[0];
    private int first = END;
    private int last = END;
    private int size;

    /** How many slots there are. */
    int size() {
        return size;
    }

    /** The first, or {@link IdTable#NONE}. */
    int first() {
        return first;
    }

    /** The one after a slot of the list, or {@link IdTable#NONE}. */
    int after(int slot) {
        return next[slot];
    }

    /** Adds a slot that is not in the list at its end. */
    void addLast(int slot) {
        if (slot >= next.length) {
            int length = Math.max(slot + 1, next.length + (next.length >> 1) + 16);
            next = Arrays.copyOf(next, length);
            previous = Arrays.copyOf(previous, length);
        }
        next[slot] = END;
        previous[slot] = last;
        if (last == END) {
            first = slot;
        } else {
            next[last] = slot;
        }
        last = slot;
        size++;
    }

    /** Takes a slot out. */
    void remove(int slot) {
        int before = previous[slot];
        int behind = next[slot];
        if (before == END) {
            first = behind;
        } else {
            next[before] = behind;
        }
        if (behind == END) {
            last = before;
        } else {
            previous[behind] = before;
        }
        size--;
    }

    /** Moves a slot of the list to its end. */
    void moveToLast(int slot) {
        remove(slot);
        addLast(slot);
    }
}
