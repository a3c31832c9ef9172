package dev.cleave.workshop.show;

/** Colours the inside of a box. */
@FunctionalInterface
public interface Painter {
    /** Leaves it as it is. */
    Painter PLAIN = (piece, text) -> text;

    /** The text in the colour of the piece; nothing but colour is added. */
    String paint(Piece piece, String text);
}
