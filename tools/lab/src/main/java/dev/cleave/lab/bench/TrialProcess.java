package dev.cleave.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The JVM of one trial, or of several one after another, driven through its standard streams by {@link ForkedTrial}.
 *
 * <pre>
 *   parent                      child
 *                 ◀── ready     warmed up
 *   round ──▶     ◀── phase …   one line a phase
 *                 ◀── done
 *   trial … ──▶   ◀── ready     freed everything, and warmed up for another trial
 *   (end of input)              frees everything and exits
 * </pre>
 * What goes wrong is one line, {@code failed MESSAGE} or, when the allocator cannot run here, {@code unavailable
 * MESSAGE}, and exit code 1.
 */
final class TrialProcess {
    static final String READY = "ready";
    static final String ROUND = "round";
    static final String TRIAL = "trial ";
    static final String DONE = "done";
    static final String FAILED = "failed ";
    static final String UNAVAILABLE = "unavailable ";

    private TrialProcess() {}

    /** Arguments are those of {@link Trial#toArguments()}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        try {
            serve(Trial.parse(List.of(arguments)), out);
        } catch (UnsupportedOperationException missing) {
            out.println(UNAVAILABLE + missing.getMessage());
            System.exit(1);
        } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
            out.println(FAILED + describe(failure));
            System.exit(1);
        }
    }

    private static void serve(Trial first, PrintStream out) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Optional<Trial> next = Optional.of(first);
        while (next.isPresent()) {
            next = serve(next.get(), in, out);
        }
    }

    /** Answers the trial that is asked for next, if any. */
    private static Optional<Trial> serve(Trial trial, BufferedReader in, PrintStream out) throws IOException {
        try (TrialRunner runner = new TrialRunner(trial)) {
            runner.warmUp(trial.warmupRounds());
            out.println(READY);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(TRIAL)) {
                    return Optional.of(Trial.parse(List.of(line.substring(TRIAL.length()).split(" "))));
                }
                runner.round(trial.round()).forEach(result -> out.println(result.toLine()));
                out.println(DONE);
            }
        }
        return Optional.empty();
    }

    /** The innermost cause, on one line. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String kind = cause instanceof BenchException ? "" : cause.getClass().getSimpleName() + ": ";
        return (kind + cause.getMessage()).replaceAll("\\s+", " ");
    }
}
