package dev.cleave.contiguity;

import dev.cleave.handle.AtomicWords;

/** Of which mobility the block is that begins at a unit: two bits a unit. */
final class BlockKinds {
    private static final int UNITS_PER_WORD_SHIFT = 5;
    private static final int BITS_SHIFT = 1;
    private static final long MASK = 3;

    private final AtomicWords words;

    BlockKinds(long units) {
        words = new AtomicWords((units - 1 >>> UNITS_PER_WORD_SHIFT) + 1);
    }

    /** Says so, before anybody knows the block. */
    void set(long unit, Mobility mobility) {
        swing(unit, mobility.ordinal() + 1L);
    }

    /**
     * Forgets a block; answers its mobility plus one, or 0 where none begins there, or another
     * thread was first.
     */
    int clear(long unit) {
        return (int) swing(unit, 0);
    }

    /** Answers what was there before. */
    private long swing(long unit, long kind) {
        int shift = ((int) unit & (1 << UNITS_PER_WORD_SHIFT) - 1) << BITS_SHIFT;
        while (true) {
            long before = words.getAcquire(unit >>> UNITS_PER_WORD_SHIFT);
            long after = before & ~(MASK << shift) | kind << shift;
            if (words.compareAndSet(unit >>> UNITS_PER_WORD_SHIFT, before, after)) {
                return before >>> shift & MASK;
            }
        }
    }
}
