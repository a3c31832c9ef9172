package dev.cleave.contiguity;

/**
 * The word of a handle: which generation of its slot is meant, whether it lives, whether it moves,
 * and who has it pinned. Pure functions: each answers the word after a change, or {@link #REFUSED}
 * where the change is not legal.
 *
 * <pre>
 *    63            32 31   30     29        28    27         16 15          0
 *   +----------------+----+------+---------+-----+-------------+-------------+
 *   |   generation   |live|moving|cancelled|place|  long pins  |    pins     |
 *   +----------------+----+------+---------+-----+-------------+-------------+
 * </pre>
 *
 * <ul>
 * <li><em>live</em> is set from the allocation to the free; nothing but the free clears it.
 * <li><em>moving</em> is set and cleared by the one mover, who owns the place that is not in use
 * meanwhile.
 * <li><em>cancelled</em> is set by a pin that meets a move, and cleared by the mover: so a pin that
 * has come and gone is not overlooked.
 * <li><em>place</em> says which of two addresses counts. A move that ends well turns it, in the
 * same swing in which it stops moving.
 * </ul>
 */
final class HandleWord {
    /**
     * The answer to a change that is not legal. No word of a handle is zero, as generations begin
     * at one.
     */
    static final long REFUSED = 0;

    /** The most pins that a block can have at once, and the most long ones. */
    static final int MOST_PINS = (1 << 16) - 1;

    static final int MOST_LONG_PINS = (1 << 12) - 1;

    static final int FIRST_GENERATION = 1;
    static final int LAST_GENERATION = Integer.MAX_VALUE;

    private static final int GENERATION_SHIFT = 32;
    private static final long LIVE = 1L << 31;
    private static final long MOVING = 1L << 30;
    private static final long CANCELLED = 1L << 29;
    private static final long PLACE = 1L << 28;
    private static final int LONG_PIN_SHIFT = 16;
    private static final long LONG_PIN = 1L << LONG_PIN_SHIFT;
    private static final long PIN = 1;

    private HandleWord() {}

    // ------------------------------------------------------------------------------------------------------------ life

    /** A handle of a generation that nobody has pinned, at place 0. */
    static long born(int generation) {
        return (long) generation << GENERATION_SHIFT | LIVE;
    }

    /**
     * Ends a life; refused while it is pinned, and where the generation has ended already. A move
     * may be under way.
     */
    static long freed(long word, int generation) {
        return isLive(word, generation) && pins(word) + longPins(word) == 0 ? word & ~LIVE : REFUSED;
    }

    // ------------------------------------------------------------------------------------------------------------ pins

    /**
     * One pin more, which cancels a move; refused where the generation has ended, or there are too
     * many.
     */
    static long pinned(long word, int generation) {
        return isLive(word, generation) && pins(word) < MOST_PINS ? cancelled(word) + PIN : REFUSED;
    }

    /** One long pin more, as {@link #pinned}. */
    static long pinnedLong(long word, int generation) {
        return isLive(word, generation) && longPins(word) < MOST_LONG_PINS ? cancelled(word) + LONG_PIN : REFUSED;
    }

    /** One pin less; refused where there is none. */
    static long unpinned(long word) {
        return pins(word) > 0 ? word - PIN : REFUSED;
    }

    /** One long pin less; refused where there is none. */
    static long unpinnedLong(long word) {
        return longPins(word) > 0 ? word - LONG_PIN : REFUSED;
    }

    private static long cancelled(long word) {
        return isMoving(word) ? word | CANCELLED : word;
    }

    // ----------------------------------------------------------------------------------------------------------- moves

    /**
     * Begins a move; refused where the generation has ended, while the handle is pinned, and while
     * another moves it.
     */
    static long moving(long word, int generation) {
        return isLive(word, generation) && pins(word) + longPins(word) == 0 && !isMoving(word)
                ? word | MOVING
                : REFUSED;
    }

    /**
     * Ends a move well, at the other place; refused where it was cancelled, or the handle freed
     * meanwhile.
     */
    static long moved(long word) {
        return isLive(word) && isMoving(word) && !isCancelled(word) ? word & ~MOVING ^ PLACE : REFUSED;
    }

    /**
     * Ends a move where it began; refused where the handle was freed meanwhile: then all of it is
     * the mover's.
     */
    static long stayed(long word) {
        return isLive(word) && isMoving(word) ? word & ~(MOVING | CANCELLED) : REFUSED;
    }

    // ------------------------------------------------------------------------------------------------------------ look

    static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT);
    }

    /** Whether a generation lives. */
    static boolean isLive(long word, int generation) {
        return isLive(word) && generation(word) == generation;
    }

    /**
     * Whether the block of a word that lives was neither freed nor moved before another word of its
     * slot, unless it was moved twice.
     */
    static boolean isSameStay(long word, long later) {
        return ((word ^ later) & (~0L << GENERATION_SHIFT | LIVE | PLACE)) == 0;
    }

    static boolean isLive(long word) {
        return (word & LIVE) != 0;
    }

    static boolean isMoving(long word) {
        return (word & MOVING) != 0;
    }

    static boolean isCancelled(long word) {
        return (word & CANCELLED) != 0;
    }

    /** Which of the two places counts: 0 or 1. */
    static int place(long word) {
        return (word & PLACE) == 0 ? 0 : 1;
    }

    static int pins(long word) {
        return (int) word & MOST_PINS;
    }

    static int longPins(long word) {
        return (int) (word >>> LONG_PIN_SHIFT) & MOST_LONG_PINS;
    }
}
