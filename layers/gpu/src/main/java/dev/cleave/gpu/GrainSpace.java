package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;

/**
 * A space of few units, here called grains, for requests of many of them: exact fit, into the shortest
 * free run that is known to hold it. A bitmap is the truth ({@link GrainBits}); where its free runs lie
 * is noted by their length ({@link RunHints}).
 *
 * <pre>
 *   a request of 5     RunHints: class 4..7 | 8..15 | …   the shortest that holds 5
 *                               └ 100, 6 grains
 *   GrainBits          … 0 0 1 1 1 1 1 1 0 …              taken by compare-and-set, word by word
 *                            └ taken ┘ └ noted again: 105, 1 grain
 * </pre>
 *
 * <p>Any thread may call anything. A first look waits for nobody; a thorough one that found nothing waits
 * for those who are about to take a range word by word, as they may give it back.
 *
 * <p>Cost: a compare-and-set for each 64 grains of the range and one more; for a thorough look a read for
 * each 64 grains of the space as well.
 */
final class GrainSpace implements BlockSpace {
    private final GrainBits bits;
    private final RunHints hints;
    private final int[] lengths;
    private final boolean alwaysThorough;

    /**
     * @param grains 1 to 2<sup>30</sup>, all free
     * @param alwaysThorough whether each request looks at all that is free: the least scatter, slower
     */
    GrainSpace(long grains, boolean alwaysThorough) {
        int count = Math.toIntExact(grains);
        bits = new GrainBits(count);
        hints = new RunHints(count);
        hints.note(0, count);
        lengths = new int[count];
        this.alwaysThorough = alwaysThorough;
    }

    @Override
    public long units() {
        return bits.count();
    }

    // ---------------------------------------------------------------------------------------------------------- allocate

    @Override
    public long allocate(long count, int alignment, boolean thorough) {
        if (count > bits.count() || 1L << alignment > bits.count()) {
            return NONE;
        }
        int length = (int) count;
        long first = alwaysThorough ? NONE : takeNoted(length, alignment);
        return first == NONE && (thorough || alwaysThorough) ? takeBest(length, alignment) : first;
    }

    /** Each turn forgets a run, so there is an end to it. */
    private long takeNoted(int length, int alignment) {
        for (long run = hints.find(length, alignment); run != RunHints.NONE; run = hints.find(length, alignment)) {
            int first = RunHints.alignedUp(RunHints.first(run), alignment);
            hints.forget(run);
            if (bits.take(first, length)) {
                return taken(first, length);
            }
        }
        return NONE;
    }

    /** Looks at all; again only where another thread has just taken, or given back, what would have done. */
    private long takeBest(int length, int alignment) {
        while (true) {
            int mark = bits.beginLook();
            ShortestRun shortest = new ShortestRun(length, alignment);
            hints.forgetAll();
            bits.forEachRun(shortest);
            if (shortest.first >= 0) {
                if (bits.take(shortest.first, length)) {
                    return taken(shortest.first, length);
                }
            } else if (bits.sawAll(mark)) {
                return NONE;
            } else {
                Thread.yield();
            }
        }
    }

    private long taken(int first, int length) {
        lengths[first] = length;
        int begin = bits.runBegin(first);
        hints.note(begin, first - begin);
        int behind = first + length;
        hints.note(behind, bits.runEnd(behind) - behind);
        return first;
    }

    /** The shortest of the runs that hold a request, the lowest of several; it notes all that it sees. */
    private final class ShortestRun implements FreeRunVisitor {
        private final int length;
        private final int alignment;
        private int first = -1;
        private long shortest = Long.MAX_VALUE;

        ShortestRun(int length, int alignment) {
            this.length = length;
            this.alignment = alignment;
        }

        @Override
        public void run(long start, long runLength) {
            hints.note((int) start, (int) runLength);
            int begin = RunHints.alignedUp((int) start, alignment);
            if (runLength < shortest && begin + length <= start + runLength) {
                first = begin;
                shortest = runLength;
            }
        }
    }

    // -------------------------------------------------------------------------------------------------------------- free

    @Override
    public boolean free(long offset) {
        int first = (int) offset;
        int length = lengths[first];
        if (length == 0) {
            throw new IllegalStateException("nothing that was taken begins at grain " + first);
        }
        lengths[first] = 0;
        bits.give(first, length);
        int begin = bits.runBegin(first);
        int run = bits.runEnd(first + length) - begin;
        hints.note(begin, run);
        return run == bits.count();
    }

    @Override
    public boolean takeAll() {
        boolean taken = bits.take(0, bits.count());
        if (taken) {
            lengths[0] = bits.count();
        }
        return taken;
    }

    // ----------------------------------------------------------------------------------------------------------- figures

    @Override
    public long freeUnits() {
        return bits.free();
    }

    @Override
    public void forEachFreeRun(FreeRunVisitor visitor) {
        bits.forEachRun(visitor);
    }
}
