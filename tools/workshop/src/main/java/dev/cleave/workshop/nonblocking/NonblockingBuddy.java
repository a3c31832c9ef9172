package dev.cleave.workshop.nonblocking;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.List;
import java.util.function.IntFunction;

/**
 * NBBS: a buddy tree of status bits that threads climb by compare-and-set, with one level or four levels in a word.
 *
 * <p>Every node of the tree says in five bits ({@link Status}) whether it is allocated whole, and which of its halves
 * hold something allocated. There are no lists and no counters of free blocks: who wants a block of order k looks along
 * the nodes of order k, from where it was lucky last.
 *
 * <pre>
 *   order 2           ▲ mark OL            allocate(0) = 1:  take node 1: 0 → BUSY
 *                   ╱   ╲                                    climb: mark "my half is occupied" in each node above,
 *   order 1        ▲ OR   .                                  and wipe "my half is coalescing"
 *                 ╱ ╲    ╱ ╲
 *   order 0      .   █  .   .              free(1):          climb: announce "my half is coalescing"
 *                0   1  2   3                                release node 1: BUSY → 0
 *                                                            climb: unmark each half that is empty
 * </pre>
 *
 * <p><b>Allocate.</b> Take a free node: a compare-and-set from 0 to BUSY. Then climb to the root, marking. A node above
 * that is BUSY was allocated whole meanwhile: undo (that is, free), and look on behind that node. Where the half is
 * marked already and nobody announced it to become free, looking is enough.
 *
 * <p><b>Free.</b> The offset names the block by the order kept for each unit ({@link BlockOrders}). Climb and announce,
 * up to the first node with another occupied half; release the node; climb again and unmark, up to the same kind of
 * node.
 *
 * <p><b>Four levels.</b> Only each fourth level is kept, eight nodes in a word ({@link Layout}); a block of order 4s +
 * k is 2^k nodes of storey s, taken by one compare-and-set. A climb then costs one compare-and-set for four levels.
 * This one class is both: with one level a word, a word is a node.
 *
 * <p><b>Cost</b> for a tree of h levels in storeys of H: at best, h/H + 1 compare-and-sets to allocate and 2·h/H + 1 to
 * free in an empty tree, fewer where neighbours are occupied; a search reads one word for 2^(H-1) nodes of its level,
 * all of them when it must refuse.
 *
 * <p><b>What is mended</b> against the published algorithm, as we understand it:
 *
 * <ol>
 *   <li>Published, who unmarks trusts the coalescing bit. With three threads that is wrong: one stalls in its climb to
 *       unmark a half; another allocates in that half (wiping the bit) and a third, which began to free there before,
 *       sets the bit anew: the first unmarks a half that holds a block, and its parent can be allocated over it. Here,
 *       who unmarks reads the node, then sees that the half is empty, then changes the node from exactly what was read;
 *       and each mark changes the node's tag. (The tag has 24 bits: it comes round after 16 million marks of one word
 *       during one such step.)
 *   <li>Published, who finds no coalescing bit stops unmarking; with four levels a word, two neighbours freed at once
 *       can leave a parent marked for ever. Here, whoever empties a word goes on to the half above, and announces it
 *       itself where need be; and whoever finds the half unmarked already goes on for the other, who may have stopped
 *       there.
 *   <li>A search can miss a block that is freed behind it while one before it goes. Here, a search that finds nothing
 *       is repeated when blocks were given back meanwhile, up to {@value #SEARCHES} times. What remains: while another
 *       thread holds a node that it is about to give up (its climb met an allocated node), a search takes that node for
 *       allocated.
 *   <li>The root is a node like any other: a request of the whole space works. Offsets are checked, and freeing twice
 *       is told, even when two threads race for it.
 * </ol>
 *
 * <p><b>Progress.</b> Lock-free: a compare-and-set fails only where another's has succeeded.
 *
 * <p><b>Source.</b> Marotta, Ianni, Scarselli, Pellegrini, Quaglia, <i>A Non-blocking Buddy System for Scalable Memory
 * Allocation on Multi-core Machines</i>, CLUSTER 2018.
 */
public final class NonblockingBuddy implements BlockAllocator {
    /** With one level in a word. */
    public static final Description ONE_LEVEL =
            describe("nbbs-1", "NBBS: tree of status bits, one node a word", Progress.LOCK_FREE);

    /** With four levels in a word. */
    public static final Description FOUR_LEVELS =
            describe("nbbs-4", "NBBS: tree of status bits, four levels a word", Progress.LOCK_FREE);

    /** The most units: a byte and up to two words are kept for each. */
    public static final long MOST_UNITS = 1L << 29;

    private static final int SEARCHES = 8;

    private final Description description;
    private final Shape shape;
    private final Layout layout;
    private final int units;
    private final int top;
    private final StatusWords words;
    private final BlockOrders blocks;
    private final Places places;
    /** For each order, where in a word its blocks begin. */
    private final long[] starts;

    /** A tree with so many levels in each of the words, which {@code newWords} makes. */
    NonblockingBuddy(Description description, Shape shape, int levels, IntFunction<StatusWords> newWords) {
        if (shape.units() > MOST_UNITS) {
            throw new IllegalArgumentException(shape.units() + " units: " + description.name() + " allows 1 to "
                    + MOST_UNITS + "; use a larger minimum block");
        }
        this.description = description;
        this.shape = shape;
        layout = new Layout(shape, levels);
        units = (int) shape.units();
        top = layout.top();
        words = newWords.apply(layout.wordCount());
        blocks = new BlockOrders(units, words.isShared());
        places = new Places(units, shape.maxOrder(), words.isShared());
        starts = new long[shape.maxOrder() + 1];
        for (int order = 0; order < starts.length; order++) {
            starts[order] = layout.starts(layout.spanOf(order));
        }
        occupyBeyondTheEnd();
    }

    /** The tree with one level in a word: a space of this shape, wholly free. */
    public static NonblockingBuddy oneLevel(Shape shape) {
        return new NonblockingBuddy(ONE_LEVEL, shape, 1, StatusWords::shared);
    }

    /** The tree with four levels in a word: a space of this shape, wholly free. */
    public static NonblockingBuddy fourLevels(Shape shape) {
        return new NonblockingBuddy(FOUR_LEVELS, shape, 4, StatusWords::shared);
    }

    /** What an allocator of this kind says of itself. */
    static Description describe(String name, String title, Progress progress) {
        return new Description(name, title, ThreadSafety.ANY_THREAD, progress, true,
                "Marotta, Ianni, Scarselli, Pellegrini, Quaglia: A Non-blocking Buddy System for Scalable Memory"
                        + " Allocation on Multi-core Machines, CLUSTER 2018");
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public long allocate(int order) {
        shape.requireOrder(order);
        int row = places.row();
        int place = (int) places.getOpaque(row, order);
        long found = tryWord(order, place);
        if (found < 0) {
            found = search(order, place);
            if (found < 0) {
                return NO_BLOCK;
            }
            places.setOpaque(row, order, found);
        }
        blocks.publishRelease((int) found, order);
        return found;
    }

    @Override
    public void free(long offset) {
        int unit = (int) shape.requireOffset(offset);
        int order = blocks.getAcquire(unit);
        if (order == BlockOrders.NONE || !blocks.claim(unit, order)) {
            throw Misuse.noBlock(offset);
        }
        int row = places.row();
        int storey = layout.storeyOf(order);
        int node = unit >>> layout.nodeOrder(storey);
        long fields = Status.repeat(Status.NODE, layout.spanOf(order)) << layout.shiftOfNode(node);
        release(storey, layout.wordOfNode(node), fields, row);
        places.setOpaque(row, order, unit);
    }

    @Override
    public long unitsOf(long offset) {
        int order = blocks.getAcquire((int) shape.requireOffset(offset));
        if (order == BlockOrders.NONE) {
            throw Misuse.noBlock(offset);
        }
        return 1L << order;
    }

    /** Looks everywhere, from this unit on and round; looks again when blocks were given back meanwhile. */
    private long search(int order, int place) {
        for (int search = 0; search < SEARCHES; search++) {
            long releases = places.releasesVolatile();
            long found = searchBetween(order, place, units);
            if (found < 0) {
                found = searchBetween(order, 0, place);
            }
            if (found >= 0 || releases == places.releasesVolatile()) {
                return found;
            }
        }
        return NO_BLOCK;
    }

    private long searchBetween(int order, int from, int end) {
        for (long unit = firstCandidate(order, from, end); unit < end;) {
            long found = tryWord(order, (int) unit);
            if (found >= 0) {
                return found;
            }
            unit = firstCandidate(order, ~found, end);
        }
        return NO_BLOCK;
    }

    /**
     * The first unit, from one on, whose word has a free block of this order to show; {@code end} or more when there is
     * none.
     */
    private long firstCandidate(int order, long from, int end) {
        int storey = layout.storeyOf(order);
        int span = layout.spanOf(order);
        int wordOrder = layout.wordOrder(storey);
        long candidates = starts[order];
        int base = layout.index(storey, 0);
        int after = ((end - 1) >> wordOrder) + 1;
        for (int word = (int) (from >>> wordOrder); word < after; word++) {
            if ((Status.free(words.getVolatile(base + word), span) & candidates) != 0) {
                return (long) word << wordOrder;
            }
        }
        return end;
    }

    /**
     * Tries to allocate in the word of this order that holds the unit.
     *
     * @return the offset of the block, or, inverted ({@code ~}), the unit from which to look on
     */
    private long tryWord(int order, int unit) {
        int storey = layout.storeyOf(order);
        int span = layout.spanOf(order);
        int word = unit >>> layout.wordOrder(storey);
        int index = layout.index(storey, word);
        for (;;) {
            long seen = words.getVolatile(index);
            long free = Status.free(seen, span) & starts[order];
            if (free == 0) {
                return ~((word + 1L) << layout.wordOrder(storey));
            }
            int shift = Long.numberOfTrailingZeros(free);
            if (words.compareAndSet(index, seen, Status.take(seen, Status.repeat(Status.BUSY, span) << shift))) {
                int blocked = climb(storey, word);
                if (blocked == storey) {
                    long node = (long) word * layout.nodesPerWord() + shift / Status.BITS;
                    return node << layout.nodeOrder(storey);
                }
                release(storey, word, Status.repeat(Status.NODE, span) << shift, places.row());
                int behind = layout.nodeOrder(blocked);
                return ~(((((long) word << layout.wordOrder(storey)) >>> behind) + 1) << behind);
            }
        }
    }

    /**
     * Marks, in each node above this word, the half that the word lies in.
     *
     * @return the storey of a node above that is allocated whole, or the word's own storey if there is none
     */
    private int climb(int storey, int word) {
        int half = word;
        for (int above = storey + 1; above <= top; above++) {
            int node = half >>> 1;
            int shift = layout.shiftOfNode(node);
            long side = side(half, shift);
            half = layout.wordOfNode(node);
            int index = layout.index(above, half);
            for (;;) {
                long seen = words.getVolatile(index);
                if (Status.isOccupied(seen, shift)) {
                    return above;
                }
                if (Status.isMarked(seen, side) && !Status.isCoalescing(seen, side)
                        || words.compareAndSet(index, seen, Status.mark(seen, side))) {
                    break;
                }
            }
        }
        return storey;
    }

    /** Gives nodes of a word back: announces, releases, unmarks. */
    private void release(int storey, int word, long fields, int row) {
        int index = layout.index(storey, word);
        long seen = words.getVolatile(index);
        if (!Status.hasOthers(seen, fields)) {
            announce(storey, word);
        }
        while (!words.compareAndSet(index, seen, Status.release(seen, fields))) {
            seen = words.getVolatile(index);
        }
        if (Status.isEmpty(Status.release(seen, fields))) {
            unmark(storey, word);
        }
        places.countReleaseVolatile(row);
    }

    /** Announces above this word that it may become empty, up to the first node with something else below its word. */
    private void announce(int storey, int word) {
        int half = word;
        for (int above = storey + 1; above <= top; above++) {
            int node = half >>> 1;
            int shift = layout.shiftOfNode(node);
            long side = side(half, shift);
            half = layout.wordOfNode(node);
            int index = layout.index(above, half);
            long seen;
            do {
                seen = words.getVolatile(index);
                if (Status.isOccupied(seen, shift) || !Status.isMarked(seen, side)) {
                    return;
                }
            } while (!Status.isCoalescing(seen, side)
                    && !words.compareAndSet(index, seen, Status.announce(seen, side)));
            if (Status.hasOthers(seen, side)) {
                return;
            }
        }
    }

    /**
     * Clears the mark above this word, which was seen empty, and, as long as that empties the word above, those above
     * that.
     */
    private void unmark(int storey, int word) {
        int half = word;
        for (int above = storey + 1; above <= top; above++) {
            int below = layout.index(above - 1, half);
            int node = half >>> 1;
            int shift = layout.shiftOfNode(node);
            long side = side(half, shift);
            half = layout.wordOfNode(node);
            int index = layout.index(above, half);
            if (!unmarkHalf(index, shift, side, below)) {
                return;
            }
        }
    }

    /** Clears the mark of one half if that is still empty; true when the word of the mark is empty then. */
    private boolean unmarkHalf(int index, int shift, long side, int below) {
        for (;;) {
            long seen = words.getVolatile(index);
            if (Status.isOccupied(seen, shift)) {
                return false;
            }
            if (!Status.isMarked(seen, side)) {
                return Status.isEmpty(seen);
            }
            if (!Status.isCoalescing(seen, side)) {
                words.compareAndSet(index, seen, Status.announce(seen, side));
                continue;
            }
            if (!Status.isEmpty(words.getVolatile(below))) {
                return false;
            }
            long next = Status.unmark(seen, side);
            if (words.compareAndSet(index, seen, next)) {
                return Status.isEmpty(next);
            }
        }
    }

    /** The bit of the half in which this word lies, in the node above it: even words are left. */
    private static long side(int word, int shift) {
        return Status.OCCUPIED_LEFT >>> (word & 1) << shift;
    }

    private void occupyBeyondTheEnd() {
        for (int storey = 0; storey <= top; storey++) {
            for (int word = 0; word < layout.wordCount(storey); word++) {
                words.setPlain(layout.index(storey, word), fresh(storey, word));
            }
        }
    }

    /**
     * A word of a fresh tree: nodes that lie wholly beyond the last unit are allocated, those partly beyond are marked.
     */
    private long fresh(int storey, int word) {
        long fresh = 0;
        for (int slot = 0; slot < layout.nodesPerWord(); slot++) {
            int shift = slot * Status.BITS;
            long node = (long) word * layout.nodesPerWord() + slot;
            if (node << layout.nodeOrder(storey) >= units) {
                fresh |= Status.BUSY << shift;
            } else if (storey > 0) {
                for (long half = 2 * node; half <= 2 * node + 1; half++) {
                    if (half >= layout.wordCount(storey - 1)
                            || !Status.isEmpty(word(storey - 1, (int) half))) {
                        fresh |= side((int) half, shift);
                    }
                }
            }
        }
        return fresh;
    }

    /** Where its nodes lie. */
    Layout layout() {
        return layout;
    }

    /** A word of a storey, as it is. */
    long word(int storey, int word) {
        return words.getVolatile(layout.index(storey, word));
    }

    /** The five bits of the node of this order that begins at this unit. */
    long node(int order, int unit) {
        int storey = layout.storeyOf(order);
        int node = unit >>> layout.nodeOrder(storey);
        return Status.node(word(storey, layout.wordOfNode(node)), layout.shiftOfNode(node), layout.spanOf(order));
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        int order = shape.maxOrder();
        for (long unit = 0; unit < units; unit += 1L << order) {
            visitFree(order, (int) unit, visitor);
        }
    }

    private void visitFree(int order, int unit, FreeBlockVisitor visitor) {
        long node = node(order, unit);
        if (node == 0) {
            visitor.visit(unit, 1L << order);
        } else if (order > 0 && (node & Status.OCCUPIED) == 0) {
            visitFree(order - 1, unit, visitor);
            int right = unit + (1 << (order - 1));
            if (right < units) {
                visitFree(order - 1, right, visitor);
            }
        }
    }

    @Override
    public long metadataBytes() {
        return words.bytes() + blocks.bytes() + places.bytes();
    }

    @Override
    public List<String> picture() {
        return TreePicture.of(this);
    }
}
