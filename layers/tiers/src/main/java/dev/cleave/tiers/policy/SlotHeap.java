package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * Slots with keys, the least key first: a binary heap over two arrays, which knows where each slot
 * stands. One thread. Cost: a logarithm a change.
 */
final class SlotHeap {
    private static final int ABSENT = -1;

    private int[] slots = new int[16];
    private double[] keys = new double[16];
    private int[] placeOf = new int[0];
    private int size;

    /** How many there are. */
    int size() {
        return size;
    }

    /** The slot with the least key, or {@link IdTable#NONE}. */
    int first() {
        return size == 0 ? IdTable.NONE : slots[0];
    }

    /** The least key; there is one. */
    double firstKey() {
        return keys[0];
    }

    /** The slot at a place below {@link #size}, in no order that means anything. */
    int slotAt(int place) {
        return slots[place];
    }

    /** Whether the slot is there. */
    boolean contains(int slot) {
        return slot < placeOf.length && placeOf[slot] != ABSENT;
    }

    /** Adds a slot that is not there. */
    void add(int slot, double key) {
        if (slot >= placeOf.length) {
            int before = placeOf.length;
            placeOf = Arrays.copyOf(placeOf, slot + (slot >> 1) + 16);
            Arrays.fill(placeOf, before, placeOf.length, ABSENT);
        }
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
            keys = Arrays.copyOf(keys, 2 * size);
        }
        rise(size++, slot, key);
    }

    /** Gives a slot that is there another key. */
    void change(int slot, double key) {
        int place = placeOf[slot];
        if (key < keys[place]) {
            rise(place, slot, key);
        } else {
            sink(place, slot, key);
        }
    }

    /** Takes a slot out that is there. */
    void remove(int slot) {
        int place = placeOf[slot];
        placeOf[slot] = ABSENT;
        size--;
        if (place < size) {
            int moved = slots[size];
            double key = keys[size];
            if (key < keys[place]) {
                rise(place, moved, key);
            } else {
                sink(place, moved, key);
            }
        }
    }

    private void rise(int from, int slot, double key) {
        int place = from;
        while (place > 0 && keys[place - 1 >> 1] > key) {
            int parent = place - 1 >> 1;
            put(place, slots[parent], keys[parent]);
            place = parent;
        }
        put(place, slot, key);
    }

    private void sink(int from, int slot, double key) {
        int place = from;
        int child = 2 * place + 1;
        while (child < size) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            put(place, slots[child], keys[child]);
            place = child;
            child = 2 * place + 1;
        }
        put(place, slot, key);
    }

    private void put(int place, int slot, double key) {
        slots[place] = slot;
        keys[place] = key;
        placeOf[slot] = place;
    }
}
