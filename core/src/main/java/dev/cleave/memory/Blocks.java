package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.InvalidBlockException;
import dev.cleave.record.Recorders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a pool has handed out, and the books about them: frames, slack and leases,
 * owners, allocation sites, counts. Every block comes in here when it was found, and goes out here.
 * A pool and its children share the books. The pool may free and resize any block, a child its own
 * alone; either way it is the child that took a block whose account is credited.
 *
 * <p>A block is <em>settled</em> by whoever found it, before anybody else knows its address. It is
 * taken back, or resized, in two steps: the space's claim makes it the caller's alone, the books
 * are changed, and then it is given back to the space or unclaimed. The book is looked at before
 * the claim, so that a wrong call does not get in the way of the block's holder, and again behind
 * it, as it may have been another's by then.
 *
 * <p>To take back makes no Java object. What else fails leaves the books as they were, and no block
 * behind.
 */
final class Blocks {
    /**
     * So often a block is looked at that another call has for a moment, which is wrong about it;
     * then the caller is taken to be wrong.
     */
    private static final int LOOKS = 100;

    /** The pool's number, as recordings know it. */
    private final int number;

    private final Units units;
    private final BuddySpace space;
    private final Footprint footprint;
    private final BlockSlack book;
    private final @Nullable AllocationSites sites;
    private final Children children;
    private final BlockOwners owners;
    private final BlockCounters counters;
    private final WrongBlock wrong;

    /** Null for the pool itself: its blocks are charged to nobody. */
    private final @Nullable ChildAccount account;

    /** @param account whom the blocks taken here are charged to; null for the pool itself */
    Blocks(Units units, SharedParts shared, BlockCounters counters, @Nullable ChildAccount account) {
        this.units = units;
        number = shared.number();
        space = shared.space();
        footprint = shared.footprint();
        book = shared.book();
        sites = shared.sites();
        children = shared.children();
        owners = children.owners();
        this.counters = counters;
        this.account = account;
        wrong = new WrongBlock(units, space);
    }

    /** The pool's number, as recordings know it. */
    int number() {
        return number;
    }

    // ------------------------------------------------------------------------------------------------------- hand out

    /**
     * Makes a found block its holder's; answers its address. If that fails, the space has the block
     * again, and nothing is charged for it.
     */
    long settle(long offset, long count, long byteSize) {
        boolean settled = false;
        try {
            owners.enter(offset, me());
            book.enter(offset, units.bytes(count) - byteSize);
            footprint.mark(offset, count);
            sampleIfDue(offset, byteSize);
            settled = true;
        } finally {
            if (!settled) {
                takeBack(offset, count);
            }
        }
        counters.countHandedOut();
        recordIfWanted(offset, byteSize);
        return units.address(offset);
    }

    /**
     * Makes a found block a leased one; answers whether every byte of it is known to be zero. If
     * that fails, the space has the block again, and nothing is charged for it.
     *
     * @param cut whether its holder tells of the parts that it hands out
     * @throws IllegalStateException where the pool was closed meanwhile
     */
    boolean settleLease(long offset, long count, long byteSize, boolean cut, PoolLife life) {
        boolean settled = false;
        boolean zero;
        try {
            owners.enter(offset, me());
            book.lease(offset);
            life.requireOpenForLease();
            zero = footprint.mark(offset, count);
            sampleIfDue(offset, byteSize);
            settled = true;
        } finally {
            if (!settled) {
                takeBack(offset, count);
            }
        }
        counters.countHandedOut();
        recordLeaseIfWanted(offset, byteSize, cut);
        return zero;
    }

    /**
     * While somebody records: the block takes its place among the entries before its holder knows
     * it.
     */
    private void recordIfWanted(long offset, long byteSize) {
        Recorders recorders = Recorders.current();
        if (recorders != null) {
            recorders.allocated(number, offset, units.shift(), byteSize);
        }
    }

    private void recordLeaseIfWanted(long offset, long byteSize, boolean cut) {
        Recorders recorders = Recorders.current();
        if (recorders == null) {
            return;
        }
        if (cut) {
            recorders.opened(number, offset, units.shift(), byteSize);
        } else {
            recorders.allocated(number, offset, units.shift(), byteSize);
        }
    }

    /** Who takes blocks here, as the owners know it. */
    private int me() {
        return account == null ? BlockOwners.POOL : account.id();
    }

    private void sampleIfDue(long offset, long byteSize) {
        if (sites != null) {
            long mean = sites.due(byteSize);
            if (mean != 0) {
                sites.sampleBlock(offset, units.address(offset), byteSize, mean, account == null ? "" : account.name());
            }
        }
    }

    private void takeBack(long offset, long count) {
        strike(offset);
        space.free(offset);
        if (account != null) {
            leave(account, offset, count);
            account.creditBlock(count);
        }
    }

    // ------------------------------------------------------------------------------------------------------ take back

    /**
     * Takes back the block that begins at an address.
     *
     * @param leased whether it is a leased one
     * @throws IllegalArgumentException where none begins there, one of the other kind, or one that
     *     is not this child's; nothing is changed
     */
    void free(long address, boolean leased) {
        long offset = units.offsetOf(address);
        long count = claim(offset, leased);
        int owner = owners.of(offset);
        recordFreeIfWanted(offset, count, leased);
        boolean struck = false;
        try {
            strike(offset);
            struck = true;
        } finally {
            if (!struck) {
                space.give(offset, count);
            }
        }
        if (!leased && owner != BlockOwners.POOL && children.of(owner).spareBlocks().keep(offset, count)) {
            children.of(owner).counters().countTakenBack();
            return;
        }
        space.give(offset, count);
        if (owner == BlockOwners.POOL) {
            counters.countTakenBack();
        } else {
            creditFreed(children.of(owner), offset, count);
        }
        footprint.freed(count);
    }

    /** While somebody records: before the space has the block, and its units may be another's. */
    private void recordFreeIfWanted(long offset, long count, boolean leased) {
        Recorders recorders = Recorders.current();
        if (recorders == null) {
            return;
        }
        if (leased) {
            recorders.emptied(number, offset, units.shift(), units.bytes(count));
        } else {
            recorders.freed(number, offset, units.shift(), units.bytes(count) - book.slackOf(offset));
        }
    }

    private static void creditFreed(Children.Child owner, long offset, long count) {
        owner.counters().countTakenBack();
        leave(owner.account(), offset, count);
        owner.account().creditBlock(count);
    }

    private static void leave(ChildAccount owner, long offset, long count) {
        ChildRules rules = owner.rules();
        if (rules != null) {
            rules.leave(offset, count);
        }
    }

    private void strike(long offset) {
        owners.strike(offset);
        book.strike(offset);
        if (sites != null) {
            sites.forgetBlock(offset, units.address(offset));
        }
    }

    /** Makes a block the caller's alone; answers its units. */
    private long claim(long offset, boolean leased) {
        if (isEntered(offset, leased)) {
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
        if (isEntered(offset, leased)) {
            return count;
        }
        space.unclaim(offset, count);
        return 0;
    }

    /**
     * Another call may have the block in its hands, and find out that it is not meant: its holder
     * waits for that, and no longer.
     */
    private long claimInTheEnd(long offset, boolean leased) {
        for (int look = 0; look < LOOKS && isEntered(offset, leased); look++) {
            Thread.yield();
            long count = space.isBlock(offset) ? claimIfThere(offset, leased) : 0;
            if (count != 0) {
                return count;
            }
        }
        throw refusal(offset, leased);
    }

    /** Whether a block of this kind begins here that is the caller's to take back. */
    private boolean isEntered(long offset, boolean leased) {
        return book.isEntered(offset, leased) && isMine(offset);
    }

    private boolean isMine(long offset) {
        return account == null || owners.of(offset) == account.id();
    }

    private IllegalArgumentException refusal(long offset, boolean leased) {
        long address = units.address(offset);
        if (space.isBlock(offset) && book.isEntered(offset) && !isMine(offset)) {
            return wrong.anothers(address, children.nameOf(offset));
        }
        if (space.isBlock(offset) && isEntered(offset, !leased)) {
            return leased ? wrong.notLeased(address) : wrong.leased(address);
        }
        return wrong.unknown(address, leased);
    }

    // --------------------------------------------------------------------------------------------------------- resize

    /**
     * Makes a block longer or shorter where it lies.
     *
     * @param leased whether it is a leased one
     * @param cut as for {@link #settleLease}
     * @return whether it has so many bytes now; if not, or if it fails, it is as it was
     * @throws IllegalArgumentException where none begins there, one of the other kind, or one that
     *     is not this child's; nothing is changed
     */
    boolean resize(long address, long byteSize, boolean leased, boolean cut) {
        long offset = units.offsetOf(address);
        long count = units.of(byteSize);
        long present = claim(offset, leased);
        ChildAccount owner = accountOf(offset);
        boolean charged = false;
        boolean resized = false;
        try {
            charged = count <= present || count <= units.count() && (owner == null || owner.charge(count - present));
            resized = charged && resizeClaimed(offset, present, count, owner == null ? null : owner.rules());
            if (resized) {
                recordResizeIfWanted(offset, present, byteSize, cut);
            }
            if (resized && !leased) {
                book.enter(offset, units.bytes(count) - byteSize);
            }
        } finally {
            if (owner != null && charged) {
                settleCharge(owner, count - present, resized);
            }
            space.unclaim(offset, resized ? count : present);
        }
        if (resized && count < present) {
            footprint.freed(present - count);
        }
        return resized;
    }

    private void recordResizeIfWanted(long offset, long countBefore, long byteSize, boolean cut) {
        Recorders recorders = Recorders.current();
        if (recorders == null) {
            return;
        }
        long bytesBefore = units.bytes(countBefore) - book.slackOf(offset);
        if (cut) {
            recorders.openedResized(number, offset, bytesBefore, byteSize);
        } else {
            recorders.resized(number, offset, units.shift(), bytesBefore, byteSize);
        }
    }

    private @Nullable ChildAccount accountOf(long offset) {
        int owner = owners.of(offset);
        return owner == BlockOwners.POOL ? null : children.of(owner).account();
    }

    /**
     * What was gained was charged before; it is credited where it was not gained, as is what was
     * lost.
     */
    private static void settleCharge(ChildAccount owner, long more, boolean resized) {
        if (more > 0 && !resized) {
            owner.credit(more);
        } else if (more < 0 && resized) {
            owner.credit(-more);
        }
    }

    /**
     * What is gained is marked before its holder can write to it, and counts as allocated by
     * whoever gained it.
     */
    private boolean resizeClaimed(long offset, long present, long count, @Nullable ChildRules rules) {
        if (!space.resizeClaimed(offset, present, count)) {
            return false;
        }
        if (rules != null && count > present && !rules.enter(offset + present, count - present)) {
            space.resizeClaimed(offset, count, present);
            return false;
        }
        boolean settled = false;
        try {
            if (count > present) {
                footprint.mark(offset + present, count - present);
            }
            if (sites != null) {
                sites.resizeBlock(offset, units.address(offset), units.bytes(present), units.bytes(count),
                        children.nameOf(offset));
            }
            settled = true;
        } finally {
            if (!settled) {
                space.resizeClaimed(offset, count, present);
            }
            if (rules != null && settled == count < present) {
                rules.leave(offset + Math.min(count, present), Math.abs(count - present));
            }
        }
        return true;
    }

    // ----------------------------------------------------------------------------------------------------------- look

    /** Whose the block is that begins at an address, if one does that may be freed here. */
    Optional<BlockOrigin> originOf(long address) {
        long distance = address - units.base();
        if (distance < 0 || distance >= units.capacity() || (distance & units.unit() - 1) != 0) {
            return Optional.empty();
        }
        long offset = units.offsetOf(address);
        if (!book.isEntered(offset) || !isMine(offset)) {
            return Optional.empty();
        }
        boolean leased = book.isLeased(offset);
        try {
            return Optional.of(new BlockOrigin(units.bytes(space.unitsOf(offset)), leased, children.nameOf(offset),
                    sites == null ? Optional.empty() : sites.placeOf(address),
                    sites == null ? Optional.empty() : sites.ageOf(address)));
        } catch (InvalidBlockException freed) {
            return Optional.empty();
        }
    }

    /**
     * Visits every block in the book, of a child its own alone, lowest first: an estimate while
     * others run.
     */
    void forEach(PoolBlockVisitor visitor) {
        space.forEachBlock(0, units.count(), (offset, count) -> {
            if (book.isEntered(offset) && isMine(offset)) {
                visitor.block(units.address(offset), units.bytes(count), book.isLeased(offset));
            }
        });
    }

    /** Slack of the blocks of a child in bytes: an estimate while others run. */
    long slack() {
        long[] sum = {0};
        space.forEachBlock(0, units.count(), (offset, count) -> sum[0] += isMine(offset) ? book.slackOf(offset) : 0);
        return sum[0];
    }

    /** The name of the child that took a block; empty where the pool itself did. */
    String childOf(long address) {
        return children.nameOf(units.offsetOf(address));
    }

    /** The refusal of a lease that is given back twice, or to the wrong pool. */
    IllegalArgumentException notHeld(Lease lease) {
        return wrong.notHeld(lease.address());
    }
}
