package dev.cleave.workshop.llfree;

/** The counters of all trees; every change is one compare-and-set of a {@link TreeCount} transition. */
final class Trees {
    private final long[] trees;

    Trees(int frames) {
        trees = Atomics.longs((frames - 1 >> TreeCount.ORDER) + 1);
        for (int tree = 0; tree < count(); tree++) {
            int free = (int) Math.min(TreeCount.FRAMES, frames - ((long) tree << TreeCount.ORDER));
            Atomics.setPlain(trees, tree, TreeCount.of(free));
        }
    }

    int count() {
        return Atomics.count(trees);
    }

    int free(int tree) {
        return TreeCount.free(Atomics.getAcquire(trees, tree));
    }

    boolean isReserved(int tree) {
        return TreeCount.isReserved(Atomics.getAcquire(trees, tree));
    }

    /** Reserves a tree with so many free frames: how many they were, or -1 where it is not to be had. */
    int reserve(int tree, int least, int most) {
        while (true) {
            long value = Atomics.getAcquire(trees, tree);
            long next = TreeCount.reserve(value, least, most);
            if (next == TreeCount.REFUSED) {
                return -1;
            }
            if (Atomics.compareAndSet(trees, tree, value, next)) {
                return TreeCount.free(value);
            }
        }
    }

    void unreserve(int tree, int frames) {
        long value;
        long next;
        do {
            value = Atomics.getAcquire(trees, tree);
            next = require(TreeCount.unreserve(value, frames), tree);
        } while (!Atomics.compareAndSet(trees, tree, value, next));
    }

    /** Takes all that was freed in a reserved tree past its stripe: how many frames, 0 where there are none. */
    int takeAll(int tree) {
        while (true) {
            long value = Atomics.getAcquire(trees, tree);
            long next = TreeCount.takeAll(value);
            if (next == TreeCount.REFUSED) {
                return 0;
            }
            if (Atomics.compareAndSet(trees, tree, value, next)) {
                return TreeCount.free(value);
            }
        }
    }

    /** Counts frames as taken that others may have counted as theirs. */
    void takeUncounted(int tree, int frames) {
        long value;
        do {
            value = Atomics.getAcquire(trees, tree);
        } while (!Atomics.compareAndSet(trees, tree, value, TreeCount.takeUncounted(value, frames)));
    }

    void give(int tree, int frames, int frees) {
        long value;
        long next;
        do {
            value = Atomics.getAcquire(trees, tree);
            next = require(TreeCount.give(value, frames, frees), tree);
        } while (!Atomics.compareAndSet(trees, tree, value, next));
    }

    /** A sum that is the same again only if no block was freed past the stripes meanwhile. */
    long frees() {
        long sum = 0;
        for (int tree = 0; tree < count(); tree++) {
            sum += TreeCount.frees(Atomics.getVolatile(trees, tree));
        }
        return sum;
    }

    private static long require(long next, int tree) {
        if (next == TreeCount.REFUSED) {
            throw new IllegalStateException("tree " + tree + " was given more frames than were taken from it");
        }
        return next;
    }

    long byteSize() {
        return Atomics.byteSize(trees);
    }
}
