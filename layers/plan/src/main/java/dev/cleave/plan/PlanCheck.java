package dev.cleave.plan;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks places against lifetimes, by going through the sequence as a program would: no two blocks
 * that live together overlap, every place is aligned and lies within the height. It shares nothing
 * with what makes plans. What a cycle carries into its next turn must have a place of its own.
 *
 * <p>Cost: n log n.
 */
final class PlanCheck {
    private static final int NONE = -1;

    private final Lifetimes lifetimes;
    private final long[] offsets;
    private final TreeMap<Long, Integer> live = new TreeMap<>();

    private PlanCheck(Lifetimes lifetimes, long[] offsets) {
        this.lifetimes = lifetimes;
        this.offsets = offsets;
    }

    /**
     * What is wrong with these places, in words, if anything is.
     *
     * @param offsets in bytes, {@link Plan#NO_PLACE} for what has none
     */
    static Optional<String> fault(Lifetimes lifetimes, long[] offsets, long alignment, long height) {
        for (int position = 0; position < offsets.length; position++) {
            long offset = offsets[position];
            if (lifetimes.outlives(position) ? offset != Plan.NO_PLACE : offset < 0) {
                return Optional.of("allocation " + position + " is at " + offset + ": it "
                        + (lifetimes.outlives(position) ? "outlives its turn, and can have no place" : "has no place"));
            }
            if (offset >= 0 && (offset % alignment != 0 || offset > height - lifetimes.bytes(position))) {
                return Optional.of("allocation " + position + " of " + lifetimes.bytes(position) + " bytes is at "
                        + offset + ": must be a multiple of " + alignment + ", and end within " + height);
            }
        }
        return Optional.ofNullable(new PlanCheck(lifetimes, offsets).overlap());
    }

    private @Nullable String overlap() {
        int count = lifetimes.count();
        int[] lastEnding = new int[count + 1];
        int[] endingBefore = new int[count];
        Arrays.fill(lastEnding, NONE);
        for (int position = 0; position < count; position++) {
            if (lifetimes.isCarried(position)) {
                String fault = allocate(position);
                if (fault != null) {
                    return fault;
                }
            } else if (!lifetimes.outlives(position)) {
                endingBefore[position] = lastEnding[lifetimes.end(position)];
                lastEnding[lifetimes.end(position)] = position;
            }
        }
        return turn(lastEnding, endingBefore);
    }

    private @Nullable String turn(int[] lastEnding, int[] endingBefore) {
        for (int position = 0; position < lifetimes.count(); position++) {
            for (int over = lastEnding[position]; over != NONE; over = endingBefore[over]) {
                live.remove(offsets[over]);
            }
            if (lifetimes.end(position) <= lifetimes.count()) {
                String fault = allocate(position);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }

    private @Nullable String allocate(int position) {
        long offset = offsets[position];
        Map.@Nullable Entry<Long, Integer> below = live.floorEntry(offset);
        Map.@Nullable Entry<Long, Integer> above = live.ceilingEntry(offset);
        if (below != null && below.getKey() + lifetimes.bytes(below.getValue()) > offset) {
            return overlap(below.getValue(), position);
        }
        if (above != null && offset + lifetimes.bytes(position) > above.getKey()) {
            return overlap(above.getValue(), position);
        }
        live.put(offset, position);
        return null;
    }

    private String overlap(int one, int other) {
        return "allocations %d (%d bytes at %d) and %d (%d bytes at %d) live together and overlap".formatted(
                one, lifetimes.bytes(one), offsets[one], other, lifetimes.bytes(other), offsets[other]);
    }
}
