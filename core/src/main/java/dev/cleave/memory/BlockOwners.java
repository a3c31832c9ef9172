package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Which child of a pool took which block, by the block's first unit: so that the right account is
 * credited, whoever frees it. Two bytes a unit, in leaves that are made when first written to; a
 * pool that never had a child has none, and its frees look at one field.
 *
 * <pre>
 *   entry   0: the pool itself, or no block | 1 to 65,535: the id of a child
 * </pre>
 *
 * <p>An entry belongs to the block's holder, as the one in {@link BlockSlack} does, and is written
 * plainly: before anybody knows the block's address, and later by whoever claimed the block. The
 * space's compare-and-set hands it over with the block.
 */
final class BlockOwners {
    /** The owner of what no child took. */
    static final int POOL = 0;

    /** The largest id. */
    static final int MOST = Character.MAX_VALUE;

    private static final int LEAF_SHIFT = 12;
    private static final int LEAF_UNITS = 1 << LEAF_SHIFT;
    private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(char[][].class);
    private static final char[] @Nullable [] NO_CHILD = {};

    private final int leafCount;

    /**
     * {@link #NO_CHILD} before the first child, whose blocks come after it: whoever claims one of
     * them sees the leaves.
     */
    private volatile char[] @Nullable [] leaves = NO_CHILD;

    /** @param units how many the pool has */
    BlockOwners(long units) {
        leafCount = Math.toIntExact((units + LEAF_UNITS - 1) >>> LEAF_SHIFT);
    }

    /** There are children from now on. Under the pool's lock. */
    void open() {
        if (leaves.length == 0) {
            leaves = new char[leafCount][];
        }
    }

    /**
     * Enters who takes a block: {@link #POOL} or a child's id; called by its holder. Changes
     * nothing where it fails.
     */
    void enter(long offset, int owner) {
        char[] @Nullable [] all = leaves;
        if (all.length == 0) {
            return;
        }
        char @Nullable [] leaf = all[leafOf(offset)];
        if (leaf == null && owner != POOL) {
            leaf = makeLeaf(all, leafOf(offset));
        }
        if (leaf != null) {
            leaf[index(offset)] = (char) owner;
        }
    }

    /** Who took the block that begins here: {@link #POOL} or a child's id. */
    int of(long offset) {
        char[] @Nullable [] all = leaves;
        if (all.length == 0) {
            return POOL;
        }
        char @Nullable [] leaf = all[leafOf(offset)];
        return leaf == null ? POOL : leaf[index(offset)];
    }

    /**
     * Strikes the block out; called by whoever claimed it, before the space has it back. Answers
     * who took it. Never makes a Java object.
     */
    int strike(long offset) {
        int owner = of(offset);
        if (owner != POOL) {
            enter(offset, POOL);
        }
        return owner;
    }

    /** Bytes of metadata. */
    long byteSize() {
        char[] @Nullable [] all = leaves;
        long bytes = (long) all.length * Integer.BYTES;
        for (char @Nullable [] leaf : all) {
            bytes += leaf == null ? 0 : (long) leaf.length * Character.BYTES;
        }
        return bytes;
    }

    private static int leafOf(long offset) {
        return (int) (offset >>> LEAF_SHIFT);
    }

    private static int index(long offset) {
        return (int) offset & LEAF_UNITS - 1;
    }

    /** Two threads may make one at once: the first to be put there is the one that both use. */
    private static char[] makeLeaf(char[] @Nullable [] all, int index) {
        char[] made = new char[LEAF_UNITS];
        char @Nullable [] none = null;
        char @Nullable [] present = (char[]) LEAF.compareAndExchange(all, index, none, made);
        return present != null ? present : made;
    }
}
