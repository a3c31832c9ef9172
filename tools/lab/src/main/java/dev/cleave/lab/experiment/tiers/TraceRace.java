package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.experiment.TierRace.Latency;
import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.lab.trace.Trace;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.util.List;
import java.util.stream.Stream;

/** All policies on one trace: what they take, beside the bound. One thread. */
final class TraceRace {
    private final AccessTrace trace;
    private final Histories histories;
    private final List<PolicyKind> policies;
    private final Latency near;
    private final Latency far;

    TraceRace(AccessTrace trace, List<PolicyKind> policies, Latency near, Latency far) {
        this.trace = trace;
        this.policies = policies;
        this.near = near;
        this.far = far;
        histories = new Histories(trace);
    }

    /** A cell for each policy, and one for {@link Belady}, which knows the trace. */
    List<Cell> run(double share) {
        long capacity = Math.max(1, Math.round(share * trace.footprint()));
        List<TierCosts> tiers = List.of(costs(near, capacity), costs(far, trace.footprint()));
        double bound = new ClairvoyantBound(trace, histories, tiers.getFirst(), tiers.getLast()).meanNanos();
        PlacementPolicy belady = new Belady(trace, histories, tiers.getFirst(), tiers.getLast());
        return Stream.concat(policies.stream().map(policy -> policy.open(tiers)), Stream.of(belady))
                .map(policy -> cell(policy.name(), share, new Simulation(trace, tiers, policy).run(), bound))
                .toList();
    }

    private Cell cell(String policy, double share, Outcome outcome, double bound) {
        return new Cell(Trace.shortName(trace.name()), policy, share,
                Math.round(outcome.hitShare() * 10_000) / 10_000.0, outcome.movedBytes(), tenths(outcome.meanNanos()),
                tenths(outcome.p99Nanos()), tenths(bound));
    }

    private static TierCosts costs(Latency latency, long capacity) {
        return new TierCosts(capacity, latency.accessNanos(), latency.readNanosPerByte(),
                latency.writeNanosPerByte());
    }

    private static double tenths(double nanos) {
        return Math.round(nanos * 10) / 10.0;
    }
}
