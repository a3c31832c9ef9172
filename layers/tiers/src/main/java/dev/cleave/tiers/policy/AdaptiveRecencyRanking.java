package dev.cleave.tiers.policy;

import java.util.BitSet;

/**
 * ARC: what was accessed once and what was accessed more often share the tier, and ghosts of both
 * say which deserves more of it. As Megiddo and Modha, <i>ARC: A Self-Tuning, Low Overhead
 * Replacement Cache</i> (FAST 2003), in bytes.
 */
final class AdaptiveRecencyRanking implements Ranking {
    private final Residents residents;
    private final long capacity;
    private final SlotList once = new SlotList();
    private final SlotList often = new SlotList();
    private final BitSet isOften = new BitSet();
    private final GhostList onceGhosts = new GhostList();
    private final GhostList oftenGhosts = new GhostList();
    private long onceBytes;
    private double share;

    AdaptiveRecencyRanking(Residents residents, long capacity) {
        this.residents = residents;
        this.capacity = capacity;
    }

    /** Learns from the ghost of what is accessed, if there is one. */
    @Override
    public boolean admits(long id, long byteSize, boolean write) {
        if (onceGhosts.contains(id)) {
            double step = Math.max(1, (double) oftenGhosts.bytes() / onceGhosts.bytes());
            share = Math.min((double) capacity, share + step * byteSize);
        } else if (oftenGhosts.contains(id)) {
            double step = Math.max(1, (double) onceGhosts.bytes() / oftenGhosts.bytes());
            share = Math.max(0, share - step * byteSize);
        }
        return true;
    }

    @Override
    public void entered(int slot) {
        long id = residents.id(slot);
        boolean comesBack = onceGhosts.remove(id) || oftenGhosts.remove(id);
        isOften.set(slot, comesBack);
        if (comesBack) {
            often.addLast(slot);
        } else {
            once.addLast(slot);
            onceBytes += residents.byteSize(slot);
        }
        onceGhosts.trim(capacity - onceBytes);
        oftenGhosts.trim(capacity - onceGhosts.bytes());
    }

    @Override
    public void accessed(int slot, boolean write) {
        if (isOften.get(slot)) {
            often.moveToLast(slot);
        } else {
            leaveOnce(slot);
            isOften.set(slot);
            often.addLast(slot);
        }
    }

    private void leaveOnce(int slot) {
        once.remove(slot);
        onceBytes -= residents.byteSize(slot);
    }

    @Override
    public void left(int slot) {
        GhostList ghosts = isOften.get(slot) ? oftenGhosts : onceGhosts;
        ghosts.add(residents.id(slot), residents.byteSize(slot));
        if (isOften.get(slot)) {
            often.remove(slot);
        } else {
            leaveOnce(slot);
        }
    }

    @Override
    public int victim() {
        boolean fromOnce = once.size() > 0 && (onceBytes > share || often.size() == 0);
        return fromOnce ? once.first() : often.first();
    }
}
