package dev.cleave.heap;

import dev.cleave.memory.JsonObject;

/**
 * What one size class of a heap holds.
 *
 * @param slotBytes bytes of a slot
 * @param slabs how many slabs it has
 * @param slots slots of all its slabs
 * @param usedSlots slots handed out, those that wait in quarantine too
 * @param blockBytes bytes of its slabs' blocks
 */
public record ClassUsage(int slotBytes, long slabs, long slots, long usedSlots, long blockBytes) {
    /** What one slab holds, a unit being 2^{@code unitShift} bytes. */
    static ClassUsage of(Slab slab, int unitShift) {
        int slots = slab.slots();
        return new ClassUsage(slab.slotBytes, 1, slots, slots - slab.freeSlots(), (long) slab.units() << unitShift);
    }

    /** The sum with another of the same class. */
    ClassUsage plus(ClassUsage other) {
        return new ClassUsage(slotBytes, slabs + other.slabs, slots + other.slots, usedSlots + other.usedSlots,
                blockBytes + other.blockBytes);
    }

    /** Bytes of the slots in use. */
    public long usedBytes() {
        return usedSlots * slotBytes;
    }

    /** Free bytes in its slabs, which nothing but this class can use. */
    public long strandedBytes() {
        return (slots - usedSlots) * slotBytes;
    }

    /** Its figures as JSON. */
    JsonObject json() {
        return new JsonObject()
                .number("slotBytes", slotBytes)
                .number("slabs", slabs)
                .number("slots", slots)
                .number("usedSlots", usedSlots)
                .number("usedBytes", usedBytes())
                .number("strandedBytes", strandedBytes())
                .number("wastedBytes", wastedBytes())
                .number("blockBytes", blockBytes);
    }

    /** Bytes of its blocks that are part of no slot. */
    public long wastedBytes() {
        return blockBytes - slots * slotBytes;
    }
}
