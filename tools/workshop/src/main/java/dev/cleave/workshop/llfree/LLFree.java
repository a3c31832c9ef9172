package dev.cleave.workshop.llfree;

import dev.cleave.buddy.Stripes;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.ProcessorStripes;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.ArrayList;
import java.util.List;

/**
 * LLFree: two levels, no lists, no lock, no merging. The lower level knows which frames are free; the upper level knows
 * where to look, and keeps processors out of each other's way.
 *
 * <pre>
 *   upper   stripe 0: tree 2, row, 12,004 free      stripe 1: tree 0, row, 310 free       (Reservation, a word each)
 *                          │                                       │
 *           tree 0: 0, reserved     tree 1: 16,384     tree 2: 57, reserved   …           (TreeCount, a word each)
 *           ╱         ╲
 *   lower  child 0: 512   child 1: 37   child 2: huge   … 32 of them                      (ChildCount, 16 bits each)
 *                          │
 *                         ######..#.#####…##  512 bits in eight words                     (BitWord)
 * </pre>
 *
 * <p>A <em>frame</em> is a unit. A block up to order 6 is a run of bits in one word; so allocating it is three
 * compare-and-sets: the stripe's count, the child's count, the word. Freeing it is the same three upwards. Nothing is
 * ever split or merged: a run of clear bits is a free block of every order that fits in it. Order 9 is one counter that
 * swings from 512 to "huge", order 10 two in one word; and that is the largest this layout has: {@link #LLFree} refuses
 * shapes whose largest order is above.
 *
 * <p>Invariants, while no call is on its way: (1) a child's count is the number of its clear bits, and 0 if it is huge;
 * (2) a tree's count and that of the stripe that reserved it are together its children's; (3) a tree is reserved by one
 * stripe at most; (4) bits of frames beyond the end are set. While calls are on their way a child's count may be less,
 * never more.
 *
 * <p>Cost: seven compare-and-sets and a store for a pair in the reserved tree, one of them for the order map (see
 * below). When the tree is used up, a look at each tree's count. A request fails after a look at every word of bits.
 * Metadata: a bit and a thirty-second of one a frame, 33 KiB for 1 GiB in frames of 4 KiB; and a byte a frame of
 * {@code OrderMap}, 256 KiB, which the original does not need, since its callers say the order when they free.
 * {@link #metadataBytes} counts both.
 *
 * <p>Source: Wrenger, Rommel, Halbuer, Dietrich, Lohmann: <em>LLFree: Scalable and Optionally-Persistent Page-Frame
 * Allocation</em>, USENIX ATC 2023. Left out: persistence, and trees of a kind for huge frames alone.
 */
public final class LLFree implements BlockAllocator {
    /** What it says of itself. */
    public static final Description DESCRIPTION =
            new Description("llfree", "LLFree's two levels", ThreadSafety.ANY_THREAD,
                    Progress.LOCK_FREE, true, "Wrenger et al., LLFree, USENIX ATC 2023");

    private static final int SHOWN_CHILDREN = 16;
    private static final int SHOWN_FRAMES = 64;

    private final Shape shape;
    private final Lower lower;
    private final Upper upper;
    private final OrderMap orders;
    private final Stripes stripes;

    /**
     * A space wholly free.
     *
     * @param shape at most 2^30 units, and largest order 10
     * @throws IllegalArgumentException when the shape has more
     */
    public LLFree(Shape shape) {
        if (shape.maxOrder() > Lower.MAX_ORDER) {
            throw new IllegalArgumentException("largest order " + shape.maxOrder() + ": llfree serves up to "
                    + Lower.MAX_ORDER + "; open it with a smaller largest order");
        }
        if (shape.units() > Reservation.MOST_FRAMES) {
            throw new IllegalArgumentException(shape.units() + " units: llfree serves up to " + Reservation.MOST_FRAMES
                    + "; open it with fewer units");
        }
        this.shape = shape;
        int frames = (int) shape.units();
        stripes = ProcessorStripes.ofThisMachine();
        lower = new Lower(frames);
        upper = new Upper(lower, frames, stripes.count());
        orders = new OrderMap(frames);
    }

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public long allocate(int order) {
        int frame = upper.take(stripe(), shape.requireOrder(order));
        if (frame == Lower.NONE) {
            return NO_BLOCK;
        }
        orders.publish(frame, order);
        return frame;
    }

    @Override
    public void free(long offset) {
        int frame = (int) shape.requireOffset(offset);
        int order = orders.claim(frame);
        if (order == OrderMap.NONE) {
            throw Misuse.noBlock(offset);
        }
        upper.give(stripe(), frame, order);
    }

    private int stripe() {
        return stripes.mine();
    }

    @Override
    public long unitsOf(long offset) {
        int order = orders.orderOf((int) shape.requireOffset(offset));
        if (order == OrderMap.NONE) {
            throw Misuse.noBlock(offset);
        }
        return 1L << order;
    }

    /** Gives all stripes' reservations back. Blocks are joined anyway. */
    @Override
    public void drain() {
        upper.drain();
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        int frames = (int) shape.units();
        int at = 0;
        while (at < frames) {
            boolean taken = lower.isTaken(at);
            int end = at;
            while (end < frames && lower.isTaken(end) == taken) {
                end++;
            }
            if (!taken) {
                shape.forEachAligned(at, end, visitor);
            }
            at = end;
        }
    }

    /** Checks the invariants, while no call is on its way; for tests. */
    void verify() {
        upper.verify();
    }

    @Override
    public long metadataBytes() {
        return lower.byteSize() + upper.byteSize() + orders.byteSize();
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        for (int stripe = 0; stripe < stripes.count(); stripe++) {
            long reservation = upper.reservations().get(stripe);
            lines.add("stripe " + stripe + ": "
                    + (Reservation.isPresent(reservation)
                            ? "tree " + Reservation.tree(reservation) + " from row " + Reservation.row(reservation)
                                    + ", "
                                    + Reservation.free(reservation) + " free"
                            : "no tree"));
        }
        for (int tree = 0; tree < Math.min(SHOWN_CHILDREN, upper.trees().count()); tree++) {
            lines.add("tree " + tree + ": " + upper.trees().free(tree) + " free"
                    + (upper.trees().isReserved(tree) ? ", reserved" : ""));
        }
        int children = (int) (shape.units() - 1 >> ChildCount.ORDER) + 1;
        for (int child = 0; child < Math.min(SHOWN_CHILDREN, children); child++) {
            lines.add("child " + child + ": "
                    + (lower.isHuge(child) ? "huge" : lower.free(child) + " free   " + bits(child)));
        }
        if (children > SHOWN_CHILDREN) {
            lines.add("and " + (children - SHOWN_CHILDREN) + " children more");
        }
        return lines;
    }

    private String bits(int child) {
        int first = child << ChildCount.ORDER;
        int end = (int) Math.min(shape.units(), (long) first + ChildCount.FRAMES);
        StringBuilder bits = new StringBuilder();
        for (int frame = first; frame < Math.min(end, first + SHOWN_FRAMES); frame++) {
            bits.append(lower.isTaken(frame) ? '#' : '.');
        }
        return bits + (end - first > SHOWN_FRAMES ? "…" : "");
    }
}
