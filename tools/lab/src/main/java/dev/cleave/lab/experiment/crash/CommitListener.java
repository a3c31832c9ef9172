package dev.cleave.lab.experiment.crash;

/** Who hears how far the threads of a heap have come. Called by those threads. */
interface CommitListener {
    /** A thread is about to commit a step; what is in it may be durable from now on. */
    void begun(int thread, long number);

    /** The heap has acknowledged it: it is durable. */
    void acknowledged(int thread, long number);
}
