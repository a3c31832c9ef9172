package dev.cleave.gpu;

/** Whoever gives blocks back to the driver when they have fallen empty. */
interface BlockKeeper {
    /** A block seems to be empty. Called by whoever freed the last allocation; must never wait. */
    void emptied(HeapBlock block);
}
