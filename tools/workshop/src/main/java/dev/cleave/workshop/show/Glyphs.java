package dev.cleave.workshop.show;

/**
 * The characters that boxes are drawn with.
 *
 * @param mark over what a step is about
 * @param used fills allocated blocks
 * @param held fills what a cache holds
 */
public record Glyphs(
        String topLeft, String topJoint, String topRight, String side, String bottomLeft, String bottomJoint,
        String bottomRight, String across, String mark, String used, String held) {
    /** Lines that join up. */
    public static final Glyphs LINES = new Glyphs("┌", "┬", "┐", "│", "└", "┴", "┘", "─", "▼", "░", "~");

    /** What every terminal and font has. */
    public static final Glyphs ASCII = new Glyphs("+", "+", "+", "|", "+", "+", "+", "-", "v", ":", "~");
}
