package dev.cleave.verify.history;

/** The sequential specification of {@link ResizableBlocks}: two counts. */
public class CountedBlocks {
    private final int places;
    private final int[] held = new int[LinearizableSpace.THREADS];

    CountedBlocks(int places) {
        this.places = places;
    }

    /** Takes a block. */
    public boolean take(int thread) {
        if (held[0] + held[1] == places) {
            return false;
        }
        held[LinearizableSpace.holder(thread)]++;
        return true;
    }

    /** Lengthens what the thread took last. */
    public boolean grow(int thread) {
        return held[LinearizableSpace.holder(thread)] > 0;
    }

    /** Shortens what the thread took last. */
    public boolean shrink(int thread) {
        return held[LinearizableSpace.holder(thread)] > 0;
    }

    /** Gives back what the thread took last. */
    public boolean give(int thread) {
        int holder = LinearizableSpace.holder(thread);
        if (held[holder] == 0) {
            return false;
        }
        held[holder]--;
        return true;
    }
}
