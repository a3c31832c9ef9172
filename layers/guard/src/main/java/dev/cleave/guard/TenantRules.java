package dev.cleave.guard;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.ChildRules;
import dev.cleave.memory.UnitSearch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which requests of a tenant are admitted, and where its blocks lie: in pageblocks that it has
 * alone. A block found at first sight is kept if it lies in one of them; else a place in them is
 * looked for; then a pageblock that is wholly free becomes the tenant's; and a place beside others
 * comes last, where the limits allow strays.
 */
final class TenantRules implements ChildRules {
    /** So often something is looked for that must be there, and that others have in their hands. */
    private static final int LOOKS = 100;
    private static final int LOOKS_AT_ARRIVALS = 16;

    private final PageblockGrid grid;
    private final OwnPageblocks own;
    private final Bounded blocks;
    private final boolean limitsBlocks;
    private final @Nullable TokenBucket bucket;
    private final int unitShift;
    private final LongSupplier heldBytes;
    private final Runnable freed;
    private final Runnable flush;

    /**
     * Attempts to have whole pageblocks: what has not ended may have one of which the rest is not
     * free yet.
     */
    private final AtomicInteger arrivalsBegun = new AtomicInteger();
    private final AtomicInteger arrivalsEnded = new AtomicInteger();

    private final LongAdder byBlocks = new LongAdder();
    private final LongAdder byRate = new LongAdder();
    private final LongAdder byPageblocks = new LongAdder();
    private final AtomicReference<@Nullable Refusal> lastRefusal = new AtomicReference<>();

    /** Blocks of fewer units are looked for in the tenant's own pageblocks first. */
    private volatile long confinedUnits;

    /** Why a request was refused. */
    private enum Refusal {
        BLOCKS,
        RATE,
        PAGEBLOCKS
    }

    /**
     * Rules of a tenant.
     *
     * @param bucket null for any rate
     * @param unitShift a unit is this power of two of bytes
     * @param heldBytes what the tenant holds
     * @param freed is called when something was freed
     * @param flush gives back what waits in magazines, in this tenant's pageblocks too
     */
    TenantRules(
            PageblockGrid grid,
            OwnPageblocks own,
            TenantLimits limits,
            @Nullable TokenBucket bucket,
            int unitShift,
            LongSupplier heldBytes,
            Runnable freed,
            Runnable flush) {
        this.grid = grid;
        this.own = own;
        blocks = new Bounded(limits.blocks());
        limitsBlocks = limits.limitsBlocks();
        this.bucket = bucket;
        this.unitShift = unitShift;
        this.heldBytes = heldBytes;
        this.freed = freed;
        this.flush = flush;
    }

    // ---------------------------------------------------------------------------------------------------------- admits

    @Override
    public boolean admits(long count) {
        if (limitsBlocks && !blocks.raise()) {
            byBlocks.increment();
            lastRefusal.set(Refusal.BLOCKS);
            return false;
        }
        TokenBucket rate = bucket;
        if (rate != null && !rate.take(count << unitShift)) {
            byRate.increment();
            lastRefusal.set(Refusal.RATE);
            if (limitsBlocks) {
                blocks.lower();
            }
            return false;
        }
        return true;
    }

    @Override
    public void ended() {
        if (limitsBlocks) {
            blocks.lower();
        }
        freed.run();
    }

    // ------------------------------------------------------------------------------------------------------------ find

    @Override
    public long find(UnitSearch search, long count, int alignment) {
        long offset = count >= grid.size() ? whole(search, count, alignment) : part(search, (int) count, alignment);
        if (offset != BuddySpace.NO_BLOCK) {
            return offset;
        }
        byPageblocks.increment();
        lastRefusal.set(Refusal.PAGEBLOCKS);
        return isAlone(grid.least(count)) ? OWN_LIMIT : BuddySpace.NO_BLOCK;
    }

    /**
     * Whether nothing that others hold is in the way of a request for so many pageblocks: it may
     * not have them, and nobody else is in those that it has.
     */
    private boolean isAlone(long pageblocks) {
        return !own.mayHaveMore(pageblocks) && own.strays().limit() == 0 && !own.areShared();
    }

    /** In pageblocks that nobody is in, of which the rest is given back. */
    private long whole(UnitSearch search, long count, int alignment) {
        long pageblocks = grid.least(count);
        arrivalsBegun.getAndIncrement();
        long offset = BuddySpace.NO_BLOCK;
        if (own.reserve(pageblocks)) {
            offset = wholeReserved(search, pageblocks, Math.max(alignment, grid.shift()));
            if (offset == BuddySpace.NO_BLOCK) {
                own.giveUp(pageblocks);
            } else {
                own.enterReserved(offset, count);
            }
        }
        if (offset != BuddySpace.NO_BLOCK) {
            if (count < pageblocks << grid.shift()) {
                search.giveBack(offset, count);
            }
            damageChanged();
        }
        arrivalsEnded.getAndIncrement();
        return offset;
    }

    /**
     * Adjacent pageblocks that nobody is in. A single one must be there, as it is reserved: where
     * it is not to be seen, others have units of it in their hands for a moment.
     */
    private long wholeReserved(UnitSearch search, long pageblocks, int alignment) {
        long offset = search.find(pageblocks << grid.shift(), alignment);
        for (int look = 0; offset == BuddySpace.NO_BLOCK && pageblocks == 1 && alignment == grid.shift()
                && look < LOOKS; look++) {
            Thread.yield();
            offset = search.find(grid.size(), alignment);
        }
        return offset;
    }

    private long part(UnitSearch search, int count, int alignment) {
        long offset = count < confinedUnits ? BuddySpace.NO_BLOCK : atFirstSight(search, count, alignment);
        boolean othersArrive = true;
        for (int look = 0; offset == BuddySpace.NO_BLOCK && othersArrive && look < LOOKS_AT_ARRIVALS; look++) {
            int ended = arrivalsEnded.get();
            offset = placed(search, count, alignment);
            int mine = alignment > grid.shift() ? 0 : 1;
            othersArrive = arrivalsBegun.get() - ended > mine;
        }
        return offset != BuddySpace.NO_BLOCK ? offset : beside(search, count, alignment);
    }

    /**
     * In the tenant's own pageblocks, or in one that becomes its own. Another thread of the tenant
     * may have one in its hands meanwhile, of which it gives the rest back: then it is looked
     * again.
     */
    private long placed(UnitSearch search, int count, int alignment) {
        long offset = inOwn(search, count, Math.max(alignment, natural(count)));
        if (offset == BuddySpace.NO_BLOCK) {
            offset = inFresh(search, count, alignment);
        }
        if (offset == BuddySpace.NO_BLOCK) {
            offset = inOwnAtLast(search, count, alignment);
        }
        return offset;
    }

    /**
     * What the pool would give: mostly what this tenant has freed just now. Not where it lies
     * askew, as the pool fills holes: a pageblock would not be filled by equal blocks.
     */
    private long atFirstSight(UnitSearch search, long count, int alignment) {
        long offset = search.find(count, alignment);
        if (offset == BuddySpace.NO_BLOCK) {
            return BuddySpace.NO_BLOCK;
        }
        if (isOwn(offset, count) && own.enter(offset, count, false)) {
            return offset;
        }
        search.giveBack(offset, 0);
        return BuddySpace.NO_BLOCK;
    }

    /** Whether units lie well in a pageblock that the tenant has. */
    private boolean isOwn(long offset, long count) {
        int pageblock = grid.of(offset);
        return (offset & Long.highestOneBit(count) - 1) == 0
                && pageblock == grid.of(offset + count - 1) && pageblock < grid.count() && own.has(pageblock);
    }

    /** So well do blocks of a size lie that a pageblock is filled by them. */
    private static int natural(int count) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(count);
    }

    /** Looks everywhere again, as others may have left, and askew if need be. */
    private long inOwnAtLast(UnitSearch search, int count, int alignment) {
        flush.run();
        own.forgetVain();
        long offset = inOwn(search, count, Math.max(alignment, natural(count)));
        if (offset == BuddySpace.NO_BLOCK && alignment < natural(count)) {
            own.forgetVain();
            offset = inOwn(search, count, alignment);
        }
        return offset;
    }

    private long inOwn(UnitSearch search, int count, int alignment) {
        int pageblock = own.next(0, count);
        while (pageblock != OwnPageblocks.NONE) {
            long offset = search.findWithin(grid.first(pageblock), grid.end(pageblock), count, alignment);
            if (offset == BuddySpace.NO_BLOCK) {
                if (alignment <= natural(count)) {
                    own.lookedInVain(pageblock, count);
                }
            } else if (own.has(pageblock) && own.enter(offset, count, false)) {
                return offset;
            } else {
                search.giveBack(offset, 0);
            }
            pageblock = own.next(pageblock + 1, count);
        }
        return BuddySpace.NO_BLOCK;
    }

    private long inFresh(UnitSearch search, int count, int alignment) {
        return alignment > grid.shift() ? BuddySpace.NO_BLOCK : whole(search, count, alignment);
    }

    /** Beside others' blocks, where that is allowed. */
    private long beside(UnitSearch search, long count, int alignment) {
        if (own.strays().limit() == 0) {
            return BuddySpace.NO_BLOCK;
        }
        long offset = search.find(count, alignment);
        if (offset == BuddySpace.NO_BLOCK || own.enter(offset, count, false)) {
            return offset;
        }
        search.giveBack(offset, 0);
        return BuddySpace.NO_BLOCK;
    }

    // ------------------------------------------------------------------------------------------------- enter and leave

    @Override
    public boolean enter(long offset, long count) {
        boolean entered = own.enter(offset, count, false);
        if (!entered) {
            byPageblocks.increment();
            lastRefusal.set(Refusal.PAGEBLOCKS);
        }
        return entered;
    }

    @Override
    public void leave(long offset, long count) {
        if (own.leave(offset, count) && confinedUnits > 0) {
            damageChanged();
        }
    }

    /** A pageblock is the tenant's, or is not any more: how closely it is confined follows. */
    private void damageChanged() {
        long needed = grid.least(heldBytes.getAsLong() >>> unitShift);
        confinedUnits = Confinement.units(own.used() - needed, needed, grid.shift());
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** Blocks of fewer units are looked for in the tenant's own pageblocks first. */
    long confinedUnits() {
        return confinedUnits;
    }

    /** Whether a request was refused for its place since that was asked last. */
    boolean wantsPageblocks() {
        return lastRefusal.compareAndSet(Refusal.PAGEBLOCKS, null);
    }

    long refusedByBlocks() {
        return byBlocks.sum();
    }

    long refusedByRate() {
        return byRate.sum();
    }

    long refusedByPageblocks() {
        return byPageblocks.sum();
    }

    @Override
    public String refusal() {
        Refusal last = lastRefusal.getAndSet(null);
        if (last == null) {
            return "";
        }
        return switch (last) {
            case BLOCKS -> "the tenant has the " + blocks.limit() + " blocks that it may have: free some";
            case RATE -> "the tenant allocates faster than it may: wait, or raise its rate";
            case PAGEBLOCKS -> "the tenant's blocks lie in " + own.used() + " pageblocks of "
                    + (grid.size() << unitShift) + " bytes, of " + own.held().limit()
                    + " that it may have, and have no room for this one: free neighbours, or raise its share";
        };
    }
}
