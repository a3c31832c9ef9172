package dev.cleave.tiers;

import dev.cleave.tiers.policy.Move;
import org.jspecify.annotations.Nullable;

/** The last moves that the policy asked for, and what became of each. For one thread at a time. */
final class Decisions {
    private static final int REMEMBERED = 1 << 12;

    private final @Nullable Decision[] ring = new @Nullable Decision[REMEMBERED];
    private int next;

    /** A move, and what became of it. */
    record Decision(Move move, Outcome outcome) {}

    void add(Move move, Outcome outcome) {
        ring[next] = new Decision(move, outcome);
        next = next + 1 & REMEMBERED - 1;
    }

    /** The last one that was about an object, or null where none of those that are remembered was. */
    @Nullable
    Decision last(long handle) {
        for (int back = 1; back <= REMEMBERED; back++) {
            Decision decision = ring[next - back & REMEMBERED - 1];
            if (decision == null || decision.move().id() == handle) {
                return decision;
            }
        }
        return null;
    }
}
