package dev.cleave.lab.bench;

/** The workers of one trial, made one a thread, on its thread. */
interface Crew {
    /**
     * The worker of a thread.
     *
     * @param thread 0 to threads - 1
     * @param peer the opened allocator
     */
    Worker join(int thread, Peer peer);
}
