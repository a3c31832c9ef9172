package dev.cleave.buddy;

/** Stacks behind a guard that is called before every single access: what a scheduler in a test needs. */
final class GuardedStacks extends Stacks {
    private final Runnable guard;

    GuardedStacks(int stripes, ProcessBarrier barrier, int biasAfter, Runnable guard) {
        super(stripes, Magazines.MAX_ORDERS, barrier, biasAfter);
        this.guard = guard;
    }

    @Override
    void beforeAccess() {
        guard.run();
    }
}
