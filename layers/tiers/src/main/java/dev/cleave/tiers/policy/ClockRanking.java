package dev.cleave.tiers.policy;

import java.util.BitSet;

/** CLOCK: a hand goes round, and who was not accessed since it last came by leaves. */
final class ClockRanking implements Ranking {
    /** The hand stands at its beginning. */
    private final SlotList round = new SlotList();
    private final BitSet accessed = new BitSet();

    @Override
    public void entered(int slot) {
        accessed.clear(slot);
        round.addLast(slot);
    }

    @Override
    public void accessed(int slot, boolean write) {
        accessed.set(slot);
    }

    @Override
    public void left(int slot) {
        round.remove(slot);
    }

    /** Goes round once at most: whoever it passes is not accessed any more. */
    @Override
    public int victim() {
        int hand = round.first();
        while (hand != IdTable.NONE && accessed.get(hand)) {
            accessed.clear(hand);
            round.moveToLast(hand);
            hand = round.first();
        }
        return hand;
    }
}
