package dev.cleave.workshop.linux;

/** Whether the kernel can move or take away what a page holds: pages of one kind are kept together. */
public enum Mobility {
    /** It stays where it is until its owner frees it: page tables, stacks, most of the kernel's own. */
    UNMOVABLE('U'),
    /**
     * Its owner finds it by a page table: it can be copied elsewhere. What {@link LinuxBuddy#allocate(int)} asks for.
     */
    MOVABLE('M'),
    /** It cannot be moved, but given up: caches of names and inodes. */
    RECLAIMABLE('R');

    private static final Mobility[] ALL = values();

    /** How many there are. */
    static final int COUNT = ALL.length;

    private final char letter;

    Mobility(char letter) {
        this.letter = letter;
    }

    /** As pictures show it. */
    public char letter() {
        return letter;
    }

    /** The kind of this ordinal. */
    static Mobility of(int ordinal) {
        return ALL[ordinal];
    }

    /** Where a request of this kind looks when its own lists are empty: first and second choice. */
    Mobility fallback(int choice) {
        return switch (this) {
            case UNMOVABLE -> choice == 0 ? RECLAIMABLE : MOVABLE;
            case MOVABLE -> choice == 0 ? RECLAIMABLE : UNMOVABLE;
            case RECLAIMABLE -> choice == 0 ? UNMOVABLE : MOVABLE;
        };
    }
}
