package dev.cleave.workshop.contract;

/** The refusals of an offset at which no allocated block begins; every allocator words them alike. */
public final class Misuse {
    private Misuse() {}

    /** The offset lies inside a block that begins before it, or at a unit that is free. */
    public static IllegalArgumentException noBlock(long offset) {
        return new IllegalArgumentException("no allocated block begins at offset " + offset
                + ": it was freed already, or never allocated, or lies inside a block");
    }
}
