package dev.cleave.lab.experiment.enclave;

/** A sequence of allocations, frees and accesses of objects, which can be played again and again. */
interface EnclaveLoad {
    /** What users call it. */
    String name();

    /** The most bytes that are live at once. */
    long peakBytes();

    /** Plays all of it. */
    void play(Player player);

    /** What is done with the objects; they are named by numbers from 0 on. */
    interface Player {
        /** An object begins, and is written. */
        void allocate(int object, long bytes);

        /** An object is read. */
        void read(int object);

        /** An object ends. */
        void free(int object);

        /** As many bytes are live as at any time. */
        void peak();
    }

    /** How many objects there are. */
    int objects();
}
