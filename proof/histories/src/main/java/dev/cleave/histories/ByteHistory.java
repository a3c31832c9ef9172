package dev.cleave.histories;

import java.util.ArrayList;
import java.util.List;

/**
 * Choices read from bytes. Each takes as few bytes as its range needs, the highest first. Behind
 * the last byte every choice is the first of its range, so any bytes are a legal history, and one
 * that was cut stays legal.
 *
 * <p>One thread's.
 */
public final class ByteHistory {
    private final byte[] bytes;
    private final List<Object> told = new ArrayList<>();
    private int at;

    private ByteHistory(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The history that these bytes say. */
    public static ByteHistory of(byte[] bytes) {
        return new ByteHistory(bytes.clone());
    }

    /** Whether there are bytes left: a test goes on for as long. */
    public boolean hasMore() {
        return at < bytes.length;
    }

    /**
     * A number from 0 to before a bound.
     *
     * @param bound 1 or more
     */
    public long below(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("a number below " + bound + ": the bound must be 1 or more");
        }
        long number = 0;
        for (long rest = bound - 1; rest > 0; rest >>>= Byte.SIZE) {
            number = number << Byte.SIZE | next();
        }
        return Long.remainderUnsigned(number, bound);
    }

    /** As {@link #below(long)}, for an index. */
    public int below(int bound) {
        return (int) below((long) bound);
    }

    /** A number from one to another, both of them included. */
    public int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** One of two. */
    public boolean flag() {
        return below(2) == 1;
    }

    /** One of these: what stands twice is chosen twice as often. */
    @SafeVarargs
    public final <E> E oneOf(E... choices) {
        return choices[below(choices.length)];
    }

    /** Says a step that is taken, for the report of a failure: answers it. */
    public <E> E tell(E step) {
        told.add(step);
        return step;
    }

    /** What was told, the first first. */
    public List<Object> told() {
        return List.copyOf(told);
    }

    private int next() {
        return at < bytes.length ? Byte.toUnsignedInt(bytes[at++]) : 0;
    }
}
