package dev.cleave.verify.fault;

import java.util.ArrayList;
import java.util.List;

/** The n-th step of one kind fails, and no other. */
public final class NthStep implements StepPlan {
    private final StepKind kind;
    private final List<String> places = new ArrayList<>();
    private final int number;

    /**
     * A plan.
     *
     * @param number from 1
     */
    public NthStep(StepKind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    @Override
    public boolean fails(StepKind step, String place) {
        if (step != kind) {
            return false;
        }
        places.add(place);
        return places.size() == number;
    }

    /** Whether there were as many steps: otherwise none failed. */
    public boolean isReached() {
        return places.size() >= number;
    }

    /** Where the step was that failed. */
    public String place() {
        return places.get(number - 1);
    }
}
