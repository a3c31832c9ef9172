package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * LFU that forgets: who was accessed least often for its size leaves first, and each who leaves
 * raises the number that newcomers begin with. GreedyDual-Size-Frequency, after Cherkasova,
 * <i>Improving WWW Proxies Performance with Greedy-Dual-Size-Frequency Caching Policy</i> (1998).
 */
final class FrequencyRanking implements Ranking {
    private final Residents residents;
    private final SlotHeap heap = new SlotHeap();
    private int[] counts = new int[0];
    private double[] bases = new double[0];
    private double age;

    FrequencyRanking(Residents residents) {
        this.residents = residents;
    }

    @Override
    public void entered(int slot) {
        if (slot >= counts.length) {
            int length = slot + (slot >> 1) + 16;
            counts = Arrays.copyOf(counts, length);
            bases = Arrays.copyOf(bases, length);
        }
        counts[slot] = 1;
        bases[slot] = age;
        heap.add(slot, key(slot));
    }

    @Override
    public void accessed(int slot, boolean write) {
        counts[slot]++;
        bases[slot] = age;
        heap.change(slot, key(slot));
    }

    private double key(int slot) {
        long byteSize = residents.byteSize(slot);
        return bases[slot] + counts[slot] * residents.savedNanos(byteSize, residents.last(), 0) / byteSize;
    }

    @Override
    public void left(int slot) {
        if (heap.first() == slot) {
            age = Math.max(age, heap.firstKey());
        }
        heap.remove(slot);
    }

    @Override
    public int victim() {
        return heap.first();
    }
}
