package dev.cleave.tiers.policy;

/** LRU: who was accessed longest ago leaves first. */
final class RecencyRanking implements Ranking {
    private final SlotList list = new SlotList();

    @Override
    public void entered(int slot) {
        list.addLast(slot);
    }

    @Override
    public void accessed(int slot, boolean write) {
        list.moveToLast(slot);
    }

    @Override
    public void left(int slot) {
        list.remove(slot);
    }

    @Override
    public int victim() {
        return list.first();
    }
}
