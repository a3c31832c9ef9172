package dev.cleave.cli.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * A thread that replaces blocks, with so much work between two replacements that it makes a given
 * number of events in a second of its processor time while nobody observes it: an allocation is one
 * event, a free another. It runs until it is told to end.
 */
final class ObservedLoad implements Runnable {
    private static final int LIVE = 4096;
    private static final int MOST_BYTES = 1 << 14;
    private static final int EVENTS_A_REPLACEMENT = 2;
    private static final int REPLACEMENTS_BETWEEN_LOOKS = 1000;
    private static final int CALIBRATIONS = 12;
    private static final long CALIBRATION_NANOS = 100_000_000;
    private static final int MOST_WORK = 1 << 24;
    private static final VarHandle EVENTS;

    static {
        try {
            EVENTS = MethodHandles.lookup().findVarHandle(ObservedLoad.class, "events", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Allocations allocations;
    private final double nanosAReplacement;
    private final Random random;
    private final long[] live = new long[LIVE];
    private long events;
    private int work;
    private long sum;
    private volatile boolean calibrated;
    private volatile boolean ended;

    /** @param rate events in a second of processor time */
    ObservedLoad(Allocations allocations, double rate, long seed) {
        this.allocations = allocations;
        nanosAReplacement = EVENTS_A_REPLACEMENT * 1e9 / rate;
        random = new Random(seed);
    }

    @Override
    public void run() {
        for (int each = 0; each < CALIBRATIONS && !ended; each++) {
            calibrate();
        }
        calibrated = true;
        while (!ended) {
            replace();
        }
        for (long each : live) {
            if (each != 0) {
                allocations.free(each);
            }
        }
    }

    /** Closer to the rate, by what a replacement took and the work that was in it. */
    private void calibrate() {
        long began = processorNanos();
        long eventsBefore = events;
        long now = began;
        while (now - began < CALIBRATION_NANOS && !ended) {
            replace();
            now = processorNanos();
        }
        double took = (now - began) * (double) EVENTS_A_REPLACEMENT / Math.max(1, events - eventsBefore);
        double nanosARound = nanosARound();
        work = Math.clamp(Math.round(work + (nanosAReplacement - took) / nanosARound), 0, MOST_WORK);
    }

    private double nanosARound() {
        int rounds = 1 << 20;
        long began = processorNanos();
        work(rounds);
        return Math.max(1, processorNanos() - began) / (double) rounds;
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void replace() {
        for (int each = 0; each < REPLACEMENTS_BETWEEN_LOOKS; each++) {
            int index = random.nextInt(LIVE);
            if (live[index] != 0) {
                allocations.free(live[index]);
            }
            live[index] = allocations.allocate(1 + random.nextInt(MOST_BYTES));
            work(work);
        }
        EVENTS.setOpaque(this, events + (long) REPLACEMENTS_BETWEEN_LOOKS * EVENTS_A_REPLACEMENT);
    }

    /** Each round waits for the one before. */
    private void work(int rounds) {
        long value = sum;
        for (int round = 0; round < rounds; round++) {
            value = value * 0x9E3779B97F4A7C15L + round;
        }
        sum = value;
    }

    /** Events so far: any thread may ask. */
    long events() {
        return (long) EVENTS.getOpaque(this);
    }

    /** Whether it runs at its rate. */
    boolean isCalibrated() {
        return calibrated;
    }

    void end() {
        ended = true;
    }
}
