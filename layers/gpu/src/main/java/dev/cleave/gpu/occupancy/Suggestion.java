package dev.cleave.gpu.occupancy;

import java.util.Locale;

/**
 * A change of one thing of a launch, and what comes of it.
 *
 * @param limit {@link Limit#SHARED_MEMORY}, {@link Limit#REGISTERS}, or {@link Limit#WARPS} for the
 *     threads of a block
 * @param change how much more of it: bytes a block, registers a thread, or threads a block; below 0
 *     for less
 * @param changed the occupancy with the change
 */
public record Suggestion(Limit limit, int change, Occupancy changed) {
    /**
     * In words, as {@code 48 bytes of shared memory a block less: 7 blocks resident, 87.5 % of the
     * warps}.
     */
    public String text() {
        String thing = switch (limit) {
            case SHARED_MEMORY -> "bytes of shared memory a block";
            case REGISTERS -> "registers a thread";
            case WARPS, BLOCKS -> "threads a block";
        };
        int amount = Math.abs(change);
        String singular = amount == 1 ? thing.replaceFirst("s ", " ") : thing;
        return String.format(Locale.ROOT, "%,d %s %s: %d %s resident, %.1f %% of the warps", amount, singular,
                change < 0 ? "less" : "more", changed.blocks(), changed.blocks() == 1 ? "block" : "blocks",
                100 * changed.share());
    }
}
