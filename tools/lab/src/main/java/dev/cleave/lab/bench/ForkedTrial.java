package dev.cleave.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A trial in a JVM of its own: the parent's end of {@link TrialProcess}. */
final class ForkedTrial implements MeasuredTrial {
    /** Awaited in vain, which means: until there is nothing more to read. */
    private static final String END = "";

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;
    private final Duration limit;

    /**
     * Starts the JVM and waits until it is warmed up.
     *
     * @param limit how long the set-up, beyond the warm-up, and each round may take
     * @throws BenchException when it cannot start or exceeds the limit
     * @throws UnsupportedOperationException when the allocator cannot run here
     */
    ForkedTrial(Trial trial, Duration limit) {
        this(JvmCommand.of(TrialProcess.class, trial.jvmOptions(), trial.toArguments()), longestWarmup(trial), limit);
    }

    private static Duration longestWarmup(Trial trial) {
        return trial.warmup().multipliedBy(TrialRunner.LONGEST_WARMUP + 1);
    }

    /** Starts a command that speaks as {@link TrialProcess} does. */
    ForkedTrial(List<String> command, Duration longestWarmup, Duration limit) {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException failure) {
            throw new BenchException("could not start a JVM: " + failure.getMessage(), failure);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.limit = limit;
        answer(TrialProcess.READY, "to warm up", limit.plus(longestWarmup));
    }

    @Override
    public List<RoundResult> round() {
        orders.println(TrialProcess.ROUND);
        List<RoundResult> results = new ArrayList<>();
        for (String line : answer(TrialProcess.DONE, "a round", limit)) {
            if (RoundResult.isLine(line)) {
                results.add(RoundResult.parse(line));
            }
        }
        return results;
    }

    /**
     * Ends the trial and begins another in the same JVM.
     *
     * @throws BenchException as the constructor does, and when the end shows that something went wrong
     */
    void next(Trial trial) {
        orders.println(TrialProcess.TRIAL + String.join(" ", trial.toArguments()));
        answer(TrialProcess.READY, "to warm up", limit.plus(longestWarmup(trial)));
    }

    /** The lines up to the one awaited. */
    private List<String> answer(String awaited, String what, Duration patience) {
        FutureTask<List<String>> reading = new FutureTask<>(() -> readUntil(awaited));
        Thread.ofVirtual().name("bench-answers").start(reading);
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            process.destroyForcibly();
            throw new TrialTooSlowException(
                    "it took longer than " + patience.toMillis() / 1e3 + " s " + what + " (see --limit)");
        } catch (ExecutionException failure) {
            process.destroyForcibly();
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new BenchException("its JVM could not be read: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", interrupted);
        }
    }

    private List<String> readUntil(String awaited) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (!awaited.equals(END) && line.equals(awaited)) {
                return lines;
            }
            if (line.startsWith(TrialProcess.FAILED)) {
                throw new BenchException(line.substring(TrialProcess.FAILED.length()));
            }
            if (line.startsWith(TrialProcess.UNAVAILABLE)) {
                throw new UnsupportedOperationException(line.substring(TrialProcess.UNAVAILABLE.length()));
            }
            lines.add(line);
        }
        if (awaited.equals(END)) {
            return lines;
        }
        throw new BenchException("its JVM ended: " + String.join(" / ", lines));
    }

    /** Lets the JVM free everything and exit, which is where blocks lost on the way come to light. */
    @Override
    public void close() {
        orders.close();
        answer(END, "to end", limit);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new BenchException("its JVM did not end within " + limit.toMillis() / 1e3 + " s (see --limit)");
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", interrupted);
        }
        if (process.exitValue() != 0) {
            throw new BenchException("its JVM ended with exit code " + process.exitValue());
        }
    }

    @Override
    public void abandon() {
        process.destroyForcibly();
    }
}
