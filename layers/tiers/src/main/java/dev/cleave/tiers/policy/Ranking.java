package dev.cleave.tiers.policy;

/**
 * The order in which the residents of one tier would leave it. Residents are named by their slots
 * in {@link Residents}. One thread.
 */
interface Ranking {
    /** Whether an object that is accessed farther away is to come here. */
    default boolean admits(long id, long byteSize, boolean write) {
        return true;
    }

    /** A resident came to this tier. */
    void entered(int slot);

    /** A resident of this tier was accessed. */
    void accessed(int slot, boolean write);

    /** A resident leaves this tier: it is demoted or promoted, or is no more. Its slot still stands. */
    void left(int slot);

    /** Who leaves next, or {@link IdTable#NONE} where there is nobody. */
    int victim();
}
