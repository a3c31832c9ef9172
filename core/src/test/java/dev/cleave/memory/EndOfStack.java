package dev.cleave.memory;

/**
 * Does something where the stack ends: a thread goes down to its end, and on the way back attempts the work from every few frames, until it is
 * done once.
 */
final class EndOfStack {
    private static final int FRAMES = 3;
    private static final int STACK_BYTES = 256 << 10;

    private final Runnable work;
    private boolean done;
    private int overflows;

    private EndOfStack(Runnable work) {
        this.work = work;
    }

    /**
     * Attempts the work in a thread of its own.
     *
     * @param skipped so many small frames lie at the bottom of the stack, so that its end is met elsewhere
     * @return how many attempts a {@link StackOverflowError} ended
     */
    static int attempt(int skipped, Runnable work) throws InterruptedException {
        EndOfStack end = new EndOfStack(work);
        Thread thread = new Thread(null, () -> end.skip(skipped), "end-of-stack", STACK_BYTES);
        thread.start();
        thread.join();
        if (!end.done) {
            throw new AssertionError("the work was never done: it threw, as the uncaught handler printed");
        }
        return end.overflows;
    }

    private void skip(int frames) {
        if (frames > 0) {
            skip(frames - 1);
        } else {
            descend(0);
        }
    }

    private void descend(int depth) {
        try {
            if (depth < Integer.MAX_VALUE) {
                descend(depth + 1);
            }
        } catch (StackOverflowError deepest) {
            // Back up from here.
        }
        if (!done && depth % FRAMES == 0) {
            attempt();
        }
    }

    private void attempt() {
        try {
            work.run();
            done = true;
        } catch (StackOverflowError ended) {
            overflows++;
        }
    }
}
