package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one pool has set aside of its {@link MemoryBudget}: its allotment, taken from the budget
 * some MiB at a time, so that the pools of a budget rarely meet at its one counter. The pool says
 * how much it has committed whenever that grew or shrank; while it is within the allotment, that
 * costs a comparison.
 *
 * <p>What is committed is an estimate while others run, so the allotment may be some MiB less than
 * it for a moment: the next growth mends it. Nothing here allocates on the Java heap, or waits.
 */
final class BudgetAccount {
    /** A pool takes and gives back this many bytes at a time. */
    static final long CHUNK = 4L << 20;

    /** A pool's default capacity is this part of what the process may use. */
    static final int DEFAULT_SHARE = 4;

    /** Code, classes and stacks: a sixteenth of what the process may use, within these bounds. */
    private static final int JVM_SHARE = 16;

    private static final long JVM_LEAST = 16L << 20;
    private static final long JVM_MOST = 512L << 20;

    /**
     * What a collector keeps beside the heap (marks, cards, remembered sets, and a survivor space
     * that is not counted).
     */
    private static final int COLLECTOR_SHARE = 16;

    /** A pool, as its budget sees it. */
    interface Member {
        /**
         * Gives free committed memory back to the system: so many bytes, if there are as many.
         * Called by any thread, one that holds locks of another pool too, so it must not wait for a
         * lock: it answers at once where its own is taken.
         *
         * @return the bytes that are committed now
         */
        long giveBack(long byteSize);
    }

    private static final BudgetAccount UNLIMITED = new BudgetAccount(MemoryBudget.unlimited(), 0);

    private final MemoryBudget budget;
    private final long capacity;
    private final AtomicLong allotment;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Weak, so that a pool which nobody closed can be collected; its memory stays mapped, and
     * counted.
     */
    private volatile WeakReference<Member> member = new WeakReference<>(null);

    BudgetAccount(MemoryBudget budget, long capacity) {
        this.budget = budget;
        this.capacity = capacity;
        allotment = new AtomicLong(budget.limit() == Long.MAX_VALUE ? Long.MAX_VALUE : 0);
    }

    /** The account of every pool that is not counted: all of its growth is covered. */
    static BudgetAccount unlimited() {
        return UNLIMITED;
    }

    /** Bytes to leave to a JVM beside its heap. */
    static long reserveOfJvm(long mayUse, long heap) {
        return Math.clamp(mayUse / JVM_SHARE, JVM_LEAST, JVM_MOST) + heap / COLLECTOR_SHARE;
    }

    /** Whom to ask when others need memory: nobody until this is called. */
    void join(Member newMember) {
        if (this != UNLIMITED) {
            member = new WeakReference<>(newMember);
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Bytes set aside for the pool; {@link Long#MAX_VALUE} where it is not counted. */
    long allotment() {
        return allotment.get();
    }

    /**
     * The pool has committed this many bytes, or is about to. Others are asked for memory where the
     * budget has none left.
     *
     * @return whether the budget has room for it; if not, it is exceeded, and counts it all the
     *     same
     */
    boolean cover(long committedBytes) {
        return committedBytes <= allotment.getOpaque() || extend(committedBytes);
    }

    private boolean extend(long committedBytes) {
        long more = beyondAllotment(committedBytes);
        boolean taken = more <= 0 || budget.take(more, this);
        if (!taken) {
            more = beyondAllotment(afterGivingBack(committedBytes, budget.missing(more)));
            taken = more <= 0 || budget.takeLeft(more);
        }
        if (!taken) {
            budget.takeAnyway(more);
        }
        set(Math.max(0, more));
        return taken;
    }

    /**
     * Sets aside what was taken. A closing first says that it closes and then gives back the
     * allotment, this adds to it and then looks for a closing: so one of the two gives back what a
     * thread took that grew a pool under its closing.
     */
    private void set(long more) {
        allotment.getAndAdd(more);
        if (closed.get()) {
            shrinkTo(0);
        }
    }

    private long beyondAllotment(long committedBytes) {
        return AddressRange.roundUp(committedBytes - allotment.get(), CHUNK);
    }

    /** The pool itself is asked last; answers what it has committed then. */
    private long afterGivingBack(long committedBytes, long byteSize) {
        Member own = member.get();
        return own == null ? committedBytes : own.giveBack(byteSize);
    }

    /**
     * Sets aside what is to be committed at once.
     *
     * @throws BudgetExceededException where the budget has not as much left, even after its pools
     *     were asked; nothing is set aside
     */
    void require(String pool, long byteSize) {
        if (this == UNLIMITED) {
            return;
        }
        if (!budget.take(byteSize, null)) {
            throw new BudgetExceededException(pool, byteSize, Math.max(0, budget.left()), budget.toString());
        }
        set(byteSize);
    }

    /**
     * The pool has this many bytes committed now: what it needs no more, but for a chunk to grow
     * into, goes back to the budget.
     */
    void uncover(long committedBytes) {
        shrinkTo(AddressRange.roundUp(committedBytes, CHUNK) + CHUNK);
    }

    /** Asks the pool to give back memory, and takes what it needs no more. */
    void ask(long byteSize) {
        Member asked = member.get();
        if (asked != null) {
            shrinkTo(AddressRange.roundUp(asked.giveBack(byteSize), CHUNK));
        }
    }

    private void shrinkTo(long enough) {
        for (long present = allotment.get(); present > enough && this != UNLIMITED; present = allotment.get()) {
            if (allotment.compareAndSet(present, enough)) {
                budget.giveBack(present - enough);
                return;
            }
        }
    }

    /** The pool's memory is gone; closing twice does nothing. */
    void close() {
        if (this != UNLIMITED && closed.compareAndSet(false, true)) {
            member.clear();
            shrinkTo(0);
            budget.forget(capacity);
        }
    }
}
