package dev.cleave.record;

/** What takes the text of some entries. */
@FunctionalInterface
public interface Batches {
    /**
     * Takes the next entries.
     *
     * @param number of the batch, from 0
     * @param entries in the text
     * @param lost entries that found no room, since the recording began
     * @param oneIn of so many blocks one is recorded
     */
    void batch(long number, int entries, long lost, int oneIn, String text);
}
