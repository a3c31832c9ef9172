package dev.cleave.memory;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many units may be freed before somebody looks how much is free: each stripe of threads has a share of its own, so that counting costs an
 * addition on a cache line that few others write.
 *
 * <pre>
 *   lane   [ units freed so far | look when so many are | as many were at the last note ]     two cache lines for each stripe
 * </pre>
 *
 * <p>Who must see what: whoever notes what was freed so far sees as free all that was counted by then. So a unit is counted after it
 * was freed, and what is not seen yet is counted against the next allowance.
 */
final class FreeingAllowance {
    private static final int STRIDE = 16;
    private static final int DUE = 1;
    private static final int NOTED = 2;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final Stripes stripes;
    private final long[] words;

    /** Nothing may be freed before the first look. */
    FreeingAllowance(Stripes stripes) {
        this.stripes = stripes;
        words = new long[(stripes.count() + 1) * STRIDE];
    }

    private static int lane(int stripe) {
        return (stripe + 1) * STRIDE;
    }

    /** Counts units that the caller has freed; answers whether its stripe has freed more than it may. Any thread may. */
    boolean spend(long units) {
        int lane = lane(stripes.mine());
        long freed = (long) WORD.getAndAdd(words, lane, units) + units;
        return freed > (long) WORD.getOpaque(words, lane + DUE);
    }

    /** Notes how much was freed so far. One thread at a time. */
    void note() {
        for (int lane = STRIDE; lane < words.length; lane += STRIDE) {
            words[lane + NOTED] = (long) WORD.getVolatile(words, lane);
        }
    }

    /** From the last note on so many units may be freed: half of them by the caller's stripe, the others by all. The thread that noted. */
    void renew(long units) {
        int mine = lane(stripes.mine());
        for (int lane = STRIDE; lane < words.length; lane += STRIDE) {
            long share = units / 2 / (lane == mine ? 1 : stripes.count());
            WORD.setOpaque(words, lane + DUE, words[lane + NOTED] + share);
        }
    }

    long byteSize() {
        return 8L * words.length;
    }
}
