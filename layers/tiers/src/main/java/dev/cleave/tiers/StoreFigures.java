package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/** What a store tells of itself: its objects, what each tier holds, where one object is and why. */
final class StoreFigures {
    private final HandleTable table;
    private final TierStack tiers;
    private final ObjectMoves moves;
    private final Governor governor;

    StoreFigures(HandleTable table, TierStack tiers, ObjectMoves moves, Governor governor) {
        this.table = table;
        this.tiers = tiers;
        this.moves = moves;
        this.governor = governor;
    }

    // --------------------------------------------------------------------------------------------------------- objects

    /** Visits each object; those that come or go meanwhile may be left out. */
    void forEach(LongConsumer visitor) {
        forEach(table, visitor);
    }

    /** Visits the objects of a table. */
    static void forEach(HandleTable table, LongConsumer visitor) {
        long used = table.usedSlots();
        for (long slot = 0; slot < used; slot++) {
            long handle = table.handleIn(slot);
            if (handle != 0) {
                visitor.accept(handle);
            }
        }
    }

    /** Visits those that are in one tier and have no copy elsewhere. */
    void forEachOnlyIn(int tier, LongConsumer visitor) {
        Objects.checkIndex(tier, tiers.count());
        forEach(handle -> {
            if (Places.tier(table.address(handle)) == tier && table.other(handle) == Places.NONE) {
                visitor.accept(handle);
            }
        });
    }

    // ----------------------------------------------------------------------------------------------------------- tiers

    /** What each tier holds. */
    List<TierUsage> usage() {
        long[] objects = new long[tiers.count()];
        long[] objectBytes = new long[tiers.count()];
        long[] copies = new long[tiers.count()];
        long[] copyBytes = new long[tiers.count()];
        forEach(handle -> {
            add(table.address(handle), table.byteSize(handle), objects, objectBytes);
            add(table.other(handle), table.byteSize(handle), copies, copyBytes);
        });
        List<TierUsage> usage = new ArrayList<>();
        for (int tier = 0; tier < tiers.count(); tier++) {
            usage.add(new TierUsage(tiers.name(tier), tiers.tier(tier).capacity(), tiers.tier(tier).usedBytes(),
                    objects[tier], objectBytes[tier], copies[tier], copyBytes[tier]));
        }
        return usage;
    }

    private static void add(long place, long byteSize, long[] counts, long[] bytes) {
        if (place != Places.NONE) {
            counts[Places.tier(place)]++;
            bytes[Places.tier(place)] += byteSize;
        }
    }

    /** How full each tier is, for whoever is refused. */
    String room() {
        List<String> each = new ArrayList<>();
        for (int tier = 0; tier < tiers.count(); tier++) {
            each.add(tiers.name(tier) + " uses " + tiers.tier(tier).usedBytes() + " of "
                    + tiers.tier(tier).capacity());
        }
        return String.join(", ", each);
    }

    // ------------------------------------------------------------------------------------------------------ one object

    /** Where an object is, and why. */
    Explanation explain(long handle) {
        long word = table.stateOf(handle);
        long byteSize = table.byteSize(handle);
        long copy = table.other(handle);
        Governor.Thought thought = governor.thought(handle, byteSize);
        return new Explanation(handle, byteSize, moves.context(handle),
                tiers.name(Places.tier(table.address(handle))),
                copy == Places.NONE ? "" : tiers.name(Places.tier(copy)),
                HandleWord.pins(word), HandleWord.longPins(word), thought.standing().heat(),
                thought.standing().savedNanos(), thought.standing().costNanos(), thought.standing().reason(),
                thought.decision() == null ? "" : describe(thought.decision()));
    }

    private String describe(Decisions.Decision decision) {
        return "%s asked for a move from %s to %s, saving %.1f ns at a cost of %.1f ns: %s".formatted(
                governor.policyName(), tiers.name(decision.move().from()), tiers.name(decision.move().to()),
                decision.move().savedNanos(), decision.move().costNanos(), decision.outcome().words());
    }
}
