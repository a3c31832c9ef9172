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

    private boolean isDenserThan(SlabShape other) {
        return (long) pages * other.slots < (long) other.pages * slots;
    }

    /**
     * Bytes of memory for each slot, its share of the tail among them. It never falls as slots grow:
     * a longer slot never fits more often into the same pages.
     */
    double bytesPerSlot() {
        return (double) pages * PAGE_BYTES / slots;
    }

    /** Bytes behind the last slot. */
    int tailBytes() {
        return pages * PAGE_BYTES - slots * slotBytes;
    }
}
