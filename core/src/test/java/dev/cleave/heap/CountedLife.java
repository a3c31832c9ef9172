package dev.cleave.heap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the slots that are alive, and fails when it is told to. */
final class CountedLife implements SlotLife {
    /** Starts of runs of slots that were constructed and destructed, in order. */
    final List<Long> destructed = new ArrayList<>();

    int alive;

    @Nullable
    Error failsToConstruct;

    @Nullable
    Error failsToDestruct;

    @Override
    public String owner() {
        return "counted";
    }

    @Override
    public void construct(long start, int slots) {
        if (failsToConstruct != null) {
            throw failsToConstruct;
        }
        alive += slots;
    }

    @Override
    public void destruct(long start, int slots) {
        alive -= slots;
        destructed.add(start);
        if (failsToDestruct != null) {
            throw failsToDestruct;
        }
    }
}
