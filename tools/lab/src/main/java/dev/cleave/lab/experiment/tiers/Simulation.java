package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.TierCosts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A store without bytes: drives a policy with a trace, does each move at once, and adds up what
 * that costs. At the beginning everything lies in the last tier. A move is charged to the access
 * that it follows: reading above or below, and writing on the other side; a clean object's demotion
 * is free, as the copy below still holds. One thread.
 */
final class Simulation {
    private final AccessTrace trace;
    private final List<TierCosts> tiers;
    private final PlacementPolicy policy;
    private final byte[] tierOf;
    private final boolean[] clean;
    private final long[] freeBytes;
    private final NanosTally tally = new NanosTally();
    private long movedBytes;
    private long hits;

    Simulation(AccessTrace trace, List<TierCosts> tiers, PlacementPolicy policy) {
        this.trace = trace;
        this.tiers = tiers;
        this.policy = policy;
        tierOf = new byte[trace.objects()];
        Arrays.fill(tierOf, (byte) (tiers.size() - 1));
        clean = new boolean[trace.objects()];
        freeBytes = tiers.stream().mapToLong(TierCosts::capacity).toArray();
        freeBytes[tiers.size() - 1] = Long.MAX_VALUE / 2;
    }

    /** Drives the policy with all accesses. */
    Outcome run() {
        for (int access = 0; access < trace.accesses(); access++) {
            tally.add(access(access));
        }
        return new Outcome(trace.accesses(), hits, movedBytes, tally.mean(), tally.quantile(0.99));
    }

    /** The nanoseconds of one access and of the moves that follow it. */
    double access(int access) {
        int object = trace.object(access);
        boolean write = trace.writes(access);
        long byteSize = trace.byteSize(object);
        TierCosts tier = tiers.get(tierOf[object]);
        hits += tierOf[object] == 0 ? 1 : 0;
        clean[object] &= !write;
        policy.accessed(object, byteSize, write);
        double nanos = write ? tier.writeNanos(byteSize) : tier.readNanos(byteSize);
        Optional<Move> move = policy.nextMove(Long.MAX_VALUE);
        while (move.isPresent()) {
            nanos += perform(move.get());
            move = policy.nextMove(Long.MAX_VALUE);
        }
        return nanos;
    }

    private double perform(Move move) {
        int object = Math.toIntExact(move.id());
        long byteSize = trace.byteSize(object);
        freeBytes[move.to()] -= byteSize;
        freeBytes[move.from()] += byteSize;
        if (tierOf[object] != move.from() || freeBytes[move.to()] < 0) {
            throw new IllegalStateException(policy.name() + " asks for " + move + ", which cannot be done");
        }
        boolean copied = move.promotes() || !clean[object];
        clean[object] = move.promotes() || clean[object];
        tierOf[object] = (byte) move.to();
        policy.placed(object, byteSize, move.to(), clean[object]);
        movedBytes += copied ? byteSize : 0;
        return copied ? tiers.get(move.from()).moveNanos(byteSize, tiers.get(move.to())) : 0;
    }
}
