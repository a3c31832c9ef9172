package dev.cleave.gpu;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which block of a pool is to be emptied next: the one with the least to copy, if the others have
 * room for it. Blocks that took in what was moved before are not emptied again. Pure.
 */
final class VictimChoice {
    private VictimChoice() {}

    /**
     * A block as the choice sees it.
     *
     * @param usedBytes what would have to be copied
     * @param freeBytes what it could take in
     * @param receives whether it is a target, and no victim
     * @param block which it is
     */
    record Candidate<B>(long usedBytes, long freeBytes, boolean receives, B block) {}

    /** The block with the least in it that the free bytes of all others can take in. */
    static <B> Optional<B> next(List<Candidate<B>> blocks) {
        long allFree = blocks.stream().mapToLong(Candidate::freeBytes).sum();
        return blocks.stream()
                .filter(each -> !each.receives() && each.usedBytes() <= allFree - each.freeBytes())
                .min(Comparator.comparingLong(Candidate::usedBytes))
                .map(Candidate::block);
    }
}
