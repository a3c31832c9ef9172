package dev.cleave.heap;

/**
 * How the slots of a class begin and end: what is done to them when a slab is opened, and before
 * its block goes back. Slots of a {@link SizeClasses size class} have none: they hold bytes.
 */
interface SlotLife {
    /** Whose slots they are, for messages. */
    String owner();

    /**
     * Constructs what adjacent slots are to hold: all of them, or where one throws, none. Runs
     * before anybody can take one, outside of any lock.
     *
     * @param start the address of the first
     */
    void construct(long start, int slots);

    /**
     * Destructs what adjacent slots hold, each of them once, also where one throws: what was thrown
     * first is thrown at the end, with the others suppressed. Runs when nobody can take one any
     * more, outside of any lock.
     *
     * @param start the address of the first
     */
    void destruct(long start, int slots);
}
