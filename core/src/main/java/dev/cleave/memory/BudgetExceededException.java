package dev.cleave.memory;

/**
 * Memory that was to be committed at once and is more than the pool's {@link MemoryBudget} has
 * left: refused before the system ends the process for it. Nothing is committed.
 */
public final class BudgetExceededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long askedBytes;
    private final long leftBytes;

    BudgetExceededException(String pool, long askedBytes, long leftBytes, String budget) {
        super("pool " + pool + " cannot commit " + askedBytes + " bytes at once: " + leftBytes + " are left of "
                + budget
                + "; ask for a smaller capacity or a smaller Java heap (-Xmx), do not pre-fault, or give the pool"
                + " a budget of its own");
        this.askedBytes = askedBytes;
        this.leftBytes = leftBytes;
    }

    /** Bytes that were to be committed. */
    public long askedBytes() {
        return askedBytes;
    }

    /** Bytes that the budget had left, after its pools had given back what they could. */
    public long leftBytes() {
        return leftBytes;
    }
}
