package dev.cleave.buddy;

import java.util.Map;
import java.util.TreeMap;

/**
 * Lets things happen in the middle of a call: before chosen accesses to metadata, in the caller's
 * own thread, each as a whole.
 */
final class Interloper implements BuddySpaceBuilder.Door {
    private final Map<Long, Runnable> deeds = new TreeMap<>();
    private long passed;
    private boolean isBusy;

    /**
     * Shared ones: a thread that comes in between is another, but here it would be an owner itself.
     */
    @Override
    public Stacks stacks(int stripes, ProcessBarrier barrier, int biasAfter) {
        return new GuardedStacks(stripes, ProcessBarrier.NONE, biasAfter, this::pass);
    }

    @Override
    public Metadata before(Metadata words) {
        return new GuardedMetadata(words, this::pass);
    }

    @Override
    public OrderMap before(OrderMap orderMap) {
        return new GuardedOrderMap(orderMap, this::pass);
    }

    /** Counts anew, and does this before the access of that number. */
    void at(long access, Runnable deed) {
        passed = 0;
        deeds.clear();
        deeds.put(access, deed);
    }

    /** Does this too, before the access of that number. */
    void andAt(long access, Runnable deed) {
        deeds.put(access, deed);
    }

    /** Counts anew, and does nothing: answers how many accesses the call makes. */
    long accessesOf(Runnable call) {
        passed = 0;
        deeds.clear();
        call.run();
        return passed;
    }

    private void pass() {
        if (isBusy) {
            return;
        }
        Runnable deed = deeds.get(passed++);
        if (deed != null) {
            isBusy = true;
            deed.run();
            isBusy = false;
        }
    }
}
