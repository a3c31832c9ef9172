package dev.cleave.workshop.contract;

import dev.cleave.buddy.Stripes;

/**
 * Stripes in the place of processors, for algorithms that keep something for each. Java does not
 * say on which processor a thread runs, so threads are spread by their ids.
 */
public final class ProcessorStripes {
    private ProcessorStripes() {}

    /**
     * A stripe for each processor of this machine, and some more where their number is no power of
     * two.
     */
    public static Stripes ofThisMachine() {
        return Stripes.of(count(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * The least power of two that is no less than the number of processors, but at most
     * {@link Stripes#MOST}.
     */
    static int count(int processors) {
        int served = Math.min(processors, Stripes.MOST);
        return 1 << Integer.SIZE - Integer.numberOfLeadingZeros(served - 1);
    }
}
