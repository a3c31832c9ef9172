package dev.cleave.objects;

/**
 * The one word of a slot of the handle table: where the object is, which generation of the slot it
 * is, who has it pinned, and whether it moves. Pure functions: each answers the word after a
 * change, or {@link #REFUSED} where the change is not legal.
 *
 * <pre>
 *    63         ...                                                 0
 *   +------------+-------+------+--------+------+--------------------+
 *   | generation | moves | pins | moving | live |      location      |
 *   +------------+-------+------+--------+------+--------------------+
 *      14 to 20      4       8       1       1       36 bits or fewer
 * </pre>
 *
 * <ul>
 * <li><em>location</em> counts two bytes each from the pool's first byte.
 * <li><em>moving</em> is set by the one mover, and cleared by it or by a pin: so a pin that has
 * come and gone is not overlooked.
 * <li><em>moves</em> is raised by each move that ends well, and begins again at zero: a reader that
 * sees the same word twice knows that nothing moved, unless {@link #MOVES} moves came between.
 * <li><em>generation</em> stays when the object dies, and rises with the next birth.
 * </ul>
 *
 * <p>How many bits a location has depends on the pool; the generation has what is left of them.
 */
final class SlotWord {
    /** No word of a slot that was ever used is zero, as generations begin at one. */
    static final long REFUSED = 0;

    /** The most pins that an object can have at once. */
    static final int MOST_PINS = 255;

    /** Behind so many moves a word may look as before. */
    static final int MOVES = 16;

    static final int MOST_LOCATION_BITS = 36;
    private static final int MOST_GENERATION_BITS = 20;
    private static final int PIN_BITS = 8;
    private static final int MOVE_BITS = 4;
    private static final int FLAGS = 2;

    private final int locationBits;
    private final int generationBits;
    private final int generationShift;
    private final long live;
    private final long moving;
    private final long pin;
    private final long pins;
    private final long move;
    private final long moves;

    /**
     * Words of such a layout.
     *
     * @param locationBits 1 to {@link #MOST_LOCATION_BITS}
     */
    SlotWord(int locationBits) {
        this(locationBits, Math.min(MOST_GENERATION_BITS,
                Long.SIZE - FLAGS - PIN_BITS - MOVE_BITS - locationBits));
    }

    /** As {@link #SlotWord(int)}, with fewer generations: for tests. */
    SlotWord(int locationBits, int generationBits) {
        this.locationBits = locationBits;
        this.generationBits = generationBits;
        live = 1L << locationBits;
        moving = live << 1;
        pin = moving << 1;
        pins = pin * MOST_PINS;
        move = pin << PIN_BITS;
        moves = move * (MOVES - 1);
        generationShift = locationBits + FLAGS + PIN_BITS + MOVE_BITS;
    }

    /** The layout for a pool of so many bytes. */
    static SlotWord forCapacity(long capacity) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, (capacity - 1) >>> 1));
        if (bits > MOST_LOCATION_BITS) {
            throw new IllegalArgumentException("a pool of " + capacity + " bytes: objects can be in pools of "
                    + (2L << MOST_LOCATION_BITS) + " bytes at most; use several, with a space each");
        }
        return new SlotWord(bits);
    }

    // ------------------------------------------------------------------------------------------------------------ life

    /** The word of an object that is born in a slot; refused where one lives, or the slot is worn. */
    long born(long word, long location) {
        return isLive(word) || isWorn(word)
                ? REFUSED
                : (long) (generation(word) + 1) << generationShift | live | location;
    }

    /** Ends a life; refused while it is pinned, and where none lives. A move comes to nothing. */
    long freed(long word) {
        return isLive(word) && pins(word) == 0 ? (long) generation(word) << generationShift : REFUSED;
    }

    // ---------------------------------------------------------------------------------------------------- pins and moves

    /** One pin more, which ends a move; refused where nothing lives, or there are too many. */
    long pinned(long word) {
        return isLive(word) && pins(word) < MOST_PINS ? (word & ~moving) + pin : REFUSED;
    }

    /** One pin less; refused where there is none. */
    long unpinned(long word) {
        return pins(word) > 0 ? word - pin : REFUSED;
    }

    /** Begins a move; refused while it is pinned or moves, and where nothing lives. */
    long moving(long word) {
        return isLive(word) && pins(word) == 0 && !isMoving(word) ? word | moving : REFUSED;
    }

    /** Ends a move well; refused where a pin has ended it. */
    long moved(long word, long location) {
        if (!isLive(word) || !isMoving(word)) {
            return REFUSED;
        }
        long raised = word & ~moves | word + move & moves;
        return raised & ~moving & -live | location;
    }

    /** Ends a move where it began; refused where a pin has ended it. */
    long stayed(long word) {
        return isLive(word) && isMoving(word) ? word & ~moving : REFUSED;
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /** How many bits a generation has. */
    int generationBits() {
        return generationBits;
    }

    /** Whether a later word of the slot is that of the same object at the same place, pinned or not. */
    boolean isSameStay(long word, long later) {
        return ((word ^ later) & ~(pins | moving)) == 0;
    }

    long location(long word) {
        return word & live - 1;
    }

    int generation(long word) {
        return (int) (word >>> generationShift);
    }

    boolean isLive(long word) {
        return (word & live) != 0;
    }

    boolean isMoving(long word) {
        return (word & moving) != 0;
    }

    int pins(long word) {
        return (int) ((word & pins) >>> locationBits + FLAGS);
    }

    /** Whether the slot has had all the lives that there are. */
    boolean isWorn(long word) {
        return generation(word) == (1 << generationBits) - 1;
    }
}
