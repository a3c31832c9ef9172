package dev.cleave.examples.attacked;

import org.HdrHistogram.Histogram;

/** What became of the requests of some time: those that were due in it, however late they were. */
final class Slice {
    private static final int DIGITS = 3;
    private static final double MICROS_A_MILLI = 1e3;

    private final Histogram micros = new Histogram(DIGITS);
    private long asked;
    private long served;

    /** @param delay microseconds from when the request was due to its answer */
    void count(boolean wasServed, long delay) {
        asked++;
        served += wasServed ? 1 : 0;
        micros.recordValue(Math.max(0, delay));
    }

    void add(Slice other) {
        asked += other.asked;
        served += other.served;
        micros.add(other.micros);
    }

    long asked() {
        return asked;
    }

    long served() {
        return served;
    }

    /** Of the requests those that were served: 0 to 1. */
    double share() {
        return asked == 0 ? 1 : (double) served / asked;
    }

    /** So many percent of the requests were answered within these milliseconds. */
    double millis(double percent) {
        return micros.getValueAtPercentile(percent) / MICROS_A_MILLI;
    }
}
