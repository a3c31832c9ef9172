package dev.cleave.gpu.occupancy;

import java.util.Set;
import java.util.stream.Collectors;

/** What keeps more blocks from being resident. */
public enum Limit {
    /** The multiprocessor's warps; or the block has too many threads. */
    WARPS("warps"),
    /** The multiprocessor's registers; or those that one block may have. */
    REGISTERS("registers"),
    /** The multiprocessor's shared memory; or that which one block may have. */
    SHARED_MEMORY("shared memory"),
    /** The multiprocessor's places for blocks. */
    BLOCKS("blocks");

    private final String label;

    Limit(String label) {
        this.label = label;
    }

    /** In words. */
    public String label() {
        return label;
    }

    /** Its letter: w, r, s or b. */
    public char letter() {
        return label.charAt(0);
    }

    /** The letters of several, in the order w, r, s, b. */
    public static String letters(Set<Limit> limits) {
        return limits.stream().sorted().map(limit -> String.valueOf(limit.letter())).collect(Collectors.joining());
    }
}
