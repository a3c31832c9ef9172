package dev.cleave.plan;

import java.util.Optional;

/**
 * What a {@link LearningPool} knows at one moment.
 *
 * @param recorded allocations of the recording in hand; 0 while a plan is followed
 * @param plans how many plans were made so far
 * @param following what the plan that is followed has come to; empty while the program is recorded
 */
public record LearningUsage(int recorded, int plans, Optional<PlannedUsage> following) {}
