package dev.cleave.lab.replay;

/** What a pass does with the events of a trace, on whichever thread plays them. */
interface EventHandler {
    /** Makes the calling thread one of those that play; those that play alone need not. */
    void enterThread();

    /** Serves a block and publishes its address. */
    void allocate(int event, int block);

    /** Frees a block whose address is published. */
    void free(int event, int block);

    /** Frees what is live, unchecked, after playing stopped half way; one thread. */
    void abandon();
}
