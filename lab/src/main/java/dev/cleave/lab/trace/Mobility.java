package dev.cleave.lab.trace;

/** Whether the pages of a block can be moved or given up; the ordinal is the number that page traces write. */
public enum Mobility {
    /** Stays where it is until it is freed: the kernel's own structures. One such page spoils a huge page for good. */
    UNMOVABLE,

    /** Can be copied elsewhere: the pages of programs. */
    MOVABLE,

    /** Cannot be moved, but can be dropped and read again: caches. */
    RECLAIMABLE;

    private static final Mobility[] ALL = values();

    static Mobility of(int number) {
        return ALL[number];
    }
}
