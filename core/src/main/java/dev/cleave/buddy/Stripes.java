package dev.cleave.buddy;

import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A few lanes over which threads are spread, so that two threads rarely meet on one cache line. A stripe is no property of
 * a thread: any thread may use any stripe at any time, and nothing is left behind when a thread ends.
 *
 * <p>Threads are told apart by their ids unless a <em>chooser</em> says otherwise; one by processor may answer another stripe from one
 * call to the next. Whoever needs the same stripe twice asks once and keeps the answer.
 *
 * <p>Immutable. Any thread may ask. Cost: that of a thread's id, or of the chooser.
 */
public final class Stripes {
    /** The most stripes that there can be. */
    public static final int MOST = 1024;

    private final int mask;
    private final @Nullable IntSupplier chooser;

    private Stripes(int count, @Nullable IntSupplier chooser) {
        if (count < 1 || count > MOST || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(
                    count + " stripes: allowed are powers of two from 1 to " + MOST);
        }
        this.mask = count - 1;
        this.chooser = chooser;
    }

    /** So many stripes, a power of two from 1 to {@link #MOST}, for threads by their ids. */
    public static Stripes of(int count) {
        return new Stripes(count, null);
    }

    /** Stripes for the processors of this machine, at least twice as many, for threads by their ids. */
    public static Stripes usual() {
        return of(Math.min(MOST, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors())));
    }

    /** As many stripes, chosen by someone else: any int, of which the low bits count. It may be asked by many threads at once. */
    public Stripes chosenBy(IntSupplier newChooser) {
        return new Stripes(mask + 1, Objects.requireNonNull(newChooser, "chooser"));
    }

    /** So many stripes, a power of two from 1 to {@link #MOST}, with the same chooser. */
    public Stripes withCount(int count) {
        return new Stripes(count, chooser);
    }

    /** How many there are: a power of two. */
    public int count() {
        return mask + 1;
    }

    /** The caller's stripe now, from 0 to {@link #count()} - 1. */
    public int mine() {
        int chosen = chooser == null ? (int) Thread.currentThread().threadId() : chooser.getAsInt();
        return chosen & mask;
    }
}
