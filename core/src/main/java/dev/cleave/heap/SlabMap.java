package dev.cleave.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a heap has at each unit of its pool: a slab, the first unit of a large block, or nothing. Any address finds its slab by
 * two reads: the table is cut into leaves of 4096 units, which are made when first written to.
 *
 * <p>An entry is written by whoever owns the unit's block, and read by those who hold a slot or a block there: who hands out an
 * address hands out what was written before. A large block is claimed here by whoever frees it, so that of two only one does.
 */
@SuppressWarnings("ReferenceEquality") // the entries that stand for something are told by being the same object
final class SlabMap {
    private static final int LEAF_SHIFT = 12;
    private static final int LEAF_UNITS = 1 << LEAF_SHIFT;

    private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(Object[][].class);
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Object[].class);

    /** The first unit of a block that is not cut. */
    private static final Object LARGE = new Object();

    /** Stands for every leaf that was never written to. */
    private static final Object[] BLANK = new Object[LEAF_UNITS];

    private final Object[][] leaves;
    private final long units;

    SlabMap(long units) {
        this.units = units;
        leaves = new Object[Math.toIntExact((units + LEAF_UNITS - 1) >>> LEAF_SHIFT)][];
        Arrays.fill(leaves, BLANK);
    }

    private @Nullable Object at(long unit) {
        Object[] leaf = (Object[]) LEAF.getAcquire(leaves, (int) (unit >>> LEAF_SHIFT));
        return ENTRY.getAcquire(leaf, (int) unit & LEAF_UNITS - 1);
    }

    /** The slab at a unit, or null. */
    @Nullable
    Slab slabAt(long unit) {
        return at(unit) instanceof Slab slab ? slab : null;
    }

    /** The slab of an object cache at a unit, or null. */
    @Nullable
    CachedSlab cachedAt(long unit) {
        return at(unit) instanceof CachedSlab cached ? cached : null;
    }

    /**
     * Makes the leaves that say what these units are, so that nothing need be allocated when it is
     * said.
     */
    void makeLeaves(long first, long count) {
        for (long unit = first & -LEAF_UNITS; unit < first + count; unit += LEAF_UNITS) {
            leaf(unit);
        }
    }

    /** Says that a slab has these units. */
    void put(Slab slab, long first, long count) {
        putEntry(slab, first, count);
    }

    /** Says that a slab of an object cache has these units. */
    void put(CachedSlab slab, long first, long count) {
        putEntry(slab, first, count);
    }

    private void putEntry(Object slab, long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            ENTRY.setRelease(leaf(unit), (int) unit & LEAF_UNITS - 1, slab);
        }
    }

    /** Says that a large block begins at this unit. */
    void putLarge(long first) {
        ENTRY.setRelease(leaf(first), (int) first & LEAF_UNITS - 1, LARGE);
    }

    /** Forgets what these units were. */
    void remove(long first, long count) {
        for (long unit = first; unit < first + count; unit++) {
            Object[] leaf = (Object[]) LEAF.getAcquire(leaves, (int) (unit >>> LEAF_SHIFT));
            if (leaf != BLANK) {
                ENTRY.setRelease(leaf, (int) unit & LEAF_UNITS - 1, null);
            }
        }
    }

    /** Whether a large block begins at this unit. */
    boolean isLarge(long unit) {
        return at(unit) == LARGE;
    }

    /** The first unit of the large block that begins here or nearest before, unless a slab lies between; or -1. Costs a read of each unit between. */
    long largeAtOrBefore(long unit) {
        for (long at = unit; at >= 0; at--) {
            if (LEAF.getAcquire(leaves, (int) (at >>> LEAF_SHIFT)) == BLANK) {
                at &= -LEAF_UNITS;
                continue;
            }
            Object entry = at(at);
            if (entry != null) {
                return entry == LARGE ? at : -1;
            }
        }
        return -1;
    }

    /** Takes a large block away from its holder: answers whether there was one. */
    boolean claimLarge(long unit) {
        Object[] leaf = (Object[]) LEAF.getAcquire(leaves, (int) (unit >>> LEAF_SHIFT));
        int index = (int) unit & LEAF_UNITS - 1;
        return ENTRY.getAcquire(leaf, index) == LARGE && ENTRY.compareAndSet(leaf, index, LARGE, null);
    }

    /** Shows every slab of a size class once, and the first unit of every large block: an estimate while others run. */
    void forEach(Consumer<Slab> slabs, LongConsumer largeBlocks) {
        forEachEntry((entry, unit) -> {
            if (entry == LARGE) {
                largeBlocks.accept(unit);
            } else if (entry instanceof Slab slab) {
                slabs.accept(slab);
            }
        });
    }

    /**
     * The first unit of the first slab of an object cache's class that begins at this unit or
     * behind it; or -1. An estimate while others run.
     */
    long nextOf(SlabClass kind, long from) {
        for (long unit = nextUsed(from); unit >= 0; unit = nextUsed(unit + 1)) {
            Object entry = at(unit);
            boolean begins = unit == 0 || at(unit - 1) != entry;
            if (begins && entry instanceof CachedSlab cached && cached.isOf(kind)) {
                return unit;
            }
        }
        return -1;
    }

    /** Shows every large block, and the first unit of every slab. */
    private void forEachEntry(ObjLongConsumer<Object> entries) {
        Object last = null;
        long lastUnit = -1;
        for (long unit = nextUsed(0); unit >= 0; unit = nextUsed(unit + 1)) {
            Object entry = at(unit);
            if (entry != null && (entry == LARGE || entry != last || unit != lastUnit + 1)) {
                entries.accept(entry, unit);
            }
            last = entry;
            lastUnit = unit;
        }
    }

    /**
     * The first unit from this one on that is a slab's, or the first of a large block; -1 where
     * there is none. Allocates nothing.
     */
    long nextUsed(long from) {
        for (long unit = from; unit < units; unit++) {
            if ((unit & LEAF_UNITS - 1) == 0 && LEAF.getAcquire(leaves, (int) (unit >>> LEAF_SHIFT)) == BLANK) {
                unit += LEAF_UNITS - 1;
            } else if (at(unit) != null) {
                return unit;
            }
        }
        return -1;
    }

    /** Two threads may make a leaf at once: the first to be put there is the one that both use. */
    private Object[] leaf(long unit) {
        int index = (int) (unit >>> LEAF_SHIFT);
        Object[] leaf = (Object[]) LEAF.getAcquire(leaves, index);
        if (leaf != BLANK) {
            return leaf;
        }
        Object[] made = new Object[LEAF_UNITS];
        Object[] present = (Object[]) LEAF.compareAndExchange(leaves, index, BLANK, made);
        return present == BLANK ? made : present;
    }

    /** Bytes of the table, a reference taken for four. */
    long byteSize() {
        long bytes = 4L * leaves.length;
        for (int index = 0; index < leaves.length; index++) {
            bytes += LEAF.getAcquire(leaves, index) == BLANK ? 0 : 4L * LEAF_UNITS;
        }
        return bytes;
    }
}
