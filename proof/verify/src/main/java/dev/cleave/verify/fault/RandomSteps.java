package dev.cleave.verify.fault;

import java.util.SplittableRandom;

/** Some steps fail, one in so many, drawn from a seed. */
public final class RandomSteps implements StepPlan {
    private final SplittableRandom random;
    private final int allocationsPerFailure;
    private final int callsPerFailure;
    private final long[] failures = new long[StepKind.values().length];

    /** A plan; of each kind one step in so many fails, in the long run. */
    public RandomSteps(long seed, int allocationsPerFailure, int callsPerFailure) {
        random = new SplittableRandom(seed);
        this.allocationsPerFailure = allocationsPerFailure;
        this.callsPerFailure = callsPerFailure;
    }

    @Override
    public boolean fails(StepKind kind, String place) {
        int rate = kind == StepKind.ALLOCATION ? allocationsPerFailure : callsPerFailure;
        boolean fails = random.nextInt(rate) == 0;
        if (fails) {
            failures[kind.ordinal()]++;
        }
        return fails;
    }

    /** How many steps of a kind have failed. */
    public long failures(StepKind kind) {
        return failures[kind.ordinal()];
    }
}
