package dev.cleave.contiguity;

/**
 * Whether a block can get out of the way: a property of an allocation, by which pageblocks are
 * grouped.
 */
public enum Mobility {
    /** It stays where it is until it is freed. */
    UNMOVABLE,
    /** It can be moved, as a {@link MovableBlock}. */
    MOVABLE,
    /** It can be given up. */
    RECLAIMABLE;

    /** By number, so that to look makes no array. */
    private static final Mobility[] ALL = values();

    /** How many there are. */
    static final int COUNT = ALL.length;

    static Mobility of(int number) {
        return ALL[number];
    }
}
