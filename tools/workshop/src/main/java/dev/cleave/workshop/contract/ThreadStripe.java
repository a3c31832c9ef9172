package dev.cleave.workshop.contract;

/** Which of several copies of a structure falls to a thread, so that threads seldom meet in one. */
public final class ThreadStripe {
    private ThreadStripe() {}

    /**
     * The calling thread's: the same at each call, and its neighbours for threads that were started
     * one after another.
     *
     * @param count of the copies, a power of two
     * @return 0 to {@code count - 1}
     */
    public static int of(int count) {
        return (int) Thread.currentThread().threadId() & count - 1;
    }
}
