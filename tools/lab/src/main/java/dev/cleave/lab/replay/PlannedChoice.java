package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.PlannedMemory;
import dev.cleave.lab.plan.TraceLifetimes;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.Pool;
import dev.cleave.plan.Plan;
import dev.cleave.plan.Planner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays from a plan: the trace is planned before it is played for the first time, and each pass
 * then repeats what was planned.
 */
public final class PlannedChoice {
    /** What {@code --allocator} calls it. */
    public static final String NAME = "planned";

    private static final long UNIT = 4096;

    private @Nullable Trace planned;
    private @Nullable Plan plan;

    private PlannedChoice() {}

    /** The choice; it keeps the plan of the trace that it was opened for last. */
    public static AllocatorChoice create() {
        PlannedChoice choice = new PlannedChoice();
        return new AllocatorChoice(NAME, false, PlannedChoice::refusal, choice::open);
    }

    private static Optional<String> refusal(Trace trace, ReplaySettings settings) {
        return settings.threads() > 1
                ? Optional.of("a plan is an order of allocations, and threads make another each time: ask --threads 1")
                : Optional.empty();
    }

    /** The plan's memory, and what is left of the region for what differs. */
    private ByteAllocator open(Trace trace, long regionBytes) {
        Plan known = plan;
        if (known == null || planned != trace) {
            known = new Planner().withAlignment(TraceLifetimes.usualAlignment(trace.kind()))
                    .plan(TraceLifetimes.of(trace));
            plan = known;
            planned = trace;
        }
        long capacity = Math.max(regionBytes, known.plannedBytes());
        return new PlannedMemory(
                Pool.builder().name(NAME).capacity(Math.ceilDiv(capacity, UNIT) * UNIT).purge(false).build(), known);
    }
}
