package dev.cleave.page;

import dev.cleave.buddy.BuddySpace;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** What each of some adjacent units of a space is. */
final class Frames {
    /** The most units that are told at once. */
    static final int MOST = 1 << 16;

    /** Free. */
    static final byte FREE = 0;

    /** The first unit of a block. */
    static final byte FIRST = 1;

    /** A unit of a block behind the first. */
    static final byte REST = 2;

    /** Neither: kept for the next request, or in somebody's hands just now. */
    static final byte HELD = 3;

    /** So far back a block is looked for that reaches into the range. */
    private static final long FARTHEST_BACK = 1 << 20;

    private final long from;
    private final byte[] states;

    private Frames(long from, byte[] states) {
        this.from = from;
        this.states = states;
    }

    /**
     * The units of a space. Cost: a read for each unit, and for some before them.
     *
     * @param count at most {@value #MOST}
     */
    static Frames of(BuddySpace space, long from, int count) {
        byte[] states = new byte[count];
        Arrays.fill(states, HELD);
        space.forEachFreeRun(from, from + count, (offset, length) -> Arrays.fill(states, (int) (offset - from),
                (int) (offset - from + length), FREE));
        long[] before = blockAround(space, from);
        if (before.length > 0) {
            Arrays.fill(states, 0, (int) Math.min(count, before[0] + before[1] - from), REST);
            if (before[0] == from) {
                states[0] = FIRST;
            }
        }
        space.forEachBlock(from, from + count, (offset, units) -> {
            int at = (int) (offset - from);
            Arrays.fill(states, at, (int) Math.min(count, at + units), REST);
            states[at] = FIRST;
        });
        return new Frames(from, states);
    }

    /** Offset and length of the block that covers a unit; empty where none does. */
    static long[] blockAround(BuddySpace space, long unit) {
        long[] last = {-1, 0};
        for (long back = 64; last[0] < 0; back *= 16) {
            long start = Math.max(0, unit + 1 - back);
            space.forEachBlock(start, unit + 1, (offset, units) -> {
                last[0] = offset;
                last[1] = units;
            });
            if (start == 0 || back >= FARTHEST_BACK * 16) {
                break;
            }
        }
        return last[0] >= 0 && last[0] + last[1] > unit ? last : new long[0];
    }

    byte state(int index) {
        return states[index];
    }

    /** For the page: bytes as base 64. */
    Map<String, Object> json() {
        return Json.object("from", from, "count", states.length,
                "states", Base64.getEncoder().encodeToString(states),
                "names", new String[] {"free", "block begins", "block goes on", "held in a magazine"});
    }
}
