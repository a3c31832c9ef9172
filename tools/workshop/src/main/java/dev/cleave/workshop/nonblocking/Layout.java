package dev.cleave.workshop.nonblocking;

import dev.cleave.workshop.contract.Shape;

/**
 * Where the nodes of a tree lie, with so many of its levels in one word: pure arithmetic.
 *
 * <p>With H levels a word, a word is a <i>bunch</i>: a small tree of H levels of which only the lowest is kept, 2^(H-1)
 * nodes; the levels above follow from it. The bunches of equal height are a <i>storey</i>: storey s has the orders H·s
 * to H·s + H - 1, and keeps the nodes of order H·s. Below, with H = 4 and 256 units of which the blocks have up to
 * order 7:
 *
 * <pre>
 *   storey 1   orders 4..7    word 0: nodes of 16 units            ├0┼1┼2┼3┼4┼5┼6┼7┤   word 1 …
 *                                                                   ╱ ╲
 *   storey 0   orders 0..3    words 0, 1: nodes of 1 unit  ├0…7┤  ├8…15┤   word 2 …
 * </pre>
 *
 * <p>So word w of a storey is the left (w even) or right (w odd) half of node w/2 in the storey above. With H = 1 a
 * word is a node, and a storey is a level. A tree has as many words as the units need; nodes beyond the last unit are
 * occupied for ever. Words of the highest storey stand side by side, with nothing above: the tree is a forest.
 */
final class Layout {
    private final int levels;
    private final int top;
    private final int[] first;

    Layout(Shape shape, int levels) {
        this.levels = levels;
        top = shape.maxOrder() / levels;
        first = new int[top + 2];
        for (int storey = 0; storey <= top; storey++) {
            long words = ((shape.units() - 1) >>> wordOrder(storey)) + 1;
            first[storey + 1] = Math.toIntExact(first[storey] + words);
        }
    }

    /** The highest storey. */
    int top() {
        return top;
    }

    /** The storey that blocks of this order lie in. */
    int storeyOf(int order) {
        return levels == 1 ? order : order / levels;
    }

    /** How many nodes, as a power of two, a block of this order covers in its word. */
    int spanOf(int order) {
        return levels == 1 ? 0 : order % levels;
    }

    /** The order of a word of this storey. */
    int wordOrder(int storey) {
        return storey * levels + levels - 1;
    }

    /** The order of a node that this storey keeps. */
    int nodeOrder(int storey) {
        return storey * levels;
    }

    /** All words. */
    int wordCount() {
        return first[top + 1];
    }

    /** The words of a storey. */
    int wordCount(int storey) {
        return first[storey + 1] - first[storey];
    }

    /** Where word {@code word} of a storey lies in the array. */
    int index(int storey, int word) {
        return first[storey] + word;
    }

    /** The word that holds a node of its storey. */
    int wordOfNode(int node) {
        return node >>> (levels - 1);
    }

    /** By how many bits a node of a storey is shifted in its word. */
    int shiftOfNode(int node) {
        return (node & ((1 << (levels - 1)) - 1)) * Status.BITS;
    }

    /** How many nodes a word has. */
    int nodesPerWord() {
        return 1 << (levels - 1);
    }

    /** The lowest bits of the nodes of a word at which a block 2^span nodes wide may begin. */
    long starts(int span) {
        long starts = 0;
        for (int node = 0; node < nodesPerWord(); node += 1 << span) {
            starts |= 1L << node * Status.BITS;
        }
        return starts;
    }
}
