package dev.cleave.plan;

import java.util.Arrays;

/**
 * Which block lives in each place of a plan. The offsets of a plan are known beforehand, so each
 * has a slot of its own in a table that is built once; a slot holds the position of the block that
 * lives there, or {@link #NOBODY}.
 *
 * <p>24 to 48 bytes for each offset and 4 for each position, whatever the blocks' sizes. Cost of
 * every call: constant. Not safe for use by several threads at once.
 */
final class PlaceTable {
    /** No block lives in a place; also the slot of an offset that is none of the plan. */
    static final int NOBODY = -1;

    private static final long EMPTY = -1;

    private final int[] slots;
    private final long[] offsets;
    private final int[] tenants;
    private final int shift;

    PlaceTable(Plan plan) {
        int count = plan.lifetimes().count();
        int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, (int) distinct(plan))) * 4);
        slots = new int[count];
        offsets = new long[capacity];
        tenants = new int[capacity];
        shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity);
        Arrays.fill(offsets, EMPTY);
        Arrays.fill(tenants, NOBODY);
        for (int position = 0; position < count; position++) {
            slots[position] = plan.offset(position) == Plan.NO_PLACE ? NOBODY : claim(plan.offset(position));
        }
    }

    private static long distinct(Plan plan) {
        long[] all = new long[plan.lifetimes().count()];
        for (int position = 0; position < all.length; position++) {
            all[position] = plan.offset(position);
        }
        Arrays.sort(all);
        long distinct = 0;
        for (int each = 0; each < all.length; each++) {
            distinct += each == 0 || all[each] != all[each - 1] ? 1 : 0;
        }
        return distinct;
    }

    private int claim(long offset) {
        int slot = probe(offset);
        offsets[slot] = offset;
        return slot;
    }

    /** The slot of the offset, or the empty one where it would be. */
    private int probe(long offset) {
        int slot = (int) (offset * 0x9E3779B97F4A7C15L >>> shift);
        while (offsets[slot] != offset && offsets[slot] != EMPTY) {
            slot = slot + 1 & offsets.length - 1;
        }
        return slot;
    }

    /**
     * The block that lives in the place of a position, its own or another's of the same offset; or
     * {@link #NOBODY}.
     */
    int tenant(int position) {
        return tenants[slots[position]];
    }

    /** The block that lives at an offset, or {@link #NOBODY}. */
    int tenantAt(long offset) {
        return tenants[probe(offset)];
    }

    /** The block of a position moves into its place. */
    void enter(int position) {
        tenants[slots[position]] = position;
    }

    /** The block of a position leaves its place. */
    void leave(int position) {
        tenants[slots[position]] = NOBODY;
    }

    long metadataBytes() {
        return (long) slots.length * Integer.BYTES + (long) offsets.length * (Long.BYTES + Integer.BYTES);
    }
}
