package dev.cleave.lab.jvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for a measurement: the parent's end of the talk with a {@link ChildMain}.
 *
 * <p>The two talk in lines. What the child says up to a word that is awaited is the answer; a line
 * that begins with {@link ChildMain#FAILED} or {@link ChildMain#UNAVAILABLE} ends the talk with
 * what it says. Whatever goes wrong here kills the child, and no other process. One thread at a
 * time.
 */
public final class ChildJvm implements AutoCloseable {
    /** The exit code of a process that was killed by signal 9. */
    private static final int KILLED = 128 + 9;

    /** How long a killed process may take to be gone. */
    private static final Duration DEATH = Duration.ofMinutes(1);

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter orders;

    /**
     * Starts a JVM like this one.
     *
     * @param main a class of this module with a main method
     * @param options for the JVM, beside those for native access
     * @param arguments for the main method
     * @param environment variables that it gets beside this JVM's
     * @throws TrialException when it cannot start
     */
    public ChildJvm(Class<?> main, List<String> options, List<String> arguments, Map<String, String> environment) {
        this(JvmCommand.of(main, options, arguments), environment);
    }

    /** Starts a command that speaks as a {@link ChildMain} does. */
    public ChildJvm(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new TrialException("could not start a JVM: " + failure.getMessage(), failure);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /** Says a line to the child. */
    public void tell(String order) {
        orders.println(order);
    }

    /**
     * Waits for a line.
     *
     * @param word all of that line
     * @param patience how long that may take
     * @param what it is for, and what the user can do about its length, in words that follow a time
     * @return the lines before it
     * @throws TrialTooSlowException when it does not come in time
     * @throws UnsupportedOperationException when the child says that it cannot run here
     * @throws TrialException when the child says that it failed, or ends
     */
    public List<String> await(String word, Duration patience, String what) {
        return within(patience, what, () -> {
            List<String> lines = new ArrayList<>();
            for (String line = read(); line != null; line = read()) {
                if (line.equals(word)) {
                    return lines;
                }
                lines.add(line);
            }
            throw new TrialException("its JVM ended: " + String.join(" / ", lines));
        });
    }

    /**
     * Tells the child that there is no more to do, and waits until it has ended.
     *
     * @return what it says until then
     * @throws TrialException as {@link #await}, and when the child ends with an exit code that is
     *     not 0
     */
    public List<String> end(Duration patience, String what) {
        orders.close();
        return within(patience, what, () -> {
            List<String> lines = new ArrayList<>();
            for (String line = read(); line != null; line = read()) {
                lines.add(line);
            }
            if (process.waitFor() != 0) {
                throw new TrialException("its JVM ended with exit code " + process.exitValue()
                        + (lines.isEmpty() ? "" : ": " + String.join(" / ", lines)));
            }
            return lines;
        });
    }

    /**
     * Kills the child, whatever it is doing, when it has said so many lines or that time has passed.
     *
     * @return what it said until it was dead, to the last line
     * @throws TrialException when it says before that it failed, or ends by itself
     */
    public List<String> killWhen(long lines, Duration time) {
        Thread executioner = Thread.ofVirtual().name("executioner").start(() -> {
            LockSupport.parkNanos(time.toNanos());
            kill();
        });
        try {
            return within(time.plus(DEATH), "to die", () -> {
                List<String> said = new ArrayList<>();
                for (String line = read(); line != null; line = read()) {
                    said.add(line);
                    if (said.size() == lines) {
                        kill();
                    }
                }
                if (process.waitFor() != KILLED) {
                    throw new TrialException("its JVM ended before it was killed, with exit code "
                            + process.exitValue() + ": " + String.join(" / ", said));
                }
                return said;
            });
        } finally {
            executioner.interrupt();
        }
    }

    /** By way of its handle: the process itself would close the pipe, with what is still in it. */
    private void kill() {
        boolean unused = process.toHandle().destroyForcibly();
    }

    private @Nullable String read() throws IOException {
        String line = answers.readLine();
        if (line != null && line.startsWith(ChildMain.FAILED)) {
            throw new TrialException(line.substring(ChildMain.FAILED.length()));
        }
        if (line != null && line.startsWith(ChildMain.UNAVAILABLE)) {
            throw new UnsupportedOperationException(line.substring(ChildMain.UNAVAILABLE.length()));
        }
        return line;
    }

    /** Reads on a thread of its own, for a read of a pipe cannot be told to give up. */
    private List<String> within(Duration patience, String what, Reading reading) {
        FutureTask<List<String>> task = new FutureTask<>(reading::lines);
        Thread.ofVirtual().name("child-answers").start(task);
        boolean answered = false;
        try {
            List<String> lines = task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            answered = true;
            return lines;
        } catch (TimeoutException late) {
            throw new TrialTooSlowException("it took longer than " + patience.toMillis() / 1e3 + " s " + what);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new TrialException("its JVM could not be read: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    @FunctionalInterface
    private interface Reading {
        List<String> lines() throws IOException, InterruptedException;
    }

    /** Kills the child, unless it has ended. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
