package dev.cleave.workshop.lists;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import dev.cleave.workshop.lists.IntrusiveList.Links;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The textbook buddy system: a list of blocks for each order, a recursive <i>find or split</i>, a recursive <i>coalesce</i>.
 *
 * <pre>
 *   allocate(0) of 8 units                     free(0)
 *
 *   order 3   ├───────0───────┤  no 0: ask 1   0 and 1 are free: join   ▲
 *   order 2   ├───0───┼───4───┤  no 1: ask 2   0 and 2 are free: join   │
 *   order 1   ├─0─┼─2─┤          no 2: ask 3   0 and 4 are free: join   │
 *   order 0   ├0┼1┤              split     ▼   the whole is back
 * </pre>
 *
 * <p>A block of order k begins at a multiple of 2^k, so its buddy's offset differs in bit k alone: no search by address is
 * ever needed, only the question whether the list of order k holds the buddy, free. On a line that is not a power of two
 * the lists begin with the {@linkplain Shape#forEachRoot roots}; a buddy that would lie beyond the end is in no list.
 *
 * <p>The kind of list is all that differs:
 *
 * <table>
 * <caption>Cost of an operation among n blocks of an order, k orders</caption>
 * <tr><th>name</th><th>a list is</th><th>find a free block</th><th>find a given block</th><th>books</th></tr>
 * <tr><td>{@code lists-vector}</td><td>all blocks, free and taken, in a growable vector</td><td>n</td><td>n for each order</td>
 *     <td>28 bytes a block</td></tr>
 * <tr><td>{@code lists-linked}</td><td>the same in a doubly linked list of {@code java.util}</td><td>n, a cache miss each</td>
 *     <td>n for each order</td><td>48 bytes a block</td></tr>
 * <tr><td>{@code lists-intrusive}</td><td>the free blocks, linked through arrays by unit</td><td>1</td><td>1 for each order</td>
 *     <td>9 bytes a unit</td></tr>
 * </table>
 *
 * <p>With the first two, filling n units takes n² / 2 steps, for each allocation walks past all that were made before it.
 * That is the likely reason why filling one gibibyte in blocks of 4 KiB once took two minutes with vectors and twenty-five with
 * linked lists.
 * Nothing in the algorithm is to blame: with the third kind the same code fills in time linear in n. To allocate from one
 * large block costs k splits, and to free the last small one k joins, with every kind.
 *
 * <p>Source: Knuth, <i>The Art of Computer Programming</i>, volume 1, section 2.5, algorithms R and S; Knowlton, <i>A fast
 * storage allocator</i>, 1965.
 */
public final class ListBuddy implements BlockAllocator {
    /** Blocks in growable vectors. */
    public static final Description VECTORS = describe("lists-vector", "lists by order: growable vectors, scanned");
    /** Blocks in doubly linked lists of {@code java.util}. */
    public static final Description LINKED = describe("lists-linked", "lists by order: linked lists, scanned");
    /** Free blocks linked through arrays. */
    public static final Description INTRUSIVE = describe("lists-intrusive", "lists by order: links in arrays");

    private static final int MOST_UNITS = 1 << 30;
    private static final int VECTOR_ENTRY_BYTES = 4;
    private static final int LINKED_ENTRY_BYTES = 24;

    private final Description description;
    private final Shape shape;
    private final BlockList[] lists;
    private final long sharedBytes;

    /** A space of this shape, wholly free, with vectors. */
    public static ListBuddy vectors(Shape shape) {
        return new ListBuddy(VECTORS, shape,
                order -> new ScannedList(order, new ArrayList<>(), VECTOR_ENTRY_BYTES), 0);
    }

    /** A space of this shape, wholly free, with linked lists. */
    @SuppressWarnings("JdkObsolete") // to show what it costs is why it is here
    public static ListBuddy linked(Shape shape) {
        return new ListBuddy(LINKED, shape,
                order -> new ScannedList(order, new LinkedList<>(), LINKED_ENTRY_BYTES), 0);
    }

    /**
     * A space of this shape, wholly free, with links in arrays.
     *
     * @throws IllegalArgumentException when it has more than 2^30 units
     */
    public static ListBuddy intrusive(Shape shape) {
        Links links = new Links(shape.requireUnits(MOST_UNITS));
        return new ListBuddy(INTRUSIVE, shape, order -> new IntrusiveList(order, links), links.metadataBytes());
    }

    private ListBuddy(Description description, Shape shape, IntFunction<BlockList> kind, long sharedBytes) {
        this.description = description;
        this.shape = shape;
        this.sharedBytes = sharedBytes;
        lists = new BlockList[shape.maxOrder() + 1];
        for (int order = 0; order < lists.length; order++) {
            lists[order] = kind.apply(order);
        }
        shape.forEachRoot((offset, units) -> lists[Long.numberOfTrailingZeros(units)].add(offset, true));
    }

    private static Description describe(String name, String title) {
        return new Description(name, title, ThreadSafety.ONE_THREAD, Progress.SEQUENTIAL, true,
                "Knuth, TAOCP 1, 2.5; Knowlton 1965");
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
        return findOrSplit(shape.requireOrder(order));
    }

    /** A block of this order, marked taken. */
    private long findOrSplit(int order) {
        long found = lists[order].takeFree();
        if (found != NO_BLOCK || order == shape.maxOrder()) {
            return found;
        }
        long whole = findOrSplit(order + 1);
        if (whole != NO_BLOCK) {
            lists[order + 1].remove(whole);
            lists[order].add(whole, false);
            lists[order].add(buddyOf(whole, order), true);
        }
        return whole;
    }

    @Override
    public void free(long offset) {
        coalesce(offset, orderOf(offset));
    }

    /** Makes a block free that is taken, joined with its buddy as often as that is free. */
    private void coalesce(long offset, int order) {
        long buddy = buddyOf(offset, order);
        if (order == shape.maxOrder() || buddy >= shape.units() || !lists[order].isFree(buddy)) {
            lists[order].release(offset);
            return;
        }
        lists[order].remove(offset);
        lists[order].remove(buddy);
        long whole = Math.min(offset, buddy);
        lists[order + 1].add(whole, false);
        coalesce(whole, order + 1);
    }

    private static long buddyOf(long offset, int order) {
        return offset ^ 1L << order;
    }

    @Override
    public long unitsOf(long offset) {
        return 1L << orderOf(offset);
    }

    private int orderOf(long offset) {
        shape.requireOffset(offset);
        for (int order = 0; order < lists.length; order++) {
            if (lists[order].isTaken(offset)) {
                return order;
            }
        }
        throw Misuse.noBlock(offset);
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        for (BlockList list : lists) {
            list.forEachFree(visitor);
        }
    }

    @Override
    public long metadataBytes() {
        long sum = sharedBytes;
        for (BlockList list : lists) {
            sum += list.metadataBytes();
        }
        return sum;
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        for (int order = shape.maxOrder(); order >= 0; order--) {
            lines.add(("order " + order + "  " + lists[order].picture()).strip());
        }
        return lines;
    }
}
