package dev.cleave.lab.bench;

/**
 * What was asked for and not measured.
 *
 * @param failed whether it went wrong, rather than being impossible or too slow by nature
 * @param reason in words for the user
 */
public record SkippedTrial(String allocator, String workload, int threads, boolean failed, String reason) {}
