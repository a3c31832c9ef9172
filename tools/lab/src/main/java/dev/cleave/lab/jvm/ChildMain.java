package dev.cleave.lab.jvm;

import java.io.PrintStream;

/**
 * The main method of a JVM that {@link ChildJvm} started: what goes wrong in it is one line, {@code
 * failed MESSAGE} or, when the allocator cannot run here, {@code unavailable MESSAGE}, and exit
 * code 1.
 */
public final class ChildMain {
    static final String FAILED = "failed ";
    static final String UNAVAILABLE = "unavailable ";

    private ChildMain() {}

    /** What the JVM does. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does it.
         *
         * @param out to the parent
         * @throws UnsupportedOperationException when what is to be measured cannot run here, saying
         *     why
         */
        void run(PrintStream out) throws Exception;
    }

    /** Does the task on this thread; ends the JVM where that goes wrong. */
    public static void run(Task task) {
        PrintStream out = System.out;
        String complaint;
        try {
            task.run(out);
            return;
        } catch (UnsupportedOperationException missing) {
            complaint = UNAVAILABLE + missing.getMessage();
        } catch (Throwable failure) {
            complaint = FAILED + TrialException.reason(failure);
        }
        out.println(complaint);
        out.flush();
        System.exit(1);
    }
}
