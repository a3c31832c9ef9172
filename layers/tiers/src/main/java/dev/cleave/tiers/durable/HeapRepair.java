package dev.cleave.tiers.durable;

import dev.cleave.tiers.durable.HeapSurvey.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@link HeapCheck#repair} did to make a damaged file open again. Immutable.
 *
 * @param lost what was given up, where it was
 * @param backup the file as it was before; nothing where it is as it was, for nothing was wrong
 */
public record HeapRepair(List<Finding> lost, Optional<Path> backup) {
    /** Keeps a copy. */
    public HeapRepair {
        lost = List.copyOf(lost);
    }
}
