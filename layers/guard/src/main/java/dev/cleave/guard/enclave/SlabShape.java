package dev.cleave.guard.enclave;

/**
 * How a slab of one class is cut: so many adjacent pages, so many slots. Of all slabs of up to a
 * number of pages it is the one that spends the fewest bytes a slot, and of those the shortest.
 *
 * @param pages adjacent, 1 or more
 * @param slots in them
 * @param slotBytes of each slot
 */
record SlabShape(int pages, int slots, int slotBytes) {
    /** Bytes of a page. */
    static final int PAGE_BYTES = 4096;

    /** The most pages that a slab may be allowed. */
    static final int MOST_PAGES = 16;

    /** For each slot that is taken, so many more are reckoned with. */
    private static final int GROWTH = 2;

    /**
     * The best shape for slots of a size.
     *
     * @param slotBytes 1 to {@value #PAGE_BYTES}
     * @param mostPages 1 to {@value #MOST_PAGES}
     */
    static SlabShape of(int slotBytes, int mostPages) {
        SlabShape best = new SlabShape(1, PAGE_BYTES / slotBytes, slotBytes);
        for (int pages = 2; pages <= mostPages; pages++) {
            SlabShape longer = new SlabShape(pages, pages * PAGE_BYTES / slotBytes, slotBytes);
            if (longer.isDenserThan(best)) {
                best = longer;
            }
        }
        return best;
    }

    /**
     * The shape that the next slab of a class should have, of those up to a number of pages: where
     * the class grows to three times its slots, it is expected to leave the fewest bytes without
     * use. Those are the tails and tables of the slabs, and half of the last slab's slots. So a
     * class begins with a page, and its slabs become longer as it grows.
     *
     * @param slotBytes 1 to {@value #PAGE_BYTES}
     * @param mostPages 1 to {@value #MOST_PAGES}
     * @param live slots of the class that are taken
     */
    static SlabShape next(int slotBytes, int mostPages, int live) {
        SlabShape best = new SlabShape(1, PAGE_BYTES / slotBytes, slotBytes);
        double least = best.unusedBytes(live);
        for (int pages = 2; pages <= mostPages; pages++) {
            SlabShape longer = new SlabShape(pages, pages * PAGE_BYTES / slotBytes, slotBytes);
            double unused = longer.unusedBytes(live);
            if (unused < least) {
                least = unused;
                best = longer;
            }
        }
        return best;
    }

    private double unusedBytes(int live) {
        double overhead = (double) (tailBytes() + Slab.tableBytes(this)) / slots;
        return overhead * Math.max((double) GROWTH * live, slots) + slots * slotBytes / 2.0;
    }

    private boolean isDenserThan(SlabShape other) {
        return (long) pages * other.slots < (long) other.pages * slots;
    }

    /**
     * Bytes of memory for each slot, its share of the tail among them. It never falls as slots
     * grow: a longer slot never fits more often into the same pages.
     */
    double bytesPerSlot() {
        return (double) pages * PAGE_BYTES / slots;
    }

    /** Bytes behind the last slot. */
    int tailBytes() {
        return pages * PAGE_BYTES - slots * slotBytes;
    }
}
