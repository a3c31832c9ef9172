package dev.cleave.gpu.dump;

import java.util.List;
import java.util.Optional;

/**
 * A pool of blocks in a memory type.
 *
 * @param type the memory type's number
 * @param custom whether a user made it; a memory type has one default pool at most, and any number
 *     of custom ones
 * @param name a user's name for it
 * @param flags how a custom pool allocates
 * @param preferredBlockSize of its blocks, in bytes
 * @param blocks of device memory
 * @param dedicated allocations beside the blocks, each with device memory of its own
 */
public record DumpedPool(
        int type,
        boolean custom,
        Optional<String> name,
        List<String> flags,
        long preferredBlockSize,
        List<DumpedBlock> blocks,
        List<DumpedRange> dedicated) {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException when one is negative, when a default pool has a name or
     *     flags, or when a dedicated allocation is free
     */
    public DumpedPool {
        Figures.requireCount("a type's number", type);
        Figures.requireCount("PreferredBlockSize", preferredBlockSize);
        if (!custom && (name.isPresent() || !flags.isEmpty())) {
            throw new IllegalArgumentException(
                    "a default pool has neither a name nor flags: given " + name + ", " + flags);
        }
        if (dedicated.stream().anyMatch(DumpedRange::isFree)) {
            throw new IllegalArgumentException("a dedicated allocation cannot be " + DumpedRange.FREE);
        }
        flags = List.copyOf(flags);
        blocks = List.copyOf(blocks);
        dedicated = List.copyOf(dedicated);
    }

    /** The default pool of a memory type. */
    public static DumpedPool ofType(int type, long blockSize, List<DumpedBlock> blocks, List<DumpedRange> dedicated) {
        return new DumpedPool(type, false, Optional.empty(), List.of(), blockSize, blocks, dedicated);
    }

    /** What people call it. */
    public String title() {
        String where = "type " + type;
        if (!custom) {
            return where;
        }
        return where + ", pool" + name.map(given -> " '" + given + "'").orElse("");
    }
}
