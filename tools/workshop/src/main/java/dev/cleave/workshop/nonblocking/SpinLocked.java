package dev.cleave.workshop.nonblocking;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import java.util.List;

/**
 * The tree of {@link NonblockingBuddy} under one spin lock, with plain reads and writes: what its authors compare it
 * with.
 *
 * <p>It shows the price of doing without a lock, and of having one: alone, a thread saves a compare-and-set for each
 * level and pays one for the lock; among others, it waits, and when the holder is not running, it waits long.
 *
 * <p>Cost: as the tree's, with plain accesses, and one compare-and-set and one release for the lock.
 */
public final class SpinLocked implements BlockAllocator {
    /** With one level in a word. */
    public static final Description ONE_LEVEL = NonblockingBuddy.describe(
            "nbbs-1-spin", "NBBS's tree, one node a word, under a spin lock", Progress.BLOCKING);

    /** With four levels in a word. */
    public static final Description FOUR_LEVELS = NonblockingBuddy.describe(
            "nbbs-4-spin", "NBBS's tree, four levels a word, under a spin lock", Progress.BLOCKING);

    private final NonblockingBuddy tree;
    private final SpinLock lock = new SpinLock();

    private SpinLocked(NonblockingBuddy tree) {
        this.tree = tree;
    }

    /** The tree with one level in a word: a space of this shape, wholly free. */
    public static SpinLocked oneLevel(Shape shape) {
        return new SpinLocked(new NonblockingBuddy(ONE_LEVEL, shape, 1, StatusWords::plain));
    }

    /** The tree with four levels in a word: a space of this shape, wholly free. */
    public static SpinLocked fourLevels(Shape shape) {
        return new SpinLocked(new NonblockingBuddy(FOUR_LEVELS, shape, 4, StatusWords::plain));
    }

    @Override
    public Description description() {
        return tree.description();
    }

    @Override
    public Shape shape() {
        return tree.shape();
    }

    @Override
    public long allocate(int order) {
        lock.lock();
        try {
            return tree.allocate(order);
        } finally {
            lock.unlockRelease();
        }
    }

    @Override
    public void free(long offset) {
        lock.lock();
        try {
            tree.free(offset);
        } finally {
            lock.unlockRelease();
        }
    }

    @Override
    public long unitsOf(long offset) {
        lock.lock();
        try {
            return tree.unitsOf(offset);
        } finally {
            lock.unlockRelease();
        }
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        tree.forEachFreeBlock(visitor);
    }

    @Override
    public long metadataBytes() {
        return tree.metadataBytes();
    }

    @Override
    public List<String> picture() {
        return tree.picture();
    }
}
