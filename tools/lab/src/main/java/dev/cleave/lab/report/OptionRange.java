package dev.cleave.lab.report;

/** What is wrong with the value of an option, said one way everywhere: {@code --passes 0: must be 1 to 10000}. */
public final class OptionRange {
    private OptionRange() {}

    /**
     * Refuses a value that is not allowed.
     *
     * @param option as users write it
     * @param allowed the range in words
     * @throws IllegalArgumentException unless {@code legal}
     */
    public static void require(boolean legal, String option, Object given, String allowed) {
        if (!legal) {
            throw new IllegalArgumentException(option + " " + given + ": must be " + allowed);
        }
    }

    /**
     * Refuses a number of threads that is not 1 to 1024.
     *
     * @throws IllegalArgumentException otherwise
     */
    public static void requireThreads(int threads) {
        require(threads >= 1 && threads <= 1024, "--threads", threads, "1 to 1024");
    }
}
