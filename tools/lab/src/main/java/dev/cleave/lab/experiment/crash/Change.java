package dev.cleave.lab.experiment.crash;

/** What a step does to the object of one slot. */
sealed interface Change {
    /** The slot. */
    int slot();

    /** A new object in the slot; the one that was there is freed. */
    record Put(int slot, int byteSize) implements Change {}

    /** New bytes in a part of the object. */
    record Overwrite(int slot, int offset, int byteSize) implements Change {}

    /** Another size of the object; what it gains is written. */
    record Resize(int slot, int byteSize) implements Change {}

    /** The object is freed, and the slot is empty. */
    record Remove(int slot) implements Change {}
}
