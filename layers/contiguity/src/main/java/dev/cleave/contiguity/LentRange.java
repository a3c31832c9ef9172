package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of a pool that is lent to movable blocks unit by unit, by a buddy space of its own, and
 * claimed back in parts. In a part that is being claimed, or is claimed, nothing is lent.
 *
 * <p>Whoever lends looks at the claims after it has taken its units: either it sees the claim, and
 * gives them back, or the claim sees its block. A claim is had when the space gives all of its
 * units to it.
 */
final class LentRange {
    /** Units from one to before another, of the range. */
    record Part(long from, long end) {
        boolean overlaps(long otherFrom, long otherEnd) {
            return otherFrom < end && otherEnd > from;
        }
    }

    private final BlockPlaces places;
    private final long first;
    private final BuddySpace space;
    private final long largestAlignment;

    /** A claim, until it has ended. */
    private static final class Held {
        private final Part part;
        private volatile boolean ended;

        private Held(Part part) {
            this.part = part;
        }
    }

    /**
     * Parts in which nothing is lent, the lowest first; replaced under the monitor. One that has
     * ended stays until the next begins, so that a claim ends without need of the Java heap.
     */
    private volatile List<Held> claims = List.of();

    /**
     * A range of which nothing is lent.
     *
     * @param first the first unit of the pool that belongs to it
     */
    LentRange(BlockPlaces places, long first, long units) {
        this.places = places;
        this.first = first;
        space = BuddySpace.of(units);
        largestAlignment = Math.min(Long.lowestOneBit(places.addressOf(first)),
                1L << places.unitShift() + space.maxOrder());
    }

    boolean contains(long address) {
        return address >= addressOf(0) && address < addressOf(space.units());
    }

    long units() {
        return space.units();
    }

    long addressOf(long unit) {
        return places.addressOf(first + unit);
    }

    /** Units that are lent or claimed. */
    long usedUnits() {
        return space.units() - space.freeUnits();
    }

    BuddySpace space() {
        return space;
    }

    // ------------------------------------------------------------------------------------------------------------ lend

    /**
     * The address of so many bytes, or {@link BlockStore#NONE} where none are free in what is not
     * claimed.
     */
    long lend(long byteSize, long byteAlignment) {
        long count = places.units(byteSize);
        if (count > space.units() || byteAlignment > largestAlignment) {
            return BlockStore.NONE;
        }
        int order = Math.max(0, Long.numberOfTrailingZeros(byteAlignment) - places.unitShift());
        long offset = find(count, order);
        if (offset != BuddySpace.NO_BLOCK && isClaimed(offset, offset + count)) {
            space.free(offset);
            return BlockStore.NONE;
        }
        return offset == BuddySpace.NO_BLOCK ? BlockStore.NONE : addressOf(offset);
    }

    private long find(long count, int order) {
        long from = 0;
        for (Held claim : claims) {
            if (claim.ended) {
                continue;
            }
            long offset = findWithin(from, claim.part.from, count, order);
            if (offset != BuddySpace.NO_BLOCK) {
                return offset;
            }
            from = claim.part.end;
        }
        if (from == 0) {
            return space.allocateExtent(count, order);
        }
        return findWithin(from, space.units(), count, order);
    }

    private long findWithin(long from, long end, long count, int order) {
        return count > end - from ? BuddySpace.NO_BLOCK : space.allocateWithin(from, end, count, order);
    }

    private boolean isClaimed(long from, long end) {
        return claims.stream().anyMatch(claim -> !claim.ended && claim.part.overlaps(from, end));
    }

    void giveBack(long address) {
        space.free(places.unitOf(address) - first);
    }

    // ---------------------------------------------------------------------------------------------------------- claims

    /**
     * Lends nothing in a part from now on.
     *
     * @throws IllegalStateException where another claim has some of it; nothing is changed
     */
    synchronized void beginClaim(Part part) {
        List<Held> more = new ArrayList<>();
        int at = 0;
        for (Held claim : claims) {
            if (claim.ended) {
                continue;
            }
            if (claim.part.overlaps(part.from, part.end)) {
                throw new IllegalStateException("bytes " + bytes(part) + " of the reservation overlap bytes "
                        + bytes(claim.part) + ", which are claimed: close that claim first");
            }
            more.add(claim);
            at += claim.part.from < part.from ? 1 : 0;
        }
        more.add(at, new Held(part));
        claims = List.copyOf(more);
    }

    /** Lends in a part again. */
    synchronized void endClaim(Part part) {
        for (int each = 0; each < claims.size(); each++) {
            Held claim = claims.get(each);
            if (!claim.ended && claim.part.equals(part)) {
                claim.ended = true;
            }
        }
    }

    /** Takes all units of a part that is being claimed; answers whether they were free. */
    boolean takeAll(Part part) {
        return space.allocateWithin(part.from, part.end, part.end - part.from, 0) != BuddySpace.NO_BLOCK;
    }

    /** Gives back what {@link #takeAll} took. */
    void giveAll(Part part) {
        space.free(part.from);
    }

    /** Units that are claimed or being claimed. */
    long claimedUnits() {
        return claims.stream().filter(claim -> !claim.ended).mapToLong(claim -> claim.part.end - claim.part.from).sum();
    }

    private String bytes(Part part) {
        return (part.from << places.unitShift()) + " to " + (part.end << places.unitShift());
    }
}
