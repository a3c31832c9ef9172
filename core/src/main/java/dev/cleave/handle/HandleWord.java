package dev.cleave.handle;

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
 * same swing in which it stops moving; or, where the mover has more to do, in one before.
 * </ul>
 */
public final class HandleWord {
    /**
     * The answer to a change that is not legal. No word of a handle is zero, as generations begin
     * at one.
     */
    public static final long REFUSED = 0;

    /** The most pins that a block can have at once, and the most long ones. */
    public static final int MOST_PINS = (1 << 16) - 1;

    public static final int MOST_LONG_PINS = (1 << 12) - 1;

    public static final int FIRST_GENERATION = 1;
    public static final int LAST_GENERATION = Integer.MAX_VALUE;

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
    public static long born(int generation) {
        return (long) generation << GENERATION_SHIFT | LIVE;
    }

    /**
     * Ends a life; refused while it is pinned, and where the generation has ended already. A move
     * may be under way.
     */
    public static long freed(long word, int generation) {
        return isLive(word, generation) && pins(word) + longPins(word) == 0 ? word & ~LIVE : REFUSED;
    }

    // ------------------------------------------------------------------------------------------------------------ pins

    /**
     * One pin more, which cancels a move; refused where the generation has ended, or there are too
     * many.
     */
    public static long pinned(long word, int generation) {
        return isLive(word, generation) && pins(word) < MOST_PINS ? cancelled(word) + PIN : REFUSED;
    }

    /**
     * One pin more of somebody who only reads: as {@link #pinned}, but a move that is under way goes
     * on. It cannot end well while the pin is there.
     */
    public static long pinnedToRead(long word, int generation) {
        return isLive(word, generation) && pins(word) < MOST_PINS ? word + PIN : REFUSED;
    }

    /** One long pin more, as {@link #pinned}. */
    public static long pinnedLong(long word, int generation) {
        return isLive(word, generation) && longPins(word) < MOST_LONG_PINS ? cancelled(word) + LONG_PIN : REFUSED;
    }

    /** One pin less; refused where there is none. */
    public static long unpinned(long word) {
        return pins(word) > 0 ? word - PIN : REFUSED;
    }

    /** One long pin less; refused where there is none. */
    public static long unpinnedLong(long word) {
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
    public static long moving(long word, int generation) {
        return isLive(word, generation) && pins(word) + longPins(word) == 0 && !isMoving(word)
                ? word | MOVING
                : REFUSED;
    }

    /** As {@link #moving}, under the pins of those who only read; refused while there is a long one. */
    public static long movingUnderReaders(long word, int generation) {
        return isLive(word, generation) && longPins(word) == 0 && !isMoving(word) ? word | MOVING : REFUSED;
    }

    /**
     * Makes a mover of somebody who has it pinned; refused while another moves it. The place stays
     * what it is: what such a mover has is the other place.
     */
    public static long claimed(long word) {
        return isLive(word) && !isMoving(word) ? word | MOVING : REFUSED;
    }

    /**
     * Ends a move well, at the other place; refused where it was cancelled, is pinned, or the handle
     * was freed meanwhile.
     */
    public static long moved(long word) {
        long after = turned(word);
        return after == REFUSED ? REFUSED : after & ~MOVING;
    }

    /** As {@link #moved}, but the move is not over: the place that is left is still the mover's. */
    public static long turned(long word) {
        return isLive(word) && isMoving(word) && !isCancelled(word) && pins(word) + longPins(word) == 0
                ? word ^ PLACE
                : REFUSED;
    }

    /** Ends a move that nobody cancelled, wherever it is; refused where somebody did, or freed it. */
    public static long settled(long word) {
        return isLive(word) && isMoving(word) && !isCancelled(word) ? word & ~MOVING : REFUSED;
    }

    /**
     * Ends a move where it began; refused where the handle was freed meanwhile: then all of it is
     * the mover's.
     */
    public static long stayed(long word) {
        return isLive(word) && isMoving(word) ? word & ~(MOVING | CANCELLED) : REFUSED;
    }

    // ------------------------------------------------------------------------------------------------------------ look

    public static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT);
    }

    /** Whether a generation lives. */
    public static boolean isLive(long word, int generation) {
        return isLive(word) && generation(word) == generation;
    }

    /**
     * Whether the block of a word that lives was neither freed nor moved before another word of its
     * slot, unless it was moved twice.
     */
    public static boolean isSameStay(long word, long later) {
        return ((word ^ later) & (~0L << GENERATION_SHIFT | LIVE | PLACE)) == 0;
    }

    public static boolean isLive(long word) {
        return (word & LIVE) != 0;
    }

    public static boolean isMoving(long word) {
        return (word & MOVING) != 0;
    }

    public static boolean isCancelled(long word) {
        return (word & CANCELLED) != 0;
    }

    /** Which of the two places counts: 0 or 1. */
    public static int place(long word) {
        return (word & PLACE) == 0 ? 0 : 1;
    }

    public static int pins(long word) {
        return (int) word & MOST_PINS;
    }

    public static int longPins(long word) {
        return (int) (word >>> LONG_PIN_SHIFT) & MOST_LONG_PINS;
    }
}
