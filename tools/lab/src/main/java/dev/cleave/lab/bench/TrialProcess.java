package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.ChildMain;
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
 */
final class TrialProcess {
    static final String READY = "ready";
    static final String ROUND = "round";
    static final String TRIAL = "trial ";
    static final String DONE = "done";

    private TrialProcess() {}

    /** Arguments are those of {@link Trial#toArguments()}. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> serve(Trial.parse(List.of(arguments)), out));
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
                runner.round(trial.settings().round()).forEach(result -> out.println(result.toLine()));
                out.println(DONE);
            }
        }
        return Optional.empty();
    }
}
