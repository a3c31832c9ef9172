package dev.cleave.workshop.show;

/**
 * A block in a picture.
 *
 * @param offset its first unit
 * @param units its length
 * @param state whose it is
 * @param letter the name of an allocated block; a blank for others
 * @param marked whether the step is about it
 */
public record Piece(long offset, long units, State state, char letter, boolean marked) {
    /** Whose a block is. */
    public enum State {
        /** A caller's. */
        ALLOCATED,
        /** In the books as free. */
        FREE,
        /** Neither: a cache has it. */
        HELD
    }

    /** Its units as captions name them: {@code 8-11}, or {@code 8}. */
    String range() {
        return range(offset, units);
    }

    static String range(long offset, long units) {
        return units == 1 ? Long.toString(offset) : offset + "-" + (offset + units - 1);
    }
}
