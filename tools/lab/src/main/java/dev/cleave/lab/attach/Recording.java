package dev.cleave.lab.attach;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Records what a JVM does with its pools into a trace.
 *
 * @param target the JVM
 * @param wanted blocks or allocations
 * @param pool the name of the pool of which the trace is to be; empty for all of them
 * @param time how long, from the first event; empty until it is stopped or the JVM ends
 */
public record Recording(Target target, Wanted wanted, Optional<String> pool, Optional<Duration> time) {
    /** A JVM that tells nothing for so long is not asked any more. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private static final long MILLIS_BETWEEN_LOOKS = 50;

    /** Refuses what no trace can be made of. */
    public Recording {
        if (!wanted.isSeamless()) {
            throw new IllegalArgumentException(wanted + ": must be " + Wanted.BLOCKS + " or " + Wanted.ALLOCATIONS);
        }
    }

    /**
     * What came of it.
     *
     * @param ended whether the JVM ended, or closed its socket, before the time was over
     */
    public record Result(RecordingSummary summary, boolean ended) {}

    /**
     * Records until the time is over, it is to be stopped, or the JVM ends, and writes the trace,
     * which appears in one step. Of a JVM that ends without notice, what it told up to about a
     * second before is in it.
     *
     * @param output compressed where its name ends in {@code .gz}
     * @param replace whether an existing file is replaced
     * @param begun is run when the recording has begun
     * @param stopped asked now and then whether it is to be stopped
     * @throws NotWatchableException where the JVM cannot be watched
     * @throws MalformedTraceException where there is nothing that a trace could be made of
     * @throws IOException where the trace, or what is to be in it, cannot be written; nothing is
     *     left behind
     */
    public Result into(Path output, boolean replace, Runnable begun, BooleanSupplier stopped)
            throws MalformedTraceException, IOException, InterruptedException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("is no name of a file");
        }
        try (RecordingSpool spool = RecordingSpool.in(folder, target.toString())) {
            boolean ended = watch(spool, begun, stopped);
            RecordingSummary summary = TraceFile.write(output, replace,
                    stream -> RecordedTrace.write(spool, pool.orElse(null), stream));
            return new Result(summary, ended);
        }
    }

    /** Answers whether the JVM ended first. */
    private boolean watch(RecordingSpool spool, Runnable begun, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        try (Watch watch = target.watch(wanted, spool)) {
            awaitBegin(watch, spool, stopped);
            begun.run();
            long end = System.nanoTime() + time.map(Duration::toNanos).orElse(0L);
            while (!watch.isOver() && !stopped.getAsBoolean() && (time.isEmpty() || System.nanoTime() < end)) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
            }
            boolean ended = watch.isOver();
            watch.stop();
            return ended;
        }
    }

    private void awaitBegin(Watch watch, RecordingSpool spool, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_SILENCE.toNanos();
        while (!spool.hasBegun() && !stopped.getAsBoolean()) {
            if (watch.isOver()) {
                watch.stop();
                throw new NotWatchableException(target + " ended before it told anything");
            }
            if (System.nanoTime() > end) {
                throw new NotWatchableException(target + " told nothing for " + LONGEST_SILENCE.toSeconds()
                        + " seconds: its Flight Recorder may be switched off, or the JVM stopped");
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }
}
