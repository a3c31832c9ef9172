package dev.cleave.heap;

/**
 * How much a {@link Heap} does to find misuse of its blocks. What each level catches, when, and what it costs, is a table in
 * {@code docs/safety.md}.
 */
public enum SafetyLevel {
    /** A free is refused unless a live block begins at the address: no double free, no foreign address, none inside a block. Costs nothing: the default. */
    FAST,
    /**
     * Beside that: blocks come zeroed and from random slots, end with a canary that is checked when they are freed, and are filled with a pattern and
     * kept in quarantine before they are handed out again. Each block is 8 bytes larger, and costs about what its bytes cost to fill twice.
     */
    HARDENED,
    /**
     * Beside that: each {@link Heap#allocateSegment segment} has a JDK arena of its own, which ends when the block is freed, so that any later use
     * throws. Freeing costs a handshake with every thread, 50 µs and more, unless {@linkplain HeapBuilder#confinedBlocks blocks are confined}.
     * What is dealt with by raw address is guarded as at {@link #HARDENED}.
     */
    CHECKED
}
