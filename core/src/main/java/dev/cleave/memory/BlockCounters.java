package dev.cleave.memory;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How many blocks a pool handed out and took back, counted by stripes of threads without atomics:
 * two threads of one stripe that count at the very same time count once. Any thread may call
 * anything.
 *
 * <pre>
 *   lane   [ handed out | taken back ]     two cache lines
 * </pre>
 */
final class BlockCounters {
    private static final int STRIDE_SHIFT = 4;
    private static final int TAKEN_BACK = 1;

    /** So many stripes that two running threads rarely share one. */
    private static final int STRIPES = 64;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final Stripes stripes;

    /** What counts the same once more; null for nobody. */
    private final @Nullable BlockCounters total;

    private final long[] words = new long[STRIPES + 1 << STRIDE_SHIFT];

    /** @param like what the space spreads threads over: counters ask the same chooser */
    BlockCounters(Stripes like) {
        this(like, null);
    }

    /** @param total counts all that this one counts too: a pool's, of which this is a child's */
    BlockCounters(Stripes like, @Nullable BlockCounters total) {
        stripes = like.withCount(STRIPES);
        this.total = total;
    }

    void countHandedOut() {
        count(0);
    }

    void countTakenBack() {
        count(TAKEN_BACK);
    }

    private void count(int which) {
        if (total != null) {
            total.count(which);
        }
        int word = (stripes.mine() + 1 << STRIDE_SHIFT) + which;
        WORD.setOpaque(words, word, (long) WORD.getOpaque(words, word) + 1);
    }

    long handedOut() {
        return sum(0);
    }

    long takenBack() {
        return sum(TAKEN_BACK);
    }

    private long sum(int which) {
        long sum = 0;
        for (int lane = 1; lane <= STRIPES; lane++) {
            sum += (long) WORD.getOpaque(words, (lane << STRIDE_SHIFT) + which);
        }
        return sum;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) words.length * Long.BYTES;
    }
}
