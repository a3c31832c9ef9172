package dev.cleave.tiers.policy;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The residents of one tier by what they save for each byte, the least first. As all heat falls
 * alike, the order changes with accesses alone; and as an access can only raise, the heap learns of
 * it when the resident comes to its top. So an access costs no logarithm. One thread.
 */
final class HeatOrder {
    private final SlotHeap heap = new SlotHeap();
    private Decay decay;
    private double[] heats = new double[0];
    private long[] times = new long[0];

    /** The rank of a resident of heat 1, for its size. */
    private double[] worths = new double[0];

    HeatOrder(Decay decay) {
        this.decay = decay;
    }

    /** How many residents there are. */
    int size() {
        return heap.size();
    }

    /**
     * Adds a resident.
     *
     * @param heat above 0
     * @param savedNanosPerByte what an access saves because it lies here, for each byte; above 0
     */
    void add(int slot, double heat, long now, double savedNanosPerByte) {
        if (slot >= heats.length) {
            int length = slot + (slot >> 1) + 16;
            heats = Arrays.copyOf(heats, length);
            times = Arrays.copyOf(times, length);
            worths = Arrays.copyOf(worths, length);
        }
        heats[slot] = heat;
        times[slot] = now;
        worths[slot] = decay.rank(savedNanosPerByte, 0);
        heap.add(slot, rank(slot));
    }

    /**
     * A resident was accessed.
     *
     * @param heat what it has now: not less than before
     */
    void accessed(int slot, double heat, long now) {
        heats[slot] = heat;
        times[slot] = now;
    }

    /** The heat of a resident. */
    double heat(int slot, long now) {
        return decay.after(heats[slot], now - times[slot]);
    }

    /** Takes a resident out. */
    void remove(int slot) {
        heap.remove(slot);
    }

    /** Brings back a resident that was taken out and is as it was. */
    void restore(int slot) {
        heap.add(slot, rank(slot));
    }

    /** Who saves least, or {@link IdTable#NONE}. */
    int coldest() {
        int first = heap.first();
        while (first != IdTable.NONE && rank(first) > heap.firstKey()) {
            heap.change(first, rank(first));
            first = heap.first();
        }
        return first;
    }

    /**
     * All heat falls otherwise from now on.
     *
     * @param heatOf the heat of each resident, as it is by that
     */
    void decayBy(Decay changed, long now, IntToDoubleFunction heatOf) {
        int[] slots = new int[heap.size()];
        for (int place = 0; place < slots.length; place++) {
            slots[place] = heap.slotAt(place);
            heats[slots[place]] = Math.max(heatOf.applyAsDouble(slots[place]), Double.MIN_NORMAL);
            times[slots[place]] = now;
        }
        decay = changed;
        for (int slot : slots) {
            heap.change(slot, rank(slot));
        }
    }

    private double rank(int slot) {
        return decay.rank(heats[slot], times[slot]) + worths[slot];
    }
}
