package dev.cleave.gpu.shared;

/**
 * What became of a stress run.
 *
 * @param operations allocations tried and blocks freed
 * @param allocated blocks that were had
 * @param noRoom allocations that found no room
 * @param wrongStamps units that another's stamp lay in when their owner looked
 * @param wrongFrees frees that answered what they should not
 * @param unwhole heaps that were not one free whole in the end
 * @param nanos that it took
 */
public record StressReport(
        long operations, long allocated, long noRoom, long wrongStamps, long wrongFrees, long unwhole, long nanos) {
    /** Whether nothing went wrong. */
    public boolean isClean() {
        return wrongStamps == 0 && wrongFrees == 0 && unwhole == 0;
    }
}
