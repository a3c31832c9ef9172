package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many blocks a heap has handed out, and how many requests it could not serve: two words a stripe, on cache lines that its threads alone write.
 *
 * <p>Handing out is counted without an atomic operation, which would cost a fifth of it. Two threads of one stripe that count at the same time
 * lose one count of the two; one that is stopped in the middle of counting takes back what the others of its stripe counted meanwhile. Requests that
 * were not served are counted atomically.
 */
final class AllocationCounts {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Words of a stripe, and before the first and behind the last: two cache lines. */
    private static final int STRIDE = 16;

    /** The word, beside the first of a stripe, that counts requests which were not served. */
    private static final int FAILURES = 1;

    private final Stripes stripes;
    private final long[] words;

    AllocationCounts(Stripes stripes) {
        this.stripes = stripes;
        words = new long[(stripes.count() + 2) * STRIDE];
    }

    /** A block was handed out to a thread of a stripe. */
    void allocated(int stripe) {
        words[at(stripe)]++;
    }

    /** A request was not served. */
    void failed() {
        WORD.getAndAdd(words, at(stripes.mine()) + FAILURES, 1L);
    }

    private static int at(int stripe) {
        return (stripe + 1) * STRIDE;
    }

    long allocations() {
        return sum(0);
    }

    long failures() {
        return sum(FAILURES);
    }

    private long sum(int word) {
        long sum = 0;
        for (int stripe = 1; stripe <= stripes.count(); stripe++) {
            sum += (long) WORD.getOpaque(words, stripe * STRIDE + word);
        }
        return sum;
    }

    long byteSize() {
        return 8L * words.length;
    }
}
