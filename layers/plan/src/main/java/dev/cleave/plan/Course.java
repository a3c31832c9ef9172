package dev.cleave.plan;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a program has come in a plan, and which blocks are overdue: live, though the plan has
 * freed them by now.
 *
 * <p>Every live block in a place of the plan is either one that the plan too holds to be live at
 * this position, or overdue, or carried into this turn in a place that is its own. Places of the
 * first kind overlap no place that the plan gives out here. So the next place is free unless its
 * own slot is taken or an overdue block overlaps it: nothing is looked up while a program keeps to
 * its plan.
 *
 * <p>Cost: constant for each step, amortised over a turn, and a logarithm of the overdue blocks
 * while there are any. Not safe for use by several threads at once.
 */
final class Course {
    private final Plan plan;
    private final Lifetimes lifetimes;
    private final PlaceTable places;
    private final int[] ending;
    private final int[] firstEnding;
    private final TreeMap<Long, Integer> overdue = new TreeMap<>();
    private int position;
    private long turns;

    Course(Plan plan, PlaceTable places) {
        this.plan = plan;
        this.places = places;
        lifetimes = plan.lifetimes();
        int count = lifetimes.count();
        firstEnding = new int[count + 2];
        for (int each = 0; each < count; each++) {
            if (lifetimes.end(each) <= count) {
                firstEnding[lifetimes.end(each) + 1]++;
            }
        }
        for (int time = 0; time <= count; time++) {
            firstEnding[time + 1] += firstEnding[time];
        }
        ending = new int[firstEnding[count + 1]];
        int[] filled = Arrays.copyOf(firstEnding, count + 1);
        for (int each = 0; each < count; each++) {
            if (lifetimes.end(each) <= count) {
                ending[filled[lifetimes.end(each)]++] = each;
            }
        }
    }

    /** The position of the allocation that the plan expects next. */
    int position() {
        return position;
    }

    /** How often the end of the plan was passed. */
    long turns() {
        return turns;
    }

    int overdueBlocks() {
        return overdue.size();
    }

    /** Whether nothing lives where the plan has the next block. */
    boolean isFree() {
        if (places.tenant(position) != PlaceTable.NOBODY) {
            return false;
        }
        if (overdue.isEmpty()) {
            return true;
        }
        long offset = plan.offset(position);
        Map.@Nullable Entry<Long, Integer> below = overdue.floorEntry(offset);
        if (below != null && below.getKey() + lifetimes.bytes(below.getValue()) > offset) {
            return false;
        }
        Long above = overdue.ceilingKey(offset);
        return above == null || above >= offset + lifetimes.bytes(position);
    }

    /** The block at an offset is freed. */
    void left(long offset) {
        if (!overdue.isEmpty()) {
            overdue.remove(offset);
        }
    }

    /** Goes on to the next position. */
    void step() {
        position++;
        become(position);
        if (position == lifetimes.count()) {
            position = 0;
            turns++;
            become(0);
        }
    }

    /** Goes on to a position, through all that lie between: to the same one, nowhere. */
    void goTo(int target) {
        while (position != target) {
            step();
        }
    }

    /** What ends at a time and is live still is overdue from now on. */
    private void become(int time) {
        for (int each = firstEnding[time]; each < firstEnding[time + 1]; each++) {
            int block = ending[each];
            if (places.tenant(block) == block) {
                overdue.put(plan.offset(block), block);
            }
        }
    }

    long metadataBytes() {
        return ((long) ending.length + firstEnding.length) * Integer.BYTES;
    }
}
