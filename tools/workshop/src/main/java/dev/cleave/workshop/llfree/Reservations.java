package dev.cleave.workshop.llfree;

/**
 * The reservations of all stripes, each on cache lines of its own; every change is one compare-and-set of a
 * {@link Reservation} transition. A stripe is what the paper has a processor for: threads are spread over them by their
 * number, and two threads may share one.
 */
final class Reservations {
    private static final int STRIDE = 16;
    private static final int HISTORY = 1;
    private static final int FREES_TO_ADOPT = 4;
    private static final int HISTORY_SHIFT = 8;

    private final long[] lanes;

    Reservations(int stripes) {
        lanes = Atomics.longs(stripes * STRIDE);
    }

    int stripes() {
        return Atomics.count(lanes) / STRIDE;
    }

    long get(int stripe) {
        return Atomics.getAcquire(lanes, lane(stripe));
    }

    /** Takes frames: the reservation as it was, or {@link Reservation#REFUSED} where there are too few. */
    long take(int stripe, int frames) {
        while (true) {
            long value = Atomics.getAcquire(lanes, lane(stripe));
            long next = Reservation.take(value, frames);
            if (next == Reservation.REFUSED || Atomics.compareAndSet(lanes, lane(stripe), value, next)) {
                return next == Reservation.REFUSED ? Reservation.REFUSED : value;
            }
        }
    }

    /** Gives frames back, if it is this tree that is reserved; answers whether it was. */
    boolean give(int stripe, int tree, int frames, int frees) {
        while (true) {
            long value = Atomics.getAcquire(lanes, lane(stripe));
            long next = Reservation.give(value, tree, frames, frees);
            if (next == Reservation.REFUSED) {
                return false;
            }
            if (Atomics.compareAndSet(lanes, lane(stripe), value, next)) {
                return true;
            }
        }
    }

    /**
     * Notes where the last block was. A hint: if another thread changes the word at the same time, the hint is dropped.
     */
    void moveTo(int stripe, int row) {
        long value = Atomics.getAcquire(lanes, lane(stripe));
        long next = Reservation.moveTo(value, row);
        if (next != Reservation.REFUSED) {
            Atomics.compareAndSet(lanes, lane(stripe), value, next);
        }
    }

    /** Reserves another tree, that the caller has reserved: the reservation as it was, which is the caller's now. */
    long replace(int stripe, int row, int frames) {
        long value;
        do {
            value = Atomics.getAcquire(lanes, lane(stripe));
        } while (!Atomics.compareAndSet(lanes, lane(stripe), value, Reservation.replace(value, row, frames)));
        return value;
    }

    /** Ends a reservation, and answers it: it is the caller's now. */
    long remove(int stripe) {
        long value;
        do {
            value = Atomics.getAcquire(lanes, lane(stripe));
        } while (!Atomics.compareAndSet(lanes, lane(stripe), value, Reservation.remove(value)));
        return value;
    }

    /**
     * Notes that a block of a tree that is not reserved by this stripe was freed: answers whether it was the fourth in
     * a row.
     */
    boolean isFreedOften(int stripe, int tree) {
        long history = Atomics.getOpaque(lanes, lane(stripe) + HISTORY);
        long next = history >>> HISTORY_SHIFT == tree ? history + 1 : ((long) tree << HISTORY_SHIFT) + 1;
        boolean often = (next & (1 << HISTORY_SHIFT) - 1) >= FREES_TO_ADOPT;
        Atomics.setOpaque(lanes, lane(stripe) + HISTORY, often ? (long) tree << HISTORY_SHIFT : next);
        return often;
    }

    /** A sum that is the same again only if no block was freed to a stripe's own tree meanwhile. */
    long frees() {
        long sum = 0;
        for (int stripe = 0; stripe < stripes(); stripe++) {
            sum += Reservation.frees(Atomics.getVolatile(lanes, lane(stripe)));
        }
        return sum;
    }

    private static int lane(int stripe) {
        return stripe * STRIDE;
    }

    long byteSize() {
        return Atomics.byteSize(lanes);
    }
}
