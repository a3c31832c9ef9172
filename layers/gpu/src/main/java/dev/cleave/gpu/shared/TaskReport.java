package dev.cleave.gpu.shared;

/**
 * What became of the tasks.
 *
 * @param tasks that were run
 * @param rounds of all work-groups; 0 where each task had a launch of its own
 * @param resident tasks that had their memory, on an average of all rounds and groups; 1 where each
 *     had a launch of its own
 * @param waits rounds in which a task waited for memory, of all tasks
 * @param share of the arena that was taken, on an average, 0 to 1
 * @param wrongSums tasks whose sum is not theirs, as another wrote to their memory
 * @param refusedFrees frees that were refused
 * @param nanos from the first launch to the end
 */
public record TaskReport(
        int tasks, long rounds, double resident, long waits, double share, int wrongSums, long refusedFrees,
        long nanos) {}
