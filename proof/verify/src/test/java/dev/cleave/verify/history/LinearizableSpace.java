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

    /** Turns of a loop that has an end: more than a heap has size classes and stripes. */
    private static final int LOOPS = 1000;

    /**
     * Calls of one method inside another that a heap makes to see whether there is stack left, and
     * more.
     */
    private static final int RECURSIONS = 200;

    /** How many times as long as usual. */
    static final int FACTOR = Integer.getInteger("cleave.lincheck.factor", 1);

    private final int units;
    private final boolean[] begun;
    private final long[][] held = new long[THREADS][MOST_HELD];
    private final int[][] heldSizes = new int[THREADS][MOST_HELD];
    private final int[] heldCount = new int[THREADS];

    /** Threads share so many units, at offsets 0 and up. */
    LinearizableSpace(int units) {
        this.units = units;
        this.begun = new boolean[units];
    }

    /** Takes so many units, 1 or all: their offset, or -1. */
    abstract long allocate(int count);

    /** Gives units back by their offset. */
    abstract void free(long offset);

    /** Takes a unit. */
    @Operation
    public boolean unit(@Param(name = "thread") int thread) {
        return take(holder(thread), 1);
    }

    /** Takes all units as one block. */
    @Operation
    public boolean whole(@Param(name = "thread") int thread) {
        return take(holder(thread), units);
    }

    /** Gives back what the thread took last. */
    @Operation
    public boolean give(@Param(name = "thread") int thread) {
        int holder = holder(thread);
        if (heldCount[holder] == 0) {
            return false;
        }
        long offset = held[holder][--heldCount[holder]];
        mark(offset, false);
        free(offset);
        return true;
    }

    /**
     * Whose blocks a thread id stands for. Lincheck counts the parts before and after the parallel one as threads of their own: here they are the
     * first thread's, so that what was taken before can be given back in parallel.
     */
    static int holder(int thread) {
        return thread >= 1 && thread <= THREADS ? thread - 1 : 0;
    }

    private boolean take(int holder, int count) {
        long offset = allocate(count);
        if (offset < 0) {
            return false;
        }
        hold(holder, offset, count);
        return true;
    }

    /** From now on a thread holds a block. */
    final void hold(int holder, long offset, int count) {
        mark(offset, true);
        heldSizes[holder][heldCount[holder]] = count;
        held[holder][heldCount[holder]++] = offset;
    }

    /** One block begins at an offset at most. That units do not lie in a whole that is held, the count sees. */
    private void mark(long offset, boolean begins) {
        if (begun[(int) offset] == begins) {
            throw new IllegalStateException("block " + offset + (begins ? " is given twice" : " is not held"));
        }
        begun[(int) offset] = begins;
    }

    /** What all threads hold together. */
    long heldUnits() {
        long sum = 0;
        for (int holder = 0; holder < THREADS; holder++) {
            for (int i = 0; i < heldCount[holder]; i++) {
                sum += heldSizes[holder][i];
            }
        }
        return sum;
    }

    /** As {@link #modelChecking}, for heaps: a refusal of theirs looks at all size classes, which is no loop without end. */
    static ModelCheckingOptions modelCheckingHeaps(Class<?> specification) {
        return modelChecking(specification)
                .loopBound(LOOPS)
                .loopIterationsBeforeThreadSwitch(LOOPS)
                .recursionBound(RECURSIONS);
    }

    /** Every interleaving of access to memory, up to a bound. */
    static ModelCheckingOptions modelChecking(Class<?> specification) {
        return new ModelCheckingOptions()
                .threads(THREADS)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(1)
                .iterations(15 * FACTOR)
                .invocationsPerIteration(200 * FACTOR)
                .sequentialSpecification(specification);
    }

    /** Real threads. */
    static StressOptions stress(Class<?> specification) {
        return new StressOptions()
                .threads(THREADS)
                .actorsBefore(2)
                .actorsPerThread(4)
                .actorsAfter(1)
                .iterations(15 * FACTOR)
                .invocationsPerIteration(500 * FACTOR)
                .sequentialSpecification(specification);
    }
}
