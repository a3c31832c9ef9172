package dev.cleave.workshop.llfree;

/**
 * The upper level: where to look. Each stripe has a tree reserved and takes from it without looking at others; when
 * that is used up, it looks for another one, and at the end everywhere.
 *
 * <pre>
 *   1 the reserved tree, then what others freed in it
 *   2 another tree:  near and half used ▶ half used ▶ mostly free ▶ any with enough
 *                  nearly full trees are left to recover, and free ones to requests of orders 9 and 10
 *   3 the trees that other stripes have reserved
 *   4 the bits: is there really nothing? if there is, take it, whoever has it counted; else look again, or fail
 * </pre>
 */
final class Upper {
    private static final int NEAR = 8;
    private static final int HALF = TreeCount.FRAMES / 2;
    private static final int NEARLY_FULL = TreeCount.FRAMES / 16;

    /** How often a request looks again that sees free frames and cannot get them. */
    private static final int LOOKS = 64;

    private final Lower lower;
    private final Trees trees;
    private final Reservations reservations;

    Upper(Lower lower, int frames, int stripes) {
        this.lower = lower;
        trees = new Trees(frames);
        reservations = new Reservations(stripes);
    }

    /** A block: its first frame, or {@link Lower#NONE}. */
    int take(int stripe, int order) {
        int frame = takeReserved(stripe, order);
        return frame != Lower.NONE ? frame : takeAnywhere(stripe, order);
    }

    private int takeReserved(int stripe, int order) {
        int frames = 1 << order;
        long reservation = reservations.take(stripe, frames);
        if (reservation == Reservation.REFUSED) {
            reservation = gather(stripe) ? reservations.take(stripe, frames) : Reservation.REFUSED;
        }
        if (reservation == Reservation.REFUSED) {
            return Lower.NONE;
        }
        int row = Reservation.row(reservation);
        int frame = lower.take(row, order);
        if (frame == Lower.NONE) {
            giveCount(stripe, row >> Reservation.ROWS_ORDER, frames, 0);
        } else if (frame >> BitWord.ORDER != row) {
            reservations.moveTo(stripe, frame >> BitWord.ORDER);
        }
        return frame;
    }

    /** Counts as the stripe's own what was freed in its tree past it: answers whether that was anything. */
    private boolean gather(int stripe) {
        long reservation = reservations.get(stripe);
        if (!Reservation.isPresent(reservation)) {
            return false;
        }
        int tree = Reservation.tree(reservation);
        int frames = trees.takeAll(tree);
        if (frames > 0) {
            giveCount(stripe, tree, frames, 0);
        }
        return frames > 0;
    }

    private int takeAnywhere(int stripe, int order) {
        for (int look = 0; look < LOOKS; look++) {
            long frees = frees();
            int frame = takeAnother(stripe, order);
            if (frame == Lower.NONE) {
                frame = takeFromAll(stripe, order);
            }
            if (frame != Lower.NONE || !lower.hasRun(order) && frees == frees()) {
                return frame;
            }
            frame = takeUncounted(order);
            if (frame != Lower.NONE) {
                return frame;
            }
            Thread.yield();
        }
        return Lower.NONE;
    }

    /**
     * Takes a block first and counts it afterwards: there are free frames, but the counts of them are in others' hands.
     */
    private int takeUncounted(int order) {
        for (int tree = 0; tree < trees.count(); tree++) {
            int frame = lower.take(tree << Reservation.ROWS_ORDER, order);
            if (frame != Lower.NONE) {
                trees.takeUncounted(tree, 1 << order);
                return frame;
            }
        }
        return Lower.NONE;
    }

    /** Reserves another tree in which there is a block. */
    private int takeAnother(int stripe, int order) {
        int frames = 1 << order;
        int partly = Math.max(frames, NEARLY_FULL);
        int start = startOf(stripe);
        int near = start & -NEAR;
        int frame = search(stripe, order, near, Math.min(NEAR, trees.count() - near), partly, HALF);
        if (frame == Lower.NONE) {
            frame = search(stripe, order, start, trees.count(), partly, HALF);
        }
        if (frame == Lower.NONE) {
            frame = search(stripe, order, start, trees.count(), HALF + 1, TreeCount.FRAMES);
        }
        return frame != Lower.NONE ? frame : search(stripe, order, start, trees.count(), frames, TreeCount.FRAMES);
    }

    /** The tree where the stripe is; the stripes begin far from each other. */
    private int startOf(int stripe) {
        long reservation = reservations.get(stripe);
        return Reservation.isPresent(reservation)
                ? Reservation.tree(reservation)
                : (int) ((long) stripe * trees.count() / reservations.stripes());
    }

    /**
     * Tries the trees from {@code start} on and around that have between {@code least} and {@code most} free frames.
     */
    private int search(int stripe, int order, int start, int count, int least, int most) {
        int tree = start;
        for (int tried = 0; tried < count; tried++) {
            int frames = trees.reserve(tree, least, most);
            if (frames >= 0) {
                int frame = lower.take(tree << Reservation.ROWS_ORDER, order);
                if (frame != Lower.NONE) {
                    moveIn(stripe, frame >> BitWord.ORDER, frames - (1 << order));
                    return frame;
                }
                trees.unreserve(tree, frames);
            }
            tree = tree + 1 == trees.count() ? 0 : tree + 1;
        }
        return Lower.NONE;
    }

    private void moveIn(int stripe, int row, int frames) {
        leave(reservations.replace(stripe, row, frames));
    }

    private void leave(long reservation) {
        if (Reservation.isPresent(reservation)) {
            trees.unreserve(Reservation.tree(reservation), Reservation.free(reservation));
        }
    }

    private int takeFromAll(int stripe, int order) {
        for (int step = 0; step < reservations.stripes(); step++) {
            int frame = takeReserved(stripe + step & reservations.stripes() - 1, order);
            if (frame != Lower.NONE) {
                return frame;
            }
        }
        return Lower.NONE;
    }

    /** Takes a block back. The caller owns it. A stripe that frees in one tree again and again moves there. */
    void give(int stripe, int frame, int order) {
        lower.give(frame, order);
        int tree = frame >> TreeCount.ORDER;
        if (!giveCount(stripe, tree, 1 << order, 1) && reservations.isFreedOften(stripe, tree)) {
            int frames = trees.reserve(tree, 0, TreeCount.FRAMES);
            if (frames >= 0) {
                moveIn(stripe, tree << Reservation.ROWS_ORDER, frames);
            }
        }
    }

    /** Counts frames as free, for the stripe if it is in that tree, else for all; answers whether for the stripe. */
    private boolean giveCount(int stripe, int tree, int frames, int frees) {
        if (reservations.give(stripe, tree, frames, frees)) {
            return true;
        }
        trees.give(tree, frames, frees);
        return false;
    }

    /** Gives all reservations back. */
    void drain() {
        for (int stripe = 0; stripe < reservations.stripes(); stripe++) {
            leave(reservations.remove(stripe));
        }
    }

    /**
     * Checks, while no call is on its way, that every tree's count and its reservation's are right, and its children's
     * too.
     */
    void verify() {
        int[] counted = new int[trees.count()];
        int[] reserved = new int[trees.count()];
        for (int stripe = 0; stripe < reservations.stripes(); stripe++) {
            long reservation = reservations.get(stripe);
            if (Reservation.isPresent(reservation)) {
                counted[Reservation.tree(reservation)] += Reservation.free(reservation);
                reserved[Reservation.tree(reservation)]++;
            }
        }
        for (int tree = 0; tree < trees.count(); tree++) {
            int free = lower.verifyTree(tree);
            if (counted[tree] + trees.free(tree) != free || reserved[tree] != (trees.isReserved(tree) ? 1 : 0)) {
                throw new IllegalStateException(
                        "tree " + tree + ": " + free + " frames are free, counted are " + trees.free(tree)
                                + " and, reserved by " + reserved[tree] + " stripes, " + counted[tree]);
            }
        }
    }

    private long frees() {
        return reservations.frees() + trees.frees();
    }

    Trees trees() {
        return trees;
    }

    Reservations reservations() {
        return reservations;
    }

    long byteSize() {
        return trees.byteSize() + reservations.byteSize();
    }
}
