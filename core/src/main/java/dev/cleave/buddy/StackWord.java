package dev.cleave.buddy;

/**
 * What one word says of a magazine's stack: pure functions.
 *
 * <pre>
 *   | owner: thread id, 0 nobody (36) | slot (2) | epoch (16) | turn (1) | held (1) | count (7) |
 * </pre>
 *
 * A stack with an owner is <em>biased</em>: its owner alone may use it, in the slot that is the
 * owner's. One without is <em>shared</em>, and held by whoever swings its word to held. Each bias
 * has an epoch of its own, and each release another turn than the one before.
 */
final class StackWord {
    /** The last epoch: behind it a stack is shared for good. */
    static final long LAST_EPOCH = (1 << 16) - 1;

    private static final long COUNT = (1 << 7) - 1;
    private static final long HELD = 1 << 7;
    private static final long TURN = 1 << 8;
    private static final int EPOCH_SHIFT = 9;
    private static final int SLOT_SHIFT = EPOCH_SHIFT + 16;
    private static final int SLOT_MASK = 3;
    private static final int OWNER_SHIFT = SLOT_SHIFT + 2;
    private static final long SHARED = (1L << SLOT_SHIFT) - 1;
    private static final long MOST_OWNER = (1L << Long.SIZE - 1 - OWNER_SHIFT) - 1;

    private StackWord() {}

    static int count(long word) {
        return (int) (word & COUNT);
    }

    /**
     * The word of a stack that somebody had, and lets go with so many blocks in it: the next turn.
     */
    static long released(long word, int count) {
        return word & ~(COUNT | HELD) ^ TURN | count;
    }

    /** A word of the next turn. */
    static long nextTurn(long word) {
        return word ^ TURN;
    }

    /** Whether two words are of the same turn. */
    static boolean isSameTurn(long word, long other) {
        return ((word ^ other) & TURN) == 0;
    }

    /** A shared stack in somebody's hands: to all others it seems empty. */
    static long held(long word) {
        return word & ~COUNT | HELD;
    }

    /** Whether a stack is shared, and nobody holds it. */
    static boolean isFree(long word) {
        return (word & HELD | word >>> OWNER_SHIFT) == 0;
    }

    static boolean isBiased(long word) {
        return word >>> OWNER_SHIFT != 0;
    }

    /** The thread that alone uses a stack, or 0. */
    static long owner(long word) {
        return word >>> OWNER_SHIFT;
    }

    /** Which of the stack's slots is the owner's: 0 to 3. */
    static int slot(long word) {
        return (int) (word >>> SLOT_SHIFT) & SLOT_MASK;
    }

    /** Which bias of the stack this is, or how many it had: from 1. */
    static long epoch(long word) {
        return word >>> EPOCH_SHIFT & LAST_EPOCH;
    }

    /** The stack without an owner. */
    static long shared(long word) {
        return word & SHARED;
    }

    /** Whether a stack can be biased to a thread once more. */
    static boolean canBias(long word, long owner) {
        return epoch(word) < LAST_EPOCH && owner <= MOST_OWNER;
    }

    /** A shared stack as a thread's own: the next epoch. */
    static long biased(long word, long owner, int slot) {
        return word + (1L << EPOCH_SHIFT) | (long) slot << SLOT_SHIFT | owner << OWNER_SHIFT;
    }
}
