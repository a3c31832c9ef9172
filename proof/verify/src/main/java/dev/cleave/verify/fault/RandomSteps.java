package dev.cleave.verify.fault;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Some steps fail, one in so many, and at some accesses the thread stops for a while, all drawn from a seed. */
public final class RandomSteps implements StepPlan {
    private final SplittableRandom random;
    private final Rates rates;
    private final long[] failures = new long[StepKind.values().length];
    private long stops;

    /**
     * How often.
     *
     * @param allocationsPerFailure one allocation in so many fails, in the long run
     * @param callsPerFailure one system call in so many
     * @param accessesPerStop before one atomic access in so many the thread stops
     * @param mostStopNanos for so long at most
     */
    public record Rates(int allocationsPerFailure, int callsPerFailure, int accessesPerStop, int mostStopNanos) {}

    /** A plan. */
    public RandomSteps(long seed, Rates rates) {
        random = new SplittableRandom(seed);
        this.rates = rates;
    }

    @Override
    public boolean fails(StepKind kind, String place) {
        int rate = kind == StepKind.ALLOCATION ? rates.allocationsPerFailure : rates.callsPerFailure;
        boolean fails = random.nextInt(rate) == 0;
        if (fails) {
            failures[kind.ordinal()]++;
        }
        return fails;
    }

    @Override
    public void beforeAccess() {
        if (random.nextInt(rates.accessesPerStop) == 0) {
            stops++;
            stop(1 + random.nextInt(rates.mostStopNanos));
        }
    }

    /** Also a thread that was interrupted stops so long. */
    private static void stop(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            Thread.onSpinWait();
        }
    }

    /** How many steps of a kind have failed. */
    public long failures(StepKind kind) {
        return failures[kind.ordinal()];
    }

    /** How often the thread was stopped. */
    public long stops() {
        return stops;
    }
}
