package dev.cleave.examples.plan;

/** What a step of the program takes its memory from. */
interface StepMemory {
    /** A block of so many bytes; answers what it is known by. */
    long allocate(long byteSize);

    /** Gives a block back. */
    void free(long block);
}
