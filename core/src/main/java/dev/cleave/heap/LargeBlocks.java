package dev.cleave.heap;

import dev.cleave.buddy.InvalidBlockException;
import dev.cleave.buddy.Stripes;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * The blocks that are larger than the largest slot: of the pool, exact to one unit. Each stripe
 * keeps a few that were just freed, up to {@link #WAYS} of each number of units, for the next
 * request of that number, or of one that is less by up to an eighth.
 *
 * <pre>
 *   spares   [ held | spare | spare | … ]     a stripe: units of all its spares, then they, as a
 *                                             set-associative cache has them: those of n units at
 *                                             n mod {@link #LENGTHS}, and every {@link #LENGTHS} further on
 *   spare    0, or first unit + 1 (48 bits) | units (16 bits)
 * </pre>
 *
 * <p>A spare is put, and taken, by one compare-and-set of its word, and is nobody's block
 * meanwhile: the map does not know it. All of them together hold at most a 16th of the pool, and
 * none when it is full, trimmed, or left alone.
 */
final class LargeBlocks {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Places for numbers of units: a power of two, so that longer ones share them. */
    private static final int LENGTHS = 64;

    /** Spares of each place: with one, every second request of random lengths went to the pool. */
    private static final int WAYS = 4;

    /** Spares of a stripe. */
    private static final int SPARES = LENGTHS * WAYS;

    /** Words before the first stripe, and between two: whole cache lines. */
    private static final int PADDING = 16;

    private static final int STRIDE = SPARES + PADDING;
    private static final int UNITS_BITS = 16;
    private static final long MOST_UNITS = (1L << UNITS_BITS) - 1;
    private static final int SHARE = 16;

    /** A spare serves requests that are shorter by up to an eighth: as size classes round. */
    private static final int ROUNDING_SHIFT = 3;

    private final Pool pool;
    private final Leases leases;
    private final SlabMap map;
    private final SampledBlocks sampled;
    private final long base;
    private final int unitShift;
    private final Stripes stripes;
    private final long budget;
    private final long[] words;

    LargeBlocks(Pool pool, SlabMap map, SampledBlocks sampled, Stripes stripes) {
        this.pool = pool;
        this.map = map;
        this.sampled = sampled;
        leases = pool.leases().ofParts();
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        this.stripes = stripes;
        budget = Math.min((pool.cap() >>> unitShift) / SHARE / stripes.count(), MOST_UNITS);
        words = new long[PADDING + stripes.count() * STRIDE + PADDING];
    }

    /**
     * A block of so many bytes, a spare or one of the pool, which asks its listeners and throws
     * where it is full.
     */
    long allocate(long byteSize, long byteAlignment) {
        long spare = spareFor(byteSize, byteAlignment);
        return entered(spare != 0 ? spare : leases.lease(byteSize, byteAlignment));
    }

    /** As {@link #allocate}, but 0 where the pool is full. */
    long tryAllocate(long byteSize, long byteAlignment) {
        long spare = spareFor(byteSize, byteAlignment);
        long address = spare != 0 ? spare : leases.tryLease(byteSize, byteAlignment);
        return address == 0 ? 0 : entered(address);
    }

    /** As {@link #tryAllocate}, the lowest block of a range, no spare. */
    long tryAllocateWithin(PoolRange range, long byteSize) {
        long address = leases.tryLeaseWithin(range, byteSize, 1);
        return address == 0 ? 0 : entered(address);
    }

    private long spareFor(long byteSize, long byteAlignment) {
        return byteAlignment <= pool.unit() ? takeSpare(byteSize - 1 >>> unitShift) : 0;
    }

    /**
     * Enters a block in the map, which may have to grow for it: where it cannot, the block goes
     * back.
     */
    private long entered(long address) {
        boolean entered = false;
        try {
            map.putLarge(unit(address));
            entered = true;
            return address;
        } finally {
            if (!entered) {
                leases.giveBack(address);
            }
        }
    }

    /**
     * Takes back the block that begins at an address; false where none does. Allocates nothing
     * unless the block is sampled.
     */
    boolean free(long address) {
        long unit = unit(address);
        if (address - base != unit << unitShift || !map.claimLarge(unit)) {
            return false;
        }
        if (sampled.isSampling()) {
            forget(unit, address);
        }
        if (!keep(unit, pool.space().unitsOf(unit))) {
            leases.giveBack(address);
        }
        return true;
    }

    /** A block whose sample cannot be forgotten now is not free: it is as it was. */
    private void forget(long unit, long address) {
        boolean forgotten = false;
        try {
            sampled.forgetLarge(address);
            forgotten = true;
        } finally {
            if (!forgotten) {
                map.putLarge(unit);
            }
        }
    }

    /**
     * Makes a block longer or shorter where it lies, if the units behind it allow that: answers
     * whether; never where none begins. The block is out of the map meanwhile, so that a free, or
     * another resize, of it is refused. Where something throws, the block has as many units as
     * before.
     *
     * @param resized is told the bytes of its units now, before it is in the map again
     */
    boolean resize(long address, long byteSize, LongConsumer resized) {
        long unit = unit(address);
        if (address - base != unit << unitShift || !map.claimLarge(unit)) {
            return false;
        }
        try {
            long bytesBefore = pool.space().unitsOf(unit) << unitShift;
            return byteSize > bytesBefore
                    ? lengthen(address, byteSize, bytesBefore, resized)
                    : shorten(address, byteSize, bytesBefore, resized);
        } finally {
            map.putLarge(unit);
        }
    }

    private long bytesOfUnits(long byteSize) {
        return (byteSize - 1 >>> unitShift) + 1 << unitShift;
    }

    /** What was gained can be given back again. */
    private boolean lengthen(long address, long byteSize, long bytesBefore, LongConsumer resized) {
        if (!leases.resize(address, byteSize)) {
            return false;
        }
        boolean done = false;
        try {
            sampled.resizeLarge(address, bytesBefore, bytesOfUnits(byteSize));
            resized.accept(bytesOfUnits(byteSize));
            done = true;
            return true;
        } finally {
            if (!done) {
                leases.resize(address, bytesBefore);
            }
        }
    }

    /** What was lost may be another's at once: all that may fail comes before. */
    private boolean shorten(long address, long byteSize, long bytesBefore, LongConsumer resized) {
        sampled.resizeLarge(address, bytesBefore, bytesOfUnits(byteSize));
        resized.accept(bytesOfUnits(byteSize));
        return leases.resize(address, byteSize);
    }

    /**
     * The units of the block that begins at a unit: 0 where it was freed since the map was asked.
     */
    long unitsAt(long unit) {
        try {
            return pool.space().unitsOf(unit);
        } catch (InvalidBlockException freedMeanwhile) {
            return 0;
        }
    }

    /** The first unit of the block that covers a unit, or -1. */
    long around(long unit) {
        long start = map.largeAtOrBefore(unit);
        return start >= 0 && start + unitsAt(start) > unit ? start : -1;
    }

    /** A spare of so many units and one, or of up to an eighth more: its address, or 0. */
    private long takeSpare(long unitsLessOne) {
        long units = unitsLessOne + 1;
        int stripe = mine();
        long address = takeSpare(stripe, units);
        return address != 0 ? address : takeLongerSpare(stripe, units);
    }

    private long takeLongerSpare(int stripe, long units) {
        long most = Math.min(mostUnits(units), budget);
        for (long longer = units + 1; longer <= most; longer++) {
            long address = takeSpare(stripe, longer);
            if (address != 0) {
                return address;
            }
        }
        return 0;
    }

    /** A spare of a stripe that has just so many units: its address, or 0. */
    private long takeSpare(int stripe, long units) {
        int first = firstPlace(stripe, units);
        for (int place = first; place < first + SPARES; place += LENGTHS) {
            long spare = (long) WORD.getAcquire(words, place);
            if (spare != 0 && (spare & MOST_UNITS) == units && WORD.compareAndSet(words, place, spare, 0L)) {
                WORD.getAndAdd(words, stripe, -units);
                return base + ((spare >>> UNITS_BITS) - 1 << unitShift);
            }
        }
        return 0;
    }

    private static int firstPlace(int stripe, long units) {
        return stripe + 1 + (int) (units & LENGTHS - 1);
    }

    /** The units that a block may have of which so many were asked for. */
    static long mostUnits(long units) {
        return units + (units >>> ROUNDING_SHIFT);
    }

    /** Keeps a block as a spare of the caller's stripe; answers whether there was room for it. */
    private boolean keep(long unit, long units) {
        if (units > budget) {
            return false;
        }
        int stripe = mine();
        if ((long) WORD.getAcquire(words, stripe) + units > budget) {
            return false;
        }
        int first = firstPlace(stripe, units);
        for (int place = first; place < first + SPARES; place += LENGTHS) {
            if ((long) WORD.getAcquire(words, place) == 0
                    && WORD.compareAndSet(words, place, 0L, unit + 1 << UNITS_BITS | units)) {
                WORD.getAndAdd(words, stripe, units);
                return true;
            }
        }
        return false;
    }

    /** Gives all spares back to the pool; answers how many bytes. */
    long trim() {
        long bytes = 0;
        for (int stripe = PADDING; stripe < PADDING + stripes.count() * STRIDE; stripe += STRIDE) {
            for (int place = stripe + 1; place <= stripe + SPARES; place++) {
                long spare = (long) WORD.getAcquire(words, place);
                if (spare != 0 && WORD.compareAndSet(words, place, spare, 0L)) {
                    WORD.getAndAdd(words, stripe, -(spare & MOST_UNITS));
                    leases.giveBack(base + ((spare >>> UNITS_BITS) - 1 << unitShift));
                    bytes += (spare & MOST_UNITS) << unitShift;
                }
            }
        }
        return bytes;
    }

    /** Bytes that all spares have together: an estimate while others run. */
    long spareBytes() {
        long units = 0;
        for (int stripe = PADDING; stripe < PADDING + stripes.count() * STRIDE; stripe += STRIDE) {
            units += Math.max(0, (long) WORD.getAcquire(words, stripe));
        }
        return units << unitShift;
    }

    private int mine() {
        return PADDING + stripes.mine() * STRIDE;
    }

    private long unit(long address) {
        return address - base >>> unitShift;
    }

    long byteSize() {
        return 8L * words.length;
    }
}
