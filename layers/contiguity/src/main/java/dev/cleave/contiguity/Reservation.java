package dev.cleave.contiguity;

import dev.cleave.contiguity.LentRange.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A range of a pool that is kept for somebody who will want it in one piece, and lent to movable
 * blocks until then. A claim moves them out, and hands the range, or a part of it, over.
 *
 * {@snippet :
 * Reservation frames = blocks.reserve(64L << 20);
 * try (Claim claim = frames.claim(Duration.ofMillis(20))) {
 *     capture(claim.segment());
 * }
 * }
 *
 * <p>New movable blocks go there first, so that the rest of the pool keeps room for what cannot
 * move. A block that is pinned for long moves out before it is pinned. So only short pins, and a
 * pool without room for what has to move, stand in the way of a claim. Reclaimable blocks are given
 * up where there is no other place for them.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. Claims of different parts go on at
 * once, beside whoever allocates, pins and frees.
 *
 * <p><strong>Cost.</strong> A claim: a read for each unit up to its end, and a copy of what is lent
 * in it. Metadata: as a buddy space of so many units.
 *
 * <p>Source: the kernel's contiguous memory allocator (Nazarewicz, <em>A deep dive into CMA</em>,
 * 2012).
 */
public final class Reservation implements AutoCloseable {
    /** How long a claim lets pins be, before it looks again. */
    private static final long PATIENCE_NANOS = 20_000;

    /**
     * So often it looks whatever the deadline, as somebody may hold units for a moment that are not
     * lent to him.
     */
    private static final int LEAST_LOOKS = 3;

    private final Reservations siblings;
    private final MovableParts parts;
    private final LentRange range;
    private final long address;
    private final Compactor compactor;
    private final LongAdder claims = new LongAdder();
    private final LongAdder failedClaims = new LongAdder();
    private final LongAdder movedBytes = new LongAdder();

    /** Written under the monitor. */
    private volatile boolean closed;

    /**
     * Over a block that the caller has leased; it lends once the {@linkplain #range() range} is a
     * lender of the store.
     */
    Reservation(Reservations siblings, MovableParts parts, Compactor compactor, long address, long byteSize) {
        this.siblings = siblings;
        this.parts = parts;
        this.compactor = compactor;
        this.address = address;
        range = new LentRange(parts.places(), parts.places().unitOf(address), parts.places().units(byteSize));
    }

    /** Where the range begins. */
    public long address() {
        return address;
    }

    /** Bytes of the range: whole units. */
    public long byteSize() {
        return range.units() << parts.places().unitShift();
    }

    /** The figures now. Once closed, a reservation has 0 bytes, but its counts stay. */
    public ReservationUsage usage() {
        if (closed) {
            return new ReservationUsage(0, 0, 0, claims.sum(), failedClaims.sum(), movedBytes.sum());
        }
        int shift = parts.places().unitShift();
        long claimed = range.claimedUnits();
        return new ReservationUsage(byteSize(), Math.max(0, range.usedUnits() - claimed) << shift, claimed << shift,
                claims.sum(), failedClaims.sum(), movedBytes.sum());
    }

    // ----------------------------------------------------------------------------------------------------------- claim

    /** All of the range: as {@link #claim(long, long, Duration)}. */
    public Claim claim(Duration deadline) {
        return claim(0, byteSize(), deadline);
    }

    /**
     * A part of the range in one piece, once what is lent there has moved out.
     *
     * @param offset bytes from the beginning of the range, a multiple of the pool's unit
     * @param byteSize 1 or more; the claim has whole units
     * @param deadline how long to wait for pins; none, to look and not wait
     * @throws IllegalArgumentException where the range has no such part, or the deadline is
     *     negative
     * @throws IllegalStateException where another claim has some of it, or the reservation is
     *     closed; nothing is changed
     * @throws ClaimFailedException where a block would not move: it is named. Nothing is claimed
     */
    public Claim claim(long offset, long byteSize, Duration deadline) {
        Part part = part(offset, byteSize);
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("a deadline of " + deadline + ": it must not be negative");
        }
        begin(part);
        boolean taken = false;
        boolean claimed = false;
        try {
            empty(part, deadline);
            taken = true;
            Claim claim = new Claim(this, part, range.addressOf(part.from()),
                    part.end() - part.from() << parts.places().unitShift());
            claims.increment();
            claimed = true;
            return claim;
        } finally {
            if (!claimed) {
                failedClaims.increment();
                letGo(part, taken);
            }
        }
    }

    private void letGo(Part part, boolean taken) {
        if (taken) {
            range.giveAll(part);
        }
        range.endClaim(part);
    }

    private Part part(long offset, long byteSize) {
        if (offset < 0 || byteSize < 1 || byteSize > byteSize() - offset
                || (offset & (1L << parts.places().unitShift()) - 1) != 0) {
            throw new IllegalArgumentException("a claim of " + byteSize + " bytes at " + offset
                    + ": the reservation has " + byteSize() + ", and a claim begins at a multiple of the pool's unit");
        }
        long from = offset >>> parts.places().unitShift();
        return new Part(from, from + parts.places().units(byteSize));
    }

    private synchronized void begin(Part part) {
        if (closed) {
            throw new IllegalStateException("the reservation is closed: claim of an open one");
        }
        range.beginClaim(part);
    }

    /**
     * Moves blocks out until the space gives the part. Where the deadline has passed and nothing is
     * seen there, somebody takes units or gives them back at this moment: as nothing is lent in the
     * part any more, each thread does so once at most, and it looks again.
     */
    private void empty(Part part, Duration deadline) {
        long begin = System.nanoTime();
        long nanos = Budget.nanosOf(deadline);
        List<Obstacle> obstacles = evacuate(part);
        for (int look = 1; !range.takeAll(part); look++) {
            if (look >= LEAST_LOOKS && System.nanoTime() - begin >= nanos && !obstacles.isEmpty()) {
                throw new ClaimFailedException("the claim of " + (part.end() - part.from()) + " units at unit "
                        + part.from() + " of the reservation at 0x" + Long.toHexString(address) + " failed after "
                        + deadline, obstacles);
            }
            LockSupport.parkNanos(PATIENCE_NANOS);
            obstacles = evacuate(part);
        }
    }

    /** Moves out what can be moved; answers what stands there still. */
    private List<Obstacle> evacuate(Part part) {
        List<Part> lent = new ArrayList<>();
        range.space().forEachBlock(0, part.end(), (offset, count) -> {
            if (part.overlaps(offset, offset + count)) {
                lent.add(new Part(offset, offset + count));
            }
        });
        List<Obstacle> obstacles = new ArrayList<>();
        for (Part each : lent) {
            long from = range.addressOf(each.from());
            long handle = parts.owners().at(parts.places().unitOf(from));
            if (handle == BlockOwners.NOBODY || parts.table().address(handle) != from) {
                parts.obstacles().describeInTransit(from, each.end() - each.from(), obstacles);
            } else if (!moveOut(handle)) {
                parts.obstacles().describe(parts.places().unitOf(from), obstacles);
            }
        }
        return obstacles;
    }

    /** Answers whether the block is elsewhere, or no more. */
    private boolean moveOut(long handle) {
        long byteSize = parts.table().byteSize(handle);
        Mover.Result result = parts.mover().move(handle, () -> place(handle, byteSize), parts.store()::giveBack);
        switch (result) {
            case MOVED -> movedBytes.add(byteSize);
            case PINNED -> parts.obstacles().met(handle);
            case NO_PLACE -> {
                return parts.reclaimers().reclaim(handle);
            }
            case FREED -> {
                return true;
            }
        }
        return result == Mover.Result.MOVED;
    }

    /** In the pool, if need be after a compaction; else where a reservation lends. */
    private long place(long handle, long byteSize) {
        long byteAlignment = parts.table().byteAlignment(handle);
        long place = parts.store().tryPool(byteSize, byteAlignment);
        if (place == BlockStore.NONE) {
            place = parts.store().lend(byteSize, byteAlignment);
        }
        if (place == BlockStore.NONE && compactor.mayFind(byteSize)) {
            compactor.compact(byteSize, byteAlignment, Budget.unlimited());
            place = parts.store().tryPool(byteSize, byteAlignment);
        }
        return place;
    }

    /** What is lent, and what is claimed. */
    LentRange range() {
        return range;
    }

    void end(Part part) {
        range.giveAll(part);
        range.endClaim(part);
    }

    // ----------------------------------------------------------------------------------------------------------- close

    synchronized void requireUnclaimed() {
        long claimed = range.claimedUnits();
        if (!closed && claimed > 0) {
            throw new IllegalStateException(claimed + " units of the reservation at 0x" + Long.toHexString(address)
                    + " are claimed: close the claims first");
        }
    }

    /**
     * Moves out what is lent, and gives the range back to the pool. Closing twice does nothing.
     *
     * @throws IllegalStateException where a part is claimed; nothing is changed
     * @throws ClaimFailedException where a block would not move; the reservation stays open
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        requireUnclaimed();
        Part all = new Part(0, range.units());
        range.beginClaim(all);
        boolean taken = false;
        boolean removed = false;
        try {
            empty(all, Duration.ZERO);
            taken = true;
            parts.store().removeLender(range);
            removed = true;
        } finally {
            if (!removed) {
                letGo(all, taken);
            }
        }
        closed = true;
        parts.store().giveBack(address);
        siblings.forget(this);
    }
}
