package dev.cleave.heap;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.FreeBlockCounter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many units a new slab gets: what the class would like, and what the buddy space can give without breaking up blocks that have
 * become rare.
 *
 * <p>Where the block that serves the slab is of an order that stands below its <em>low</em> mark, the largest smaller block
 * at hand is taken instead, down to one slot; where there is none, below the <em>min</em> mark, the least that the class can do with.
 * Where blocks of the next order lie about in numbers above its <em>high</em> mark, the slab may be twice as large. {@link Watermarks} says how.
 *
 * <p>The space is looked at once in a number of slabs that grows with it: between two looks slabs can take a {@value #TAKEN_SHARE}th of it, and a
 * look costs each of them a few reads. In between, the dialogue counts what its own slabs take. Threads may lose each other's counts,
 * until the next look: they are advice.
 */
final class Dialogue {
    private static final VarHandle LOOKING;

    static {
        try {
            LOOKING = MethodHandles.lookup().findVarHandle(Dialogue.class, "looking", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Slabs, of 64 units at most, take no more than one part in so many between two looks. */
    private static final int TAKEN_SHARE = 64;

    private static final int MOST_UNITS = 64;
    private static final int FEWEST_SLABS = 16;

    private final String pool;
    private final boolean enabled;
    private final Watermarks marks;
    private final int slabsALook;
    private final AtomicInteger slabs = new AtomicInteger();

    /**
     * Whether somebody looks just now. It is a field of its own, and unset by no call: nobody would
     * look any more where the stack ended before.
     */
    private volatile boolean looking;

    private final FreeBlockCounter counter;
    private volatile long[] free;

    private final LongAdder asWanted = new LongAdder();
    private final LongAdder smaller = new LongAdder();
    private final LongAdder larger = new LongAdder();
    private final LongAdder forced = new LongAdder();

    /**
     * A dialogue with a space.
     *
     * @param pool the name of the pool whose space it is
     * @param lowShare the share of the space that what can be had of an order makes up at its low mark
     */
    Dialogue(String pool, BuddySpace space, boolean enabled, double lowShare) {
        this.pool = pool;
        this.enabled = enabled;
        marks = new Watermarks(space.units(), space.maxOrder(), lowShare);
        slabsALook = Math.clamp(space.units() / TAKEN_SHARE / MOST_UNITS, FEWEST_SLABS, Integer.MAX_VALUE);
        counter = space.freeBlockCounter();
        free = counter.count();
    }

    /**
     * The units of a new slab.
     *
     * @param wanted what the class would like
     * @param least what it can do with, no more than wanted
     * @param most what it can use, no less than wanted
     */
    int choose(int wanted, int least, int most) {
        if (!enabled) {
            asWanted.increment();
            return wanted;
        }
        long[] counts = look();
        SlabChoice choice = marks.choose(counts, wanted, least, most);
        Watermarks.note(counts, Watermarks.orderAround(choice.units()));
        switch (choice.verdict()) {
            case AS_WANTED -> asWanted.increment();
            case SMALLER -> smaller.increment();
            case LARGER -> larger.increment();
            case FORCED -> forced.increment();
        }
        if (choice.verdict() != SlabChoice.Verdict.AS_WANTED) {
            SlabDecisionEvent.emit(pool, choice.verdict(), wanted, choice.units());
        }
        return choice.units();
    }

    /** The free blocks by order: of one in {@link #slabsALook} slabs as the space has them, else as they were, less what slabs took. */
    private long[] look() {
        if (slabs.incrementAndGet() % slabsALook == 0 && !looking && LOOKING.compareAndSet(this, false, true)) {
            try {
                free = counter.count();
            } finally {
                looking = false;
            }
        }
        return free;
    }

    /** What was decided so far. */
    SlabDecisions decisions() {
        return new SlabDecisions(asWanted.sum(), smaller.sum(), larger.sum(), forced.sum());
    }
}
