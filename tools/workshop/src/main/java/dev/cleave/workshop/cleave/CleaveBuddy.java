package dev.cleave.workshop.cleave;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.ArrayList;
import java.util.List;

/** Cleave's lock-free buddy space: a radix-64 tree of words, hints over it, magazines before it. */
public final class CleaveBuddy implements BlockAllocator {
    /** What it says of itself. */
    public static final Description DESCRIPTION = new Description("cleave", "Cleave's lock-free buddy space",
            ThreadSafety.ANY_THREAD, Progress.LOCK_FREE, true, "Cleave, docs/design-decisions.md");

    private final Shape shape;
    private final BuddySpace space;

    /** A space of this shape, wholly free. */
    public CleaveBuddy(Shape shape) {
        this.shape = shape;
        space = BuddySpace.of(shape.units());
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
        return space.allocate(shape.requireOrder(order));
    }

    /** Exactly so many units: Cleave gives the rest of a rounded block back. */
    @Override
    public long allocateUnits(long units) {
        shape.orderOf(units);
        return space.allocateUnits(units);
    }

    @Override
    public void free(long offset) {
        space.free(offset);
    }

    @Override
    public long unitsOf(long offset) {
        return space.unitsOf(offset);
    }

    @Override
    public void drain() {
        space.flush();
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        int[] used = space.usedUnits(1);
        for (int at = 0; at < used.length;) {
            int end = at;
            while (end < used.length && used[end] == used[at]) {
                end++;
            }
            if (used[at] == 0) {
                shape.forEachAligned(at, end, visitor);
            }
            at = end;
        }
    }

    /**
     * Those of the space itself, which counts them by words, where its largest order is this
     * shape's.
     */
    @Override
    public long[] freeBlocksByOrder() {
        long[] counts = space.freeBlocksByOrder();
        return counts.length == shape.maxOrder() + 1 ? counts : BlockAllocator.super.freeBlocksByOrder();
    }

    @Override
    public long metadataBytes() {
        return space.metadataBytes();
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        long[] counts = freeBlocksByOrder();
        for (int order = counts.length - 1; order >= 0; order--) {
            lines.add("order " + order + ": " + counts[order] + " free");
        }
        return lines;
    }
}
