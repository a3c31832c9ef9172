package dev.cleave.tiers.policy;

import java.util.Arrays;
import java.util.List;

/**
 * The residents of all tiers but the last, as a policy was told of them: where each lies, its size,
 * whether the copy below it holds, and how full the tiers are. One thread.
 */
final class Residents {
    private final List<TierCosts> tiers;
    private final IdTable table = new IdTable();
    private final long[] usedBytes;
    private long[] byteSizes = new long[0];
    private byte[] tierOf = new byte[0];
    private boolean[] clean = new boolean[0];

    Residents(List<TierCosts> tiers) {
        this.tiers = TierCosts.requireOrder(tiers);
        usedBytes = new long[tiers.size()];
    }

    /** The tiers, nearest first. */
    List<TierCosts> tiers() {
        return tiers;
    }

    /** The number of the last tier, whose objects are no residents. */
    int last() {
        return usedBytes.length - 1;
    }

    /** The slot of a resident, or {@link IdTable#NONE}. */
    int find(long id) {
        return table.find(id);
    }

    /** How many there are. */
    int size() {
        return table.size();
    }

    /** All slots are below it. */
    int slots() {
        return table.slots();
    }

    /** A resident's id. */
    long id(int slot) {
        return table.id(slot);
    }

    /** A resident's size. */
    long byteSize(int slot) {
        return byteSizes[slot];
    }

    /** The tier of a resident. */
    int tier(int slot) {
        return tierOf[slot];
    }

    /** The tier of a slot, be it {@link IdTable#NONE}. */
    int tierOrLast(int slot) {
        return slot == IdTable.NONE ? last() : tierOf[slot];
    }

    /** Whether the copy below a resident still holds. */
    boolean isClean(int slot) {
        return clean[slot];
    }

    /** A resident was written: no copy below it holds any more. */
    void written(int slot) {
        clean[slot] = false;
    }

    /** Bytes that a tier has left; the last has room for everything. */
    long freeBytes(int tier) {
        return tier == last() ? Long.MAX_VALUE : tiers.get(tier).capacity() - usedBytes[tier];
    }

    /**
     * Adds a resident.
     *
     * @param isClean whether a copy below holds
     */
    int add(long id, long byteSize, int tier, boolean isClean) {
        int slot = table.add(id);
        if (slot == byteSizes.length) {
            int length = slot + (slot >> 1) + 16;
            byteSizes = Arrays.copyOf(byteSizes, length);
            tierOf = Arrays.copyOf(tierOf, length);
            clean = Arrays.copyOf(clean, length);
        }
        byteSizes[slot] = byteSize;
        tierOf[slot] = (byte) tier;
        clean[slot] = isClean;
        usedBytes[tier] += byteSize;
        return slot;
    }

    /** Takes a resident out. */
    void remove(int slot) {
        usedBytes[tierOf[slot]] -= byteSizes[slot];
        table.remove(slot);
    }

    /** The demotion of a resident to the next tier, or as far below as {@code to} says. */
    Move demotion(int slot, int to, double savedNanos) {
        return new Move(id(slot), byteSize(slot), tier(slot), to, savedNanos, demotionNanos(slot, to));
    }

    /** Nanoseconds that a resident's demotion takes: none for a clean one. */
    double demotionNanos(int slot, int to) {
        return clean[slot] ? 0 : tiers.get(tierOf[slot]).moveNanos(byteSizes[slot], tiers.get(to));
    }

    /** Nanoseconds that it takes to move an object, and clean back. */
    double moveNanos(long byteSize, int from, int to) {
        return tiers.get(from).moveNanos(byteSize, tiers.get(to));
    }

    /** Nanoseconds that reading an object takes longer in one tier than in a nearer one. */
    double savedNanos(long byteSize, int from, int to) {
        return tiers.get(from).readNanos(byteSize) - tiers.get(to).readNanos(byteSize);
    }
}
