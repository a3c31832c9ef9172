package dev.cleave.gpu;

/** Where in a block of the buddy layout an allocation goes. */
public enum Placement {
    /** Into the smallest holes first: least memory. */
    PACKED,
    /**
     * At a multiple of the power of two around its size, where freed neighbours of its size are
     * kept at hand: least time, and a little more scatter.
     */
    FASTEST,
    /** At the lowest place that is free: for memory that is to be given back at its upper end. */
    LOWEST
}
