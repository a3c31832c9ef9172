package dev.cleave.tiers.durable;

import java.util.Arrays;

/** Free slots of the index, each with the generation that it had last: the one freed last first. */
final class FreeSlots {
    private static final int FIRST = 1024;

    private long[] slots = new long[FIRST];
    private int count;

    synchronized void add(int number, int generation) {
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, Math.multiplyExact(2, count));
        }
        slots[count++] = (long) generation << Integer.SIZE | number;
    }

    /** A slot's generation above its number; -1 where there is none. */
    synchronized long take() {
        return count == 0 ? -1 : slots[--count];
    }

    synchronized int count() {
        return count;
    }
}
