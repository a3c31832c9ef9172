package dev.cleave.tiers.policy;

import java.util.Arrays;

/** Objects that left a tier lately: ids and sizes, oldest first. One thread. */
final class GhostList {
    private final IdTable table = new IdTable();
    private final SlotList order = new SlotList();
    private long[] byteSizes = new long[0];
    private long bytes;

    /** The sizes of all, added up. */
    long bytes() {
        return bytes;
    }

    /** Whether the object is among them. */
    boolean contains(long id) {
        return table.find(id) != IdTable.NONE;
    }

    /** Adds an object at the end, wherever it was before. */
    void add(long id, long byteSize) {
        remove(id);
        int slot = table.add(id);
        if (slot == byteSizes.length) {
            byteSizes = Arrays.copyOf(byteSizes, slot + (slot >> 1) + 16);
        }
        byteSizes[slot] = byteSize;
        bytes += byteSize;
        order.addLast(slot);
    }

    /** Takes an object out; whether it was there. */
    boolean remove(long id) {
        int slot = table.find(id);
        if (slot == IdTable.NONE) {
            return false;
        }
        order.remove(slot);
        table.remove(slot);
        bytes -= byteSizes[slot];
        return true;
    }

    /** Forgets the oldest until the others have no more than so many bytes. */
    void trim(long mostBytes) {
        while (bytes > Math.max(mostBytes, 0)) {
            remove(table.id(order.first()));
        }
    }
}
