package dev.cleave.verify.history;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Operations of threads that keep the contract: each frees only what it was given. Their answers must be those of {@link CountedUnits} in some
 * order that agrees with time.
 *
 * <p><strong>What is linearizable.</strong> For threads that free only blocks of their own, a successful allocation and a free each take place at one
 * moment; a refusal of the last unit, or of the whole, must be true at one moment during the call. Not so for threads that free what they do not hold: an
 * allocation claims its units before it publishes their block, so a stranger can find the units taken and yet no block there.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class LinearizableSpace {
    static final int THREADS = 2;
    static final int MOST_HELD = 16;

    private static final int FACTOR = Integer.getInteger("cleave.lincheck.factor", 1);

    private final int units;
    private final boolean[] owned;
    private final long[][] held = new long[THREADS + 1][MOST_HELD];
    private final int[][] lengths = new int[THREADS + 1][MOST_HELD];
    private final int[] heldCount = new int[THREADS + 1];

    /** Threads share so many units, at offsets 0 and up. */
    LinearizableSpace(int units) {
        this.units = units;
        this.owned = new boolean[units];
    }

    /** Takes so many units, 1 or all: their offset, or -1. */
    abstract long allocate(int count);

    /** Gives units back by their offset. */
    abstract void free(long offset);

    /** Takes a unit. */
    @Operation
    public boolean unit(@Param(name = "thread") int thread) {
        return take(thread, 1);
    }

    /** Takes all units as one block. */
    @Operation
    public boolean whole(@Param(name = "thread") int thread) {
        return take(thread, units);
    }

    /** Gives back what the thread took last. */
    @Operation
    public boolean give(@Param(name = "thread") int thread) {
        if (heldCount[thread] == 0) {
            return false;
        }
        int last = --heldCount[thread];
        long offset = held[thread][last];
        mark(offset, lengths[thread][last], false);
        free(offset);
        return true;
    }

    private boolean take(int thread, int count) {
        long offset = allocate(count);
        if (offset < 0) {
            return false;
        }
        mark(offset, count, true);
        held[thread][heldCount[thread]] = offset;
        lengths[thread][heldCount[thread]++] = count;
        return true;
    }

    private void mark(long offset, int count, boolean owner) {
        for (int unit = (int) offset; unit < offset + count; unit++) {
            if (owned[unit] == owner) {
                throw new IllegalStateException("unit " + unit + (owner ? " is given twice" : " is not held"));
            }
            owned[unit] = owner;
        }
    }

    /** Every interleaving of access to memory, up to a bound. */
    static ModelCheckingOptions modelChecking(Class<? extends CountedUnits> specification) {
        return new ModelCheckingOptions()
                .threads(THREADS)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(20 * FACTOR)
                .invocationsPerIteration(300 * FACTOR)
                .sequentialSpecification(specification);
    }

    /** Real threads. */
    static StressOptions stress(Class<? extends CountedUnits> specification) {
        return new StressOptions()
                .threads(THREADS)
                .actorsBefore(1)
                .actorsPerThread(4)
                .actorsAfter(1)
                .iterations(20 * FACTOR)
                .invocationsPerIteration(1000 * FACTOR)
                .sequentialSpecification(specification);
    }
}
