package dev.cleave.lab.experiment.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cleave.objects.ObjectSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** A thread that reads objects which live as long as it does, and keeps how long each read took. */
final class PauseReader implements AutoCloseable {
    private static final double PERCENTILE = 99.99;
    private static final int DIGITS = 3;
    private static final long MOST_NANOS = 3_600_000_000_000L;

    private final ObjectSpace space;
    private final long[] handles;
    private final int byteSize;
    private final Histogram nanos = new Histogram(MOST_NANOS, DIGITS);
    private final Thread thread;
    private volatile boolean over;
    private volatile boolean torn;

    /** Reads objects of so many bytes, each filled with the low byte of its index, from now on. */
    PauseReader(ObjectSpace space, long[] handles, int byteSize, long seed) {
        this.space = space;
        this.handles = handles;
        this.byteSize = byteSize;
        thread = Thread.ofPlatform().daemon().name("reader").unstarted(() -> run(new SplittableRandom(seed)));
        thread.start();
    }

    private void run(SplittableRandom random) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(byteSize);
            while (!over) {
                int chosen = random.nextInt(handles.length);
                long begin = System.nanoTime();
                space.read(handles[chosen], 0, target, 0, byteSize);
                nanos.recordValue(Math.min(MOST_NANOS, System.nanoTime() - begin));
                torn |= target.get(JAVA_BYTE, random.nextInt(byteSize)) != (byte) chosen;
            }
        }
    }

    /** Ends the reading. */
    @Override
    public void close() {
        over = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The time that all but one in ten thousand reads took at most; once it is closed. */
    long p9999Nanos() {
        return nanos.getValueAtPercentile(PERCENTILE);
    }

    /** Reads that were timed. */
    long reads() {
        return nanos.getTotalCount();
    }

    /** Whether a read saw what was not the object's. */
    boolean isTorn() {
        return torn;
    }
}
