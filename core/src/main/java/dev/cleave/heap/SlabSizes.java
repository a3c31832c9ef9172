package dev.cleave.heap;

/**
 * How large the slabs of one class are: pure functions of the bytes of its slots, and of the pool's
 * unit. Sizes of slabs are numbers of units, of slots bytes.
 *
 * @param slotBytes bytes of a slot, 1 or more
 * @param unitShift the binary logarithm of the bytes of a unit
 */
record SlabSizes(int slotBytes, int unitShift) {
    /** The most slots of a slab of more than one unit. */
    private static final int MOST_SLOTS = 512;

    /**
     * A new slab has an eighth of the slots that the class has already: what it may leave unused
     * stays in proportion.
     */
    private static final int GROWTH_SHIFT = 3;

    /** Slots of a class's first slab, unless those are more than {@link #FIRST_BYTES}. */
    private static final int FIRST_SLOTS = 8;

    private static final int FIRST_BYTES = 24 << 10;

    /**
     * Until they have so many slots, or {@link #EARLY_BYTES}, new slabs have half as many as the
     * class has already: slabs of few slots are full and current in turns all the time.
     */
    private static final int EARLY_SLOTS = 16;

    private static final int EARLY_BYTES = 64 << 10;
    private static final int EARLY_GROWTH_SHIFT = 1;

    /** A class with fewer slots has small slabs, and takes what leaves an eighth over. */
    private static final int SNUG_FROM = 8;

    /** Bytes of the largest slab that is not a single slot, or a single unit. */
    private static final int MOST_BYTES = 256 << 10;

    /** How many sizes of a slab are tried to find one that leaves little over. */
    private static final int SIZES_TRIED = 16;

    /** What a slab may leave over: its sixteenth. */
    private static final int LEFT_OVER_SHIFT = 4;

    /** What one of a class's first slabs may leave over: its eighth. */
    private static final int FIRST_LEFT_OVER_SHIFT = 3;

    /** The most slots of a slab: of a unit, however large that is, all. */
    int mostSlots() {
        return Math.max(MOST_SLOTS, (1 << unitShift) / slotBytes);
    }

    /** Units of a slab of one slot. */
    int leastUnits() {
        return unitsOf(1);
    }

    /** Units that a slab can use. */
    int mostUnits() {
        long bytes = Math.min((long) mostSlots() * slotBytes, MOST_BYTES);
        return Math.max((int) (bytes >>> unitShift), leastUnits());
    }

    /**
     * Units that a new slab should have, of which no more than an eighth is left over, if any
     * number up to {@value #MOST_BYTES} bytes allows that.
     *
     * @param present how many slots the class has already
     */
    int wantedUnits(long present) {
        long grown = Math.min(Math.min(present >>> GROWTH_SHIFT, mostSlots()) * slotBytes, MOST_BYTES);
        long first = Math.min((long) FIRST_SLOTS * slotBytes, FIRST_BYTES);
        long early = Math.min((long) EARLY_SLOTS * slotBytes, EARLY_BYTES);
        long half = Math.min(present >>> EARLY_GROWTH_SHIFT, EARLY_SLOTS) * slotBytes;
        long bytes = Math.max(grown, Math.clamp(half, first, early));
        int units = Math.max((int) (bytes >>> unitShift), leastUnits());
        return present < SNUG_FROM
                ? snug(tight(units), Math.max(MOST_BYTES >>> unitShift, units), FIRST_LEFT_OVER_SHIFT)
                : tight(snug(units, units + SIZES_TRIED - 1, LEFT_OVER_SHIFT));
    }

    /** The slots of a slab of so many units. */
    int slotsOf(int units) {
        return (int) Math.min(((long) units << unitShift) / slotBytes, mostSlots());
    }

    /** The fewest units that have as many slots as these. */
    int tight(int units) {
        return unitsOf(slotsOf(units));
    }

    private int unitsOf(int slots) {
        long bytes = (long) slots * slotBytes;
        return (int) (bytes + (1L << unitShift) - 1 >>> unitShift);
    }

    /**
     * The first number of units, from the least to the most, of which slots leave little over: or
     * that which leaves the smallest share.
     */
    private int snug(int least, int most, int leftOverShift) {
        int best = least;
        double bestShare = 1;
        for (int units = least; units <= most; units++) {
            long bytes = (long) units << unitShift;
            long over = bytes - (long) slotsOf(units) * slotBytes;
            if (over <= bytes >>> leftOverShift) {
                return units;
            }
            if ((double) over / bytes < bestShare) {
                bestShare = (double) over / bytes;
                best = units;
            }
        }
        return best;
    }
}
