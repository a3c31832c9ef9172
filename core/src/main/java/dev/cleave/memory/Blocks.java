package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.InvalidBlockException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a pool has handed out, and the books about them: frames, slack and leases, allocation sites, counts. Every block comes
 * in here when it was found, and goes out here.
 *
 * <p>A block is <em>settled</em> by whoever found it, before anybody else knows its address. It is taken back, or resized, in two steps: the
 * space's claim makes it the caller's alone, the books are changed, and then it is given back to the space or unclaimed. The book is looked at
 * before the claim, so that a wrong call does not get in the way of the block's holder, and again behind it, as it may have been another's by then.
 *
 * <p>To take back makes no Java object. What else fails leaves the books as they were, and no block behind.
 */
final class Blocks {
    /** So often a block is looked at that another call has for a moment, which is wrong about it; then the caller is taken to be wrong. */
    private static final int LOOKS = 100;

    private final Units units;
    private final BuddySpace space;
    private final Footprint footprint;
    private final BlockSlack book;
    private final @Nullable AllocationSites sites;
    private final BlockCounters counters;
    private final WrongBlock wrong;

    Blocks(
            Units units,
            BuddySpace space,
            Footprint footprint,
            BlockSlack book,
            @Nullable AllocationSites sites,
            BlockCounters counters) {
        this.units = units;
        this.space = space;
        this.footprint = footprint;
        this.book = book;
        this.sites = sites;
        this.counters = counters;
        wrong = new WrongBlock(units, space);
    }

    // ------------------------------------------------------------------------------------------------------- hand out

    /** Makes a found block its holder's; answers its address. If that fails, the space has the block again. */
    long settle(long offset, long count, long byteSize) {
        boolean settled = false;
        try {
            book.enter(offset, units.bytes(count) - byteSize);
            footprint.mark(offset, count);
            sampleIfDue(offset, byteSize);
            settled = true;
        } finally {
            if (!settled) {
                takeBack(offset);
            }
        }
        counters.countHandedOut();
        return units.address(offset);
    }

    /**
     * Makes a found block a leased one; answers whether every byte of it is known to be zero. If that fails, the space has the block again.
     *
     * @throws IllegalStateException where the pool was closed meanwhile
     */
    boolean settleLease(long offset, long count, long byteSize, PoolLife life) {
        boolean settled = false;
        boolean zero;
        try {
            book.lease(offset);
            life.requireOpenForLease();
            zero = footprint.mark(offset, count);
            sampleIfDue(offset, byteSize);
            settled = true;
        } finally {
            if (!settled) {
                takeBack(offset);
            }
        }
        counters.countHandedOut();
        return zero;
    }

    private void sampleIfDue(long offset, long byteSize) {
        if (sites != null) {
            long mean = sites.due(byteSize);
            if (mean != 0) {
                sites.sampleBlock(offset, units.address(offset), byteSize, mean);
            }
        }
    }

    private void takeBack(long offset) {
        strike(offset);
        space.free(offset);
    }

    // ------------------------------------------------------------------------------------------------------ take back

    /**
     * Takes back the block that begins at an address.
     *
     * @param leased whether it is a leased one
     * @throws IllegalArgumentException where none begins there, or one of the other kind; nothing is changed
     */
    void free(long address, boolean leased) {
        long offset = units.offsetOf(address);
        long count = claim(offset, leased);
        try {
            strike(offset);
        } finally {
            space.give(offset, count);
        }
        counters.countTakenBack();
        footprint.freed(count);
    }

    private void strike(long offset) {
        book.strike(offset);
        if (sites != null) {
            sites.forgetBlock(offset, units.address(offset));
        }
    }

    /** Makes a block the caller's alone; answers its units. */
    private long claim(long offset, boolean leased) {
        if (book.isEntered(offset, leased)) {
            long count = claimIfThere(offset, leased);
            if (count != 0) {
                return count;
            }
        }
        return claimInTheEnd(offset, leased);
    }

    /** 0 where no block begins there, or one that is another's: it stays so. */
    private long claimIfThere(long offset, boolean leased) {
        long count;
        try {
            count = space.claim(offset);
        } catch (InvalidBlockException notThere) {
            return 0;
        }
        if (book.isEntered(offset, leased)) {
            return count;
        }
        space.unclaim(offset, count);
        return 0;
    }

    /** Another call may have the block in its hands, and find out that it is not meant: its holder waits for that, and no longer. */
    private long claimInTheEnd(long offset, boolean leased) {
        for (int look = 0; look < LOOKS && book.isEntered(offset, leased); look++) {
            Thread.yield();
            long count = space.isBlock(offset) ? claimIfThere(offset, leased) : 0;
            if (count != 0) {
                return count;
            }
        }
        throw refusal(offset, leased);
    }

    private IllegalArgumentException refusal(long offset, boolean leased) {
        long address = units.address(offset);
        if (space.isBlock(offset) && book.isEntered(offset, !leased)) {
            return leased ? wrong.notLeased(address) : wrong.leased(address);
        }
        return wrong.unknown(address, leased);
    }

    // --------------------------------------------------------------------------------------------------------- resize

    /**
     * Makes a block longer or shorter where it lies.
     *
     * @param leased whether it is a leased one
     * @return whether it has so many bytes now; if not, or if it fails, it is as it was
     * @throws IllegalArgumentException where none begins there, or one of the other kind; nothing is changed
     */
    boolean resize(long address, long byteSize, boolean leased) {
        long offset = units.offsetOf(address);
        long count = units.of(byteSize);
        long present = claim(offset, leased);
        boolean resized = false;
        try {
            resized = count <= units.count() && resizeClaimed(offset, present, count);
            if (resized && !leased) {
                book.enter(offset, units.bytes(count) - byteSize);
            }
        } finally {
            space.unclaim(offset, resized ? count : present);
        }
        if (resized && count < present) {
            footprint.freed(present - count);
        }
        return resized;
    }

    /** What is gained is marked before its holder can write to it, and counts as allocated by whoever gained it. */
    private boolean resizeClaimed(long offset, long present, long count) {
        if (!space.resizeClaimed(offset, present, count)) {
            return false;
        }
        boolean settled = false;
        try {
            if (count > present) {
                footprint.mark(offset + present, count - present);
            }
            if (sites != null) {
                sites.resizeBlock(offset, units.address(offset), units.bytes(present), units.bytes(count));
            }
            settled = true;
        } finally {
            if (!settled) {
                space.resizeClaimed(offset, count, present);
            }
        }
        return true;
    }

    // ----------------------------------------------------------------------------------------------------------- look

    /** Visits every block in the book, lowest first: an estimate while others run. */
    void forEach(PoolBlockVisitor visitor) {
        space.forEachBlock(0, units.count(), (offset, count) -> {
            if (book.isEntered(offset)) {
                visitor.block(units.address(offset), units.bytes(count), book.isLeased(offset));
            }
        });
    }

    /** The refusal of a lease that is given back twice, or to the wrong pool. */
    IllegalArgumentException notHeld(Lease lease) {
        return wrong.notHeld(lease.address());
    }
}
