package dev.cleave.workshop.kit;

import java.util.List;
import java.util.Optional;

/**
 * How a check went.
 *
 * @param check its name
 * @param spaces how many spaces it was run on
 * @param operations allocations and frees asked for, good and bad, by all threads
 * @param adaptations a line for every shape that the allocator cannot have: what was used instead, or that it was left out, and the
 *     allocator's words
 * @param failure what was found wrong, if anything
 */
public record Outcome(
        String check, int spaces, long operations, List<String> adaptations, Optional<AssertionError> failure) {
    /** Copies the list. */
    public Outcome {
        adaptations = List.copyOf(adaptations);
    }

    /** Whether nothing was found wrong. */
    public boolean passed() {
        return failure.isEmpty();
    }
}
