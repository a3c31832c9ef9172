package dev.cleave.lab.plan;

import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Planner;

/**
 * A recorded trace as a planner takes it: the block of a number is the allocation at that position.
 */
public final class TraceLifetimes {
    private TraceLifetimes() {}

    /**
     * The lifetimes of all blocks of a trace.
     *
     * @throws IllegalArgumentException where the trace has more allocations than a plan may have
     */
    public static Lifetimes of(Trace trace) {
        Lifetimes.Builder lifetimes = Lifetimes.builder();
        for (int event = 0; event < trace.events(); event++) {
            int block = trace.block(event);
            if (trace.allocates(event)) {
                lifetimes.allocate(trace.bytes(block));
            } else {
                lifetimes.free(block);
            }
        }
        return lifetimes.build();
    }

    /** What blocks of such traces are aligned to unless told: pages, or what Java's values need. */
    public static long usualAlignment(TraceKind kind) {
        return switch (kind) {
            case PAGES -> Trace.PAGE_BYTES;
            case HEAP -> Planner.USUAL_ALIGNMENT;
        };
    }
}
