package dev.cleave.tiers.policy;

import java.util.BitSet;

/**
 * 2Q: newcomers pass through a short queue; only who comes back soon after leaving it is kept by
 * recency. Shares as in Johnson and Shasha, <i>2Q: A Low Overhead High Performance Buffer
 * Management Replacement Algorithm</i> (VLDB 1994): a quarter of the bytes for newcomers, and ghosts
 * of half of all.
 */
final class TwoQueueRanking implements Ranking {
    private static final double NEWCOMERS = 0.25;
    private static final double GHOSTS = 0.5;

    private final Residents residents;
    private final long mostNewcomers;
    private final long mostGhosts;
    private final SlotList newcomers = new SlotList();
    private final SlotList kept = new SlotList();
    private final BitSet isNew = new BitSet();
    private final GhostList ghosts = new GhostList();
    private long newcomerBytes;

    TwoQueueRanking(Residents residents, long capacity) {
        this.residents = residents;
        mostNewcomers = (long) (NEWCOMERS * capacity);
        mostGhosts = (long) (GHOSTS * capacity);
    }

    @Override
    public void entered(int slot) {
        boolean comesBack = ghosts.remove(residents.id(slot));
        isNew.set(slot, !comesBack);
        if (comesBack) {
            kept.addLast(slot);
        } else {
            newcomers.addLast(slot);
            newcomerBytes += residents.byteSize(slot);
        }
    }

    @Override
    public void accessed(int slot, boolean write) {
        if (!isNew.get(slot)) {
            kept.moveToLast(slot);
        }
    }

    @Override
    public void left(int slot) {
        if (isNew.get(slot)) {
            newcomers.remove(slot);
            newcomerBytes -= residents.byteSize(slot);
            ghosts.add(residents.id(slot), residents.byteSize(slot));
            ghosts.trim(mostGhosts);
        } else {
            kept.remove(slot);
        }
    }

    @Override
    public int victim() {
        boolean fromNew = newcomerBytes > mostNewcomers || kept.size() == 0;
        return fromNew ? newcomers.first() : kept.first();
    }
}
