package dev.cleave.lab.experiment.contiguity;

/** The pages that have stayed in a pool, each stamped all over. */
interface StayingPages extends AutoCloseable {
    /** Where they lie now, in the order of their allocation. */
    long[] addresses();

    /** How many stamps in them are not what was written. */
    long wrongStamps();

    /** Frees them. */
    @Override
    void close();
}
