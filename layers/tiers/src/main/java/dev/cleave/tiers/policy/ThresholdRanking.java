package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * Fixed thresholds, as HeMem has them (Raybuck et al., <i>HeMem: Scalable Tiered Memory Management
 * for Big Data Applications and Real NVM</i>, SOSP 2021): hot is what was read eight times or
 * written four times; when anything has been accessed eighteen times, all counts are halved. What
 * is hot comes, where there is room or somebody cold to give way.
 */
final class ThresholdRanking implements Ranking {
    private static final int HOT_READS = 8;
    private static final int HOT_WRITES = 4;
    private static final int COOLING = 18;
    private static final int MOST_LOOKED_AT = 64;
    private static final int MOST_HALVINGS = 16;

    private final Residents residents;
    private final int tier;
    private final SlotList order = new SlotList();

    /** Of every object that was ever accessed, as HeMem counts every page. */
    private final IdTable counted = new IdTable();
    private int[] reads = new int[0];
    private int[] writes = new int[0];
    private int[] cooledAt = new int[0];
    private int coolings;

    ThresholdRanking(Residents residents, int tier) {
        this.residents = residents;
        this.tier = tier;
    }

    @Override
    public boolean admits(long id, long byteSize, boolean write) {
        int counter = count(id, write);
        return isHot(counter) && (residents.freeBytes(tier) >= byteSize || !isHot(counter(residents.id(victim()))));
    }

    @Override
    public void entered(int slot) {
        order.addLast(slot);
    }

    @Override
    public void accessed(int slot, boolean write) {
        count(residents.id(slot), write);
    }

    @Override
    public void left(int slot) {
        order.remove(slot);
    }

    /** The first that is cold among some; hot ones go to the end. Where all are hot, the first. */
    @Override
    public int victim() {
        for (int looked = 0; looked < MOST_LOOKED_AT && order.first() != IdTable.NONE; looked++) {
            if (!isHot(counter(residents.id(order.first())))) {
                break;
            }
            order.moveToLast(order.first());
        }
        return order.first();
    }

    private int count(long id, boolean write) {
        int counter = counter(id);
        int[] counts = write ? writes : reads;
        counts[counter]++;
        if (reads[counter] + writes[counter] >= COOLING) {
            coolings++;
        }
        return counter;
    }

    private boolean isHot(int counter) {
        return reads[counter] >= HOT_READS || writes[counter] >= HOT_WRITES;
    }

    /** The counter of an object, halved as often as all were. */
    private int counter(long id) {
        int found = counted.find(id);
        int counter = found == IdTable.NONE ? counted.add(id) : found;
        if (counter == reads.length) {
            int length = counter + (counter >> 1) + 16;
            reads = Arrays.copyOf(reads, length);
            writes = Arrays.copyOf(writes, length);
            cooledAt = Arrays.copyOf(cooledAt, length);
        }
        int halvings = found == IdTable.NONE ? 0 : Math.min(coolings - cooledAt[counter], MOST_HALVINGS);
        reads[counter] >>= halvings;
        writes[counter] >>= halvings;
        cooledAt[counter] = coolings;
        return counter;
    }
}
