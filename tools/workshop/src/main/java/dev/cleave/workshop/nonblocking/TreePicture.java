package dev.cleave.workshop.nonblocking;

import java.util.ArrayList;
import java.util.List;

/** Draws a tree of status bits, level by level, each node above the middle of its units. */
final class TreePicture {
    private static final int COLUMNS = 4;

    private TreePicture() {}

    /**
     * A line for each level, largest order first, one with the units, one for each packed word, and what the signs
     * mean.
     */
    static List<String> of(NonblockingBuddy tree) {
        int units = (int) tree.shape().units();
        List<String> lines = new ArrayList<>();
        for (int order = tree.shape().maxOrder(); order >= 0; order--) {
            StringBuilder line = new StringBuilder("order %2d ".formatted(order));
            for (int unit = 0; unit < units; unit += 1 << order) {
                line.append(centered(sign(tree.node(order, unit)), COLUMNS << order));
            }
            lines.add(line.toString().stripTrailing());
        }
        StringBuilder offsets = new StringBuilder("offset   ");
        for (int unit = 0; unit < units; unit++) {
            offsets.append(centered(Integer.toString(unit), COLUMNS));
        }
        lines.add(offsets.toString().stripTrailing());
        if (tree.layout().nodesPerWord() > 1) {
            addWords(tree, lines);
        }
        lines.add(". free   # allocated   < > x left, right, both halves hold something   ~ coalescing announced");
        return lines;
    }

    /** The words as they are kept: for each node, from the left, its bits OCC CL CR OL OR. */
    private static void addWords(NonblockingBuddy tree, List<String> lines) {
        Layout layout = tree.layout();
        for (int storey = layout.top(); storey >= 0; storey--) {
            for (int word = 0; word < layout.wordCount(storey); word++) {
                StringBuilder line = new StringBuilder(
                        "word of nodes of order %d, from %d:".formatted(layout.nodeOrder(storey),
                                (long) word << layout.wordOrder(storey)));
                for (int node = 0; node < layout.nodesPerWord(); node++) {
                    long bits = Status.node(tree.word(storey, word), node * Status.BITS, 0);
                    line.append(' ').append(Long.toBinaryString(Status.NODE + 1 + bits).substring(1));
                }
                lines.add(line.toString());
            }
        }
    }

    private static String sign(long node) {
        String coalescing = (node & (Status.COALESCING_LEFT | Status.COALESCING_RIGHT)) == 0 ? "" : "~";
        if ((node & Status.OCCUPIED) != 0) {
            return "#";
        }
        boolean left = (node & Status.OCCUPIED_LEFT) != 0;
        boolean right = (node & Status.OCCUPIED_RIGHT) != 0;
        return (left && right ? "x" : left ? "<" : right ? ">" : ".") + coalescing;
    }

    private static String centered(String text, int columns) {
        int before = (columns - text.length()) / 2;
        return " ".repeat(before) + text + " ".repeat(columns - before - text.length());
    }
}
