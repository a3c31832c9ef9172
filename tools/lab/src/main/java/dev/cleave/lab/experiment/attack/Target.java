package dev.cleave.lab.experiment.attack;

/**
 * Memory that an attacker and a victim share, by one allocator. One thread. An answer of 0 is a
 * refusal.
 */
interface Target extends AutoCloseable {
    /** What a request that cannot be served is answered. */
    long REFUSED = 0;

    /**
     * A block for the attacker: a name for it, which is its address where it has one. As the victim
     * has one, where the allocator does not tell them apart.
     */
    default long attack(long byteSize) {
        return serve(byteSize);
    }

    /** The attacker frees a block. */
    default void release(long block, long byteSize) {
        giveBack(block, byteSize);
    }

    /** A block for the victim. */
    long serve(long byteSize);

    /** The victim frees a block. */
    void giveBack(long block, long byteSize);

    /** Where a block lies, as an attacker sees it who sees addresses. */
    default long addressOf(long block) {
        return block;
    }

    /** Whether blocks may move under their holders. */
    default boolean moves() {
        return false;
    }

    /** Ends it, whatever is held. */
    @Override
    void close();
}
