package dev.cleave.buddy;

/**
 * Calls at the end of a thread's stack, a frame more in each attempt: so that every call inside is
 * the one that finds no stack left in some attempt.
 */
public final class StackEnd {
    private static final long STACK_BYTES = 256 << 10;

    private final int most;
    private final Runnable operation;
    private int attempts;
    private int overflows;

    private StackEnd(int most, Runnable operation) {
        this.most = most;
        this.operation = operation;
    }

    /**
     * Attempts an operation so often, in a thread of its own: answers how often the stack ended.
     */
    public static int overflows(int attempts, Runnable operation) throws InterruptedException {
        StackEnd end = new StackEnd(attempts, operation);
        Thread shortOfStack = new Thread(null, end::descend, "short of stack", STACK_BYTES);
        shortOfStack.start();
        shortOfStack.join();
        return end.overflows;
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends, which is what is wanted
    private void descend() {
        try {
            descend();
        } catch (StackOverflowError end) {
            overflows++;
        }
        if (attempts < most) {
            attempts++;
            try {
                operation.run();
            } catch (StackOverflowError end) {
                overflows++;
            }
        }
    }
}
