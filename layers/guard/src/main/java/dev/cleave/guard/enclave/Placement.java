package dev.cleave.guard.enclave;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where an object goes among the places that there are: the lowest of the fullest slab, or, against
 * whoever counts on that, any with the same likelihood. Counts from how many places it chose. For one
 * thread at a time.
 */
final class Placement {
    /** Slabs among which a slot is drawn, at most. */
    static final int MOST_SLABS = 64;

    private final @Nullable RandomGenerator random;
    private final int leastChoices;
    private long placements;
    private double bits;

    /**
     * A placement.
     *
     * @param random null for the lowest
     * @param leastBits a new slab is opened before there are fewer than 2^leastBits free slots
     */
    Placement(@Nullable RandomGenerator random, int leastBits) {
        this.random = random;
        leastChoices = random == null ? 1 : 1 << leastBits;
    }

    /** The slots that must be free before one is drawn. */
    int leastChoices() {
        return leastChoices;
    }

    /** Takes a run of pages; answers the first, or {@link PageRuns#NONE}. */
    int run(PageRuns runs, int count) {
        return random == null ? runs.takeBest(count) : runs.takeRandom(count, random);
    }

    /** As {@link #run}, for a large object: a choice that counts. */
    int objectRun(PageRuns runs, int count) {
        if (random != null) {
            counted(runs.places(count));
        } else {
            counted(1);
        }
        return run(runs, count);
    }

    /** The number of the free slot that is given out, of so many. */
    int slot(int choices) {
        counted(random == null ? 1 : choices);
        return random == null ? 0 : random.nextInt(choices);
    }

    boolean isRandom() {
        return random != null;
    }

    private void counted(long choices) {
        placements++;
        bits += choices < 1 ? 0 : Math.log((double) choices) / Math.log(2);
    }

    /** The mean entropy of a placement, in bits: 0 where it can be foretold. */
    double meanBits() {
        return placements == 0 ? 0 : bits / placements;
    }
}
