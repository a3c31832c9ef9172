package dev.cleave.workshop.llfree;

/**
 * The counters of all children, two in an int; every change is one compare-and-set of a {@link ChildCount} transition.
 */
final class Children {
    private final int[] pairs;

    /** So many children, an even number, of {@code frames} frames; those beyond have none. */
    Children(int children, int frames) {
        pairs = Atomics.ints(children / 2);
        for (int pair = 0; pair < children / 2; pair++) {
            Atomics.setPlain(pairs, pair, ChildCount.pair(inside(2 * pair, frames), inside(2 * pair + 1, frames)));
        }
    }

    private static int inside(int child, int frames) {
        return Math.clamp(frames - ((long) child << ChildCount.ORDER), 0, ChildCount.FRAMES);
    }

    int free(int child) {
        return ChildCount.free(Atomics.getAcquire(pairs, child >> 1), child);
    }

    boolean isHuge(int child) {
        return ChildCount.isHuge(Atomics.getAcquire(pairs, child >> 1), child);
    }

    /** Takes so many frames off the counter: the right to that many bits, though not to a run of them. */
    boolean take(int child, int frames) {
        while (true) {
            int pair = Atomics.getAcquire(pairs, child >> 1);
            int next = ChildCount.take(pair, child, frames);
            if (next == ChildCount.REFUSED) {
                return false;
            }
            if (Atomics.compareAndSet(pairs, child >> 1, pair, next)) {
                return true;
            }
        }
    }

    void give(int child, int frames) {
        int pair;
        int next;
        do {
            pair = Atomics.getAcquire(pairs, child >> 1);
            next = require(ChildCount.give(pair, child, frames), child);
        } while (!Atomics.compareAndSet(pairs, child >> 1, pair, next));
    }

    boolean takeHuge(int child) {
        while (true) {
            int pair = Atomics.getAcquire(pairs, child >> 1);
            int next = ChildCount.takeHuge(pair, child);
            if (next == ChildCount.REFUSED) {
                return false;
            }
            if (Atomics.compareAndSet(pairs, child >> 1, pair, next)) {
                return true;
            }
        }
    }

    void giveHuge(int child) {
        int pair;
        int next;
        do {
            pair = Atomics.getAcquire(pairs, child >> 1);
            next = require(ChildCount.giveHuge(pair, child), child);
        } while (!Atomics.compareAndSet(pairs, child >> 1, pair, next));
    }

    /** Takes a child and its neighbour. While they are not both all free, or no longer, the answer is no. */
    boolean takeHugePair(int child) {
        int pair = Atomics.getAcquire(pairs, child >> 1);
        int next = ChildCount.takeHugePair(pair);
        return next != ChildCount.REFUSED && Atomics.compareAndSet(pairs, child >> 1, pair, next);
    }

    /** Two huge children that are ours are changed by nobody else: the compare-and-set does not fail. */
    void giveHugePair(int child) {
        int pair = Atomics.getAcquire(pairs, child >> 1);
        Atomics.compareAndSet(pairs, child >> 1, pair, require(ChildCount.giveHugePair(pair), child));
    }

    private static int require(int next, int child) {
        if (next == ChildCount.REFUSED) {
            throw new IllegalStateException("child " + child + " was given more frames than were taken from it");
        }
        return next;
    }

    long byteSize() {
        return Atomics.byteSize(pairs);
    }
}
