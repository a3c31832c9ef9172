package dev.cleave.tiers.durable;

/**
 * A handle of an object: one number for life. Pure functions.
 *
 * <pre>
 *   bit 63   62 … 52        51 … 32               31 … 0
 *       0    tag of heap    generation, not 0     slot of the index
 * </pre>
 */
final class Handle {
    /** The generation that a slot has last: it is retired then. */
    static final int LAST_GENERATION = (1 << 20) - 1;

    private static final int GENERATION_SHIFT = 32;
    private static final int TAG_SHIFT = 52;
    private static final long TAG_MASK = (1 << 11) - 1;

    private Handle() {}

    static long of(long tag, int generation, int slot) {
        return (tag & TAG_MASK) << TAG_SHIFT | (long) generation << GENERATION_SHIFT | slot;
    }

    static int slot(long handle) {
        return (int) handle;
    }

    static int generation(long handle) {
        return (int) (handle >>> GENERATION_SHIFT) & LAST_GENERATION;
    }

    /** Whether it can be one of the heap with this tag. */
    static boolean isOf(long handle, long tag) {
        return handle > 0 && handle >>> TAG_SHIFT == (tag & TAG_MASK);
    }

    /** How messages call it. */
    static String text(long handle) {
        return "handle 0x" + Long.toHexString(handle);
    }
}
