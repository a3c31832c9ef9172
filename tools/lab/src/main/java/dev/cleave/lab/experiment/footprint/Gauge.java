package dev.cleave.lab.experiment.footprint;

/** Takes a sample of the footprint whenever it is told how far the load has come. */
@FunctionalInterface
interface Gauge {
    /**
     * Takes a sample.
     *
     * @param mark what has just been done, one word
     */
    void read(String mark);
}
