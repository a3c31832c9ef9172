package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one child of a pool holds, in units, and the most that it may hold. Every block of a child
 * is charged here before it is looked for, and credited after it was given back. Any thread may
 * call anything; a charge and a credit are one compare-and-set or addition each, and make no Java
 * object.
 *
 * <pre>
 *   word   [ closed: 1 bit | units held: 63 bits ]
 * </pre>
 *
 * <p>The cap is exact: nobody holds more than it allows, also where it is lowered. Being closed lies in the same
 * word: a closing that succeeds found nothing held, and no charge succeeds after it.
 */
final class ChildAccount {
    /** The word and the peak lie alone, two cache lines from whatever is before and behind. */
    private static final int WORD_AT = 16;
    private static final int PEAK_AT = WORD_AT + 1;
    private static final int WORDS = WORD_AT + 17;

    private static final long CLOSED = Long.MIN_VALUE;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final int id;
    private final String pool;
    private final String name;
    private final int unitShift;
    private final @Nullable ChildRules rules;
    private final long[] words = new long[WORDS];
    private final AtomicLong capRefusals = new AtomicLong();

    /** In bytes; written under the monitor. */
    private volatile long cap;

    /**
     * An account of nothing yet.
     *
     * @param id what {@link BlockOwners} calls the child
     * @param pool the name of the pool that it is a child of
     * @param cap the most bytes that it may hold, 1 or more; rounded down to whole units
     * @param rules what is to be said of its blocks beside; null for nothing
     */
    ChildAccount(int id, String pool, String name, long cap, int unitShift, @Nullable ChildRules rules) {
        this.id = id;
        this.pool = pool;
        this.name = name;
        this.cap = cap;
        this.unitShift = unitShift;
        this.rules = rules;
    }

    int id() {
        return id;
    }

    /** The child's name, which is its own among the children of a pool. */
    String name() {
        return name;
    }

    /** What reports call the child: the pool's name and its own. */
    String fullName() {
        return fullName(pool, name);
    }

    /** What events call a pool, or its child where the name is not empty. */
    static String nameOf(String pool, String child) {
        return child.isEmpty() ? pool : fullName(pool, child);
    }

    /** What reports call a child of a pool. */
    static String fullName(String pool, String child) {
        return pool + "/" + child;
    }

    /** What is to be said of its blocks beside the cap; null for nothing. */
    @Nullable
    ChildRules rules() {
        return rules;
    }

    /** Why its rules refused a request just now; empty where they did not. */
    String refusal() {
        return rules == null ? "" : rules.refusal();
    }

    /** The most bytes that it may hold, as it was told. */
    long cap() {
        return cap;
    }

    /** The same in whole units. */
    long capUnits() {
        return cap >>> unitShift;
    }

    /**
     * Changes the most bytes that it may hold, 1 or more. A charge looks at the cap again when it is
     * made, and this at the charges when the cap is lower: so one of the two sees the other, and no
     * more is ever held than a cap that was set allows. Charges may fail while this fails.
     *
     * @return whether it is changed: not, where more is held
     */
    synchronized boolean changeCap(long bytes) {
        long before = cap;
        cap = bytes;
        if (heldUnits() > capUnits() && bytes < before) {
            cap = before;
            return false;
        }
        return true;
    }

    // ----------------------------------------------------------------------------------------------- charge and credit

    /** The word with so many more units held, or the same where that would be more than the cap. */
    static long charged(long word, long units, long capUnits) {
        return units <= capUnits - word ? word + units : word;
    }

    /** How many units a word says are held. */
    static long held(long word) {
        return word & ~CLOSED;
    }

    /**
     * Charges so many units, 1 or more, if they fit below the cap; answers whether they did.
     *
     * @throws IllegalStateException where the child is closed
     */
    boolean charge(long units) {
        for (;;) {
            long word = (long) WORD.getVolatile(words, WORD_AT);
            if (word < 0) {
                throw closedAlready();
            }
            long charged = charged(word, units, capUnits());
            if (charged == word) {
                return false;
            }
            if (WORD.compareAndSet(words, WORD_AT, word, charged)) {
                if (charged <= capUnits()) {
                    raisePeak(charged);
                    return true;
                }
                credit(units);
            }
        }
    }

    /**
     * A peak is raised by whoever reached it, and never lowered: at most once for each unit of the
     * cap.
     */
    private void raisePeak(long units) {
        for (long peak = (long) WORD.getOpaque(words, PEAK_AT); peak < units; peak =
                (long) WORD.getOpaque(words, PEAK_AT)) {
            if (WORD.compareAndSet(words, PEAK_AT, peak, units)) {
                return;
            }
        }
    }

    /** Credits units that were charged. Never fails, also when the child was abandoned. */
    void credit(long units) {
        WORD.getAndAdd(words, WORD_AT, -units);
    }

    /** Credits a block, which is freed or was not found. Makes no Java object. */
    void creditBlock(long units) {
        credit(units);
        if (rules != null) {
            rules.ended();
        }
    }

    /** Counts a request that is refused for the cap. */
    void refused() {
        capRefusals.getAndIncrement();
    }

    // --------------------------------------------------------------------------------------------------------- closing

    /** Closes it if nothing is held; answers whether it is closed. */
    boolean close() {
        return WORD.compareAndSet(words, WORD_AT, 0L, CLOSED) || isClosed();
    }

    /** Closes it, whatever is held: what is given back later is still credited. */
    void abandon() {
        WORD.getAndBitwiseOr(words, WORD_AT, CLOSED);
    }

    boolean isClosed() {
        return (long) WORD.getVolatile(words, WORD_AT) < 0;
    }

    /** Whether it is closed and nothing is held: then no block knows its id any more. */
    boolean isOver() {
        return (long) WORD.getVolatile(words, WORD_AT) == CLOSED;
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException("pool " + fullName() + " is closed");
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** Units that are held, those of requests under way included. */
    long heldUnits() {
        return held((long) WORD.getVolatile(words, WORD_AT));
    }

    /** Bytes that are held, those of requests under way included. */
    long heldBytes() {
        return heldUnits() << unitShift;
    }

    /** The most bytes that were ever held at once. */
    long peakBytes() {
        return (long) WORD.getOpaque(words, PEAK_AT) << unitShift;
    }

    /** How many requests were refused for the cap. */
    long capRefusals() {
        return capRefusals.get();
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) words.length * Long.BYTES;
    }
}
