package dev.cleave.heap;

/**
 * What the dialogue answers a class that needs a slab.
 *
 * @param units of the slab
 * @param verdict why so many
 */
record SlabChoice(int units, Verdict verdict) {
    /** Why a slab gets the units it gets. */
    enum Verdict {
        /** Nothing stood against what the class wanted. */
        AS_WANTED,

        /** What it wanted would have taken a block that has become rare, and something smaller was at hand. */
        SMALLER,

        /** Such blocks are plentiful. */
        LARGER,

        /** A rare block must be taken, as nothing smaller is at hand. */
        FORCED
    }
}
