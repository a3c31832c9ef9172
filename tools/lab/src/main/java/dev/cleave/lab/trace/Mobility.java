package dev.cleave.lab.trace;

/** Whether the pages of a block can be moved or given up. */
public enum Mobility {
    /** Stays where it is until it is freed: the kernel's own structures. One such page spoils a huge page for good. */
    UNMOVABLE(0),

    /** Can be copied elsewhere: the pages of programs. */
    MOVABLE(1),

    /** Cannot be moved, but can be dropped and read again: caches. */
    RECLAIMABLE(2);

    private static final Mobility[] BY_NUMBER = values();

    private final int number;

    Mobility(int number) {
        this.number = number;
    }

    /** The number that page traces write: 0, 1 or 2. */
    public int number() {
        return number;
    }

    /** The mobility with this number, 0 to 2. */
    static Mobility of(int number) {
        return BY_NUMBER[number];
    }
}
