package dev.cleave.gpu;

/** Where in a block of the buddy layout an allocation goes. */
public enum Placement {
    /**
     * At a multiple of the power of two around its size, where there is one, else into any hole:
     * little time, and no block more than holes make necessary.
     */
    BALANCED,
    /** Into the smallest holes first: least scatter, at some times the time. */
    PACKED,
    /** At the lowest place that is free: for memory that is to be given back at its upper end. */
    LOWEST
}
