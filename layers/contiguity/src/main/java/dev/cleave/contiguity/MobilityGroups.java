package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Blocks of a pool grouped by mobility: those that cannot move lie together, in as few pageblocks
 * as may be, so that the others can be made whole. It deals in addresses, and makes no Java object.
 * {@link MovableBlocks} may lie in its groups too: see {@link MovableBlocksBuilder#grouped}.
 *
 * {@snippet :
 * MobilityGroups groups = MobilityGroups.of(pool, 2 << 20);
 * long table = groups.allocate(Mobility.UNMOVABLE, 4096, 1);
 * groups.free(table);
 * }
 *
 * <p><strong>Where a block lies.</strong> In a pageblock of its group, the lowest that has room, or
 * for movable blocks the highest; else in one that nobody uses, which becomes the group's. Where
 * there is none it falls back to another group's pageblock, the one with most room, and that is
 * counted. A pageblock in which something unmovable had to be put becomes unmovable, so that the
 * next ones follow it there; and goes back when the last of them is freed. In the end a block lies
 * wherever the pool has room, so nothing is refused that the pool alone would serve.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. It is as lock-free as the pool is.
 *
 * <p><strong>Cost.</strong> An allocation looks for a pageblock, which is a read for each 64 of the
 * pool and one for each that has room but not enough, and searches the one that it chooses: some
 * hundred nanoseconds. Memory: two bits a unit, and 17 bytes a pageblock.
 *
 * <p>All of the pool's blocks should be allocated here: of others the groups know nothing.
 *
 * <p>Source: Gorman and Healy, <em>Supporting superpage allocation without additional hardware
 * support</em>, 2008.
 */
public final class MobilityGroups {
    /** So many pageblocks of other groups are searched for one request. */
    private static final int MOST_OTHERS = 8;

    private final Pool pool;
    private final BuddySpace space;
    private final Leases leases;
    private final BlockPlaces places;
    private final Pageblocks pageblocks;
    private final BlockKinds kinds;
    private final LongAdder fallbacks = new LongAdder();
    private final LongAdder conversions = new LongAdder();

    private MobilityGroups(Pool pool, int pageblockShift) {
        this.pool = pool;
        space = pool.space();
        leases = pool.leases();
        places = BlockPlaces.of(pool);
        pageblocks = new Pageblocks(places.units(), pageblockShift);
        kinds = new BlockKinds(places.units());
    }

    /**
     * Groups of a pool of which nothing is allocated yet.
     *
     * @param pageblock bytes of a pageblock: a power of two, from two units to 2<sup>19</sup>
     * @throws IllegalArgumentException where there is no such pageblock
     */
    public static MobilityGroups of(Pool pool, long pageblock) {
        if (Long.bitCount(pageblock) != 1 || pageblock < 2 * pool.unit() || pageblock > pool.unit() << 19) {
            throw new IllegalArgumentException("a pageblock of " + pageblock
                    + " bytes: it must be a power of two, from two units of " + pool.unit() + " to 2^19 units");
        }
        return new MobilityGroups(pool, Long.numberOfTrailingZeros(pageblock / pool.unit()));
    }

    /** The pool. */
    public Pool pool() {
        return pool;
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * The address of a block of a mobility.
     *
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where no free range is large enough, even after the pool's
     *     pressure listeners were asked
     */
    public long allocate(Mobility mobility, long byteSize, long byteAlignment) {
        long address = tryAllocate(mobility, byteSize, byteAlignment);
        return address != BlockStore.NONE ? address : adopt(leases.lease(byteSize, byteAlignment), mobility);
    }

    /**
     * As {@link #allocate}, or 0 where no free range is large enough: no pressure listener is
     * asked.
     */
    public long tryAllocate(Mobility mobility, long byteSize, long byteAlignment) {
        places.requireSize(byteSize);
        long count = places.units(byteSize);
        long address = BlockStore.NONE;
        if (count <= pageblocks.size(0)) {
            address = inOwn(mobility, (int) count, byteSize, byteAlignment, false);
            if (address == BlockStore.NONE) {
                address = inOwn(mobility, (int) count, byteSize, byteAlignment, true);
            }
            if (address == BlockStore.NONE) {
                address = inOthers(mobility, (int) count, byteSize, byteAlignment);
            }
        }
        return address != BlockStore.NONE ? address : anywhere(mobility, byteSize, byteAlignment);
    }

    /** In a pageblock of the group, or a fresh one. */
    private long inOwn(Mobility mobility, int count, long byteSize, long byteAlignment, boolean fresh) {
        int set = fresh ? PageblockSets.UNUSED : PageblockSets.of(mobility);
        int pageblock = first(set, mobility);
        while (pageblock != Pageblocks.NONE) {
            if (pageblocks.mayHave(pageblock, count) && pageblocks.tryTake(pageblock, mobility, count, fresh)) {
                long address = within(pageblock, mobility, count, byteSize, byteAlignment);
                if (address != BlockStore.NONE) {
                    return address;
                }
            }
            pageblock = following(set, mobility, pageblock);
        }
        return BlockStore.NONE;
    }

    private int first(int set, Mobility mobility) {
        return mobility == Mobility.MOVABLE
                ? pageblocks.previous(set, pageblocks.count())
                : pageblocks.next(set, 0);
    }

    private int following(int set, Mobility mobility, int pageblock) {
        return mobility == Mobility.MOVABLE
                ? pageblocks.previous(set, pageblock)
                : pageblocks.next(set, pageblock + 1);
    }

    /**
     * In a pageblock in which the units are counted already; where there is no room they are
     * counted out again.
     */
    private long within(int pageblock, Mobility mobility, int count, long byteSize, long byteAlignment) {
        long address = BlockStore.NONE;
        long first = pageblocks.firstUnit(pageblock);
        try {
            address = leases.tryLeaseWithin(places.range(first, pageblocks.endUnit(pageblock)), byteSize,
                    byteAlignment);
        } finally {
            if (address == BlockStore.NONE) {
                pageblocks.give(first, count, mobility);
            }
        }
        if (address == BlockStore.NONE) {
            if (byteAlignment <= pool.unit()) {
                pageblocks.lookedInVain(pageblock, count);
            }
            return BlockStore.NONE;
        }
        kinds.set(places.unitOf(address), mobility);
        return address;
    }

    /**
     * In the pageblock of another group that has most room; if what is free there lies apart, in
     * the next.
     */
    private long inOthers(Mobility mobility, int count, long byteSize, long byteAlignment) {
        for (int each = 0; each < MOST_OTHERS; each++) {
            int roomiest = roomiest(mobility, count);
            if (roomiest == Pageblocks.NONE) {
                break;
            }
            long address = leases.tryLeaseWithin(
                    places.range(pageblocks.firstUnit(roomiest), pageblocks.endUnit(roomiest)), byteSize,
                    byteAlignment);
            if (address != BlockStore.NONE) {
                return fallenBack(address, mobility);
            }
            pageblocks.lookedInVain(roomiest, count);
        }
        return BlockStore.NONE;
    }

    private int roomiest(Mobility mobility, int count) {
        int best = Pageblocks.NONE;
        int most = count - 1;
        int sets = PageblockSets.ofOthers(mobility);
        int pageblock = pageblocks.next(sets, 0);
        while (pageblock != Pageblocks.NONE) {
            if (pageblocks.mayHave(pageblock, count) && pageblocks.free(pageblock) > most) {
                best = pageblock;
                most = pageblocks.free(pageblock);
            }
            pageblock = pageblocks.next(sets, pageblock + 1);
        }
        return best;
    }

    /**
     * Wherever the pool has room; a large one at the beginning of a pageblock, where that is
     * possible.
     */
    private long anywhere(Mobility mobility, long byteSize, long byteAlignment) {
        long whole = Math.min(pool.unit() * pageblocks.size(0), pool.maxAlignment());
        long address = places.units(byteSize) >= pageblocks.size(0) && byteAlignment < whole
                ? leases.tryLease(byteSize, whole)
                : BlockStore.NONE;
        if (address == BlockStore.NONE) {
            address = leases.tryLease(byteSize, byteAlignment);
        }
        return address == BlockStore.NONE ? BlockStore.NONE : fallenBack(address, mobility);
    }

    /**
     * Counts a block that lies where it could be had, and converts the pageblocks of others in
     * which it lies, if they should be.
     */
    private long fallenBack(long address, Mobility mobility) {
        adopt(address, mobility);
        long from = places.unitOf(address);
        long end = from + space.unitsOf(from);
        boolean strange = false;
        for (int pageblock = pageblocks.of(from); pageblock <= pageblocks.of(end - 1); pageblock++) {
            long word = pageblocks.word(pageblock);
            if (!PageblockWord.isFree(word) && !PageblockWord.isOf(word, mobility)) {
                strange = true;
                convert(pageblock, PageblockWord.group(word), mobility);
            }
        }
        if (strange) {
            fallbacks.increment();
        }
        return address;
    }

    /**
     * Something unmovable takes the pageblock over, as it is spoilt for others; else who has at
     * least half of what is used.
     */
    private void convert(int pageblock, Mobility from, Mobility to) {
        long word = pageblocks.word(pageblock);
        boolean mostly = from != Mobility.UNMOVABLE
                && 2 * PageblockWord.units(word, to) >= PageblockWord.used(word);
        if ((to == Mobility.UNMOVABLE || mostly) && pageblocks.regroup(pageblock, from, to)) {
            conversions.increment();
        }
    }

    /** Counts a leased block as one of a mobility, wherever it lies; answers its address. */
    long adopt(long address, Mobility mobility) {
        long unit = places.unitOf(address);
        pageblocks.take(unit, space.unitsOf(unit), mobility);
        kinds.set(unit, mobility);
        return address;
    }

    // ------------------------------------------------------------------------------------------------------------ free

    /**
     * Takes back a block by its address; any thread may.
     *
     * @throws IllegalArgumentException where no block of these groups begins there; nothing is
     *     changed
     * @throws IllegalStateException where the pool is closed
     */
    public void free(long address) {
        long unit = places.requireUnit(address, 1);
        int kind = kinds.clear(unit);
        if (kind == 0) {
            throw new IllegalArgumentException("no block begins at 0x" + Long.toHexString(address)
                    + " in the mobility groups of pool " + pool.name() + ": free a block once, by its address");
        }
        long count = space.unitsOf(unit);
        leases.giveBack(address);
        pageblocks.give(unit, count, Mobility.of(kind - 1));
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /**
     * How many pageblocks hold something unmovable, whoever's they are. Cost: a read for each
     * pageblock.
     */
    public int unmovablePageblocks() {
        int holding = 0;
        for (int pageblock = 0; pageblock < pageblocks.count(); pageblock++) {
            holding += PageblockWord.units(pageblocks.word(pageblock), Mobility.UNMOVABLE) > 0 ? 1 : 0;
        }
        return holding;
    }

    /**
     * What lies where, as the kernel's {@code /proc/pagetypeinfo}. Cost: a read for each 64 units,
     * and some a pageblock.
     */
    public PageTypeInfo info() {
        long[][] free = new long[Mobility.COUNT + 1][space.maxOrder() + 1];
        long[] groups = new long[Mobility.COUNT + 1];
        long[] mixed = new long[Mobility.COUNT + 1];
        long holdUnmovable = 0;
        for (int pageblock = 0; pageblock < pageblocks.count(); pageblock++) {
            long word = pageblocks.word(pageblock);
            int group = PageblockWord.isFree(word) ? Mobility.COUNT : PageblockWord.group(word).ordinal();
            groups[group]++;
            mixed[group] += group < Mobility.COUNT
                    && PageblockWord.units(word, Mobility.of(group)) < PageblockWord.used(word) ? 1 : 0;
            holdUnmovable += PageblockWord.units(word, Mobility.UNMOVABLE) > 0 ? 1 : 0;
            space.forEachFreeRun(pageblocks.firstUnit(pageblock), pageblocks.endUnit(pageblock),
                    (offset, count) -> addBlocks(free[group], offset, count));
        }
        return new PageTypeInfo(free, groups, mixed, holdUnmovable, fallbacks.sum(), conversions.sum());
    }

    /** The aligned blocks of which a run consists. */
    private static void addBlocks(long[] byOrder, long offset, long count) {
        long at = offset;
        while (at < offset + count) {
            long left = Long.highestOneBit(offset + count - at);
            long block = at == 0 ? left : Math.min(left, Long.lowestOneBit(at));
            byOrder[Long.numberOfTrailingZeros(block)]++;
            at += block;
        }
    }
}
