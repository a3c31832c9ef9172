package dev.cleave.lab.trace;

/**
 * The dense number of each block id of a trace, in order of first appearance.
 *
 * <p>Recorded traces number their blocks 0, 1, 2, …, and then an id is its own number and nothing is stored. The first
 * id out of that line moves everything into an open-addressing table, so that hand-made traces may number as they like.
 */
final class BlockIndex {
    static final int UNKNOWN = -1;

    private static final int FIRST_CAPACITY = 1 << 10;

    private int size;
    private boolean dense = true;
    private int[] ids = new int[0];
    private int[] numbers = new int[0];

    /** The number of the id, or {@link #UNKNOWN}. */
    int find(int id) {
        if (dense) {
            return id < size ? id : UNKNOWN;
        }
        int slot = slotOf(id);
        return numbers[slot] - 1;
    }

    /** Numbers an id that {@link #find} does not know, and answers its number. */
    int add(int id) {
        if (dense && id != size) {
            leaveDense();
        }
        int number = size++;
        if (!dense) {
            if (2L * size > ids.length) {
                resize(ids.length * 2);
            }
            put(id, number);
        }
        return number;
    }

    private void leaveDense() {
        dense = false;
        resize(Math.max(FIRST_CAPACITY, Integer.highestOneBit(size + 1) * 4));
        for (int number = 0; number < size; number++) {
            put(number, number);
        }
    }

    private void resize(int capacity) {
        int[] oldIds = ids;
        int[] oldNumbers = numbers;
        ids = new int[capacity];
        numbers = new int[capacity];
        for (int slot = 0; slot < oldIds.length; slot++) {
            if (oldNumbers[slot] != 0) {
                put(oldIds[slot], oldNumbers[slot] - 1);
            }
        }
    }

    private void put(int id, int number) {
        int slot = slotOf(id);
        ids[slot] = id;
        numbers[slot] = number + 1;
    }

    /** The slot that holds the id, or the empty one where it would go. The table is never more than half full. */
    private int slotOf(int id) {
        int mask = ids.length - 1;
        int slot = (id * 0x9E3779B9 >>> 7) & mask;
        while (numbers[slot] != 0 && ids[slot] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** How many ids are numbered. */
    int size() {
        return size;
    }

    /** The ids in order of their numbers, or an empty array when each is its own number. */
    int[] ids() {
        if (dense) {
            return new int[0];
        }
        int[] inOrder = new int[size];
        for (int slot = 0; slot < ids.length; slot++) {
            if (numbers[slot] != 0) {
                inOrder[numbers[slot] - 1] = ids[slot];
            }
        }
        return inOrder;
    }
}
