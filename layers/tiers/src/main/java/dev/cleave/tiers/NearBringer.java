package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings objects into this process's memory for a pin that cannot read them where they are. Of
 * several that want one object one copies, and the others wait for that copy.
 */
final class NearBringer {
    /** How long one waits for another's move before it looks again: nanoseconds. */
    private static final long LOOK_NANOS = 20_000;

    private final HandleTable table;
    private final TierStack tiers;
    private final ObjectMoves moves;
    private final Governor governor;
    private final TierCounters counters;

    /** How many tiers, the nearest first, have addresses. */
    private final int addressed;

    NearBringer(HandleTable table, TierStack tiers, ObjectMoves moves, Governor governor, TierCounters counters,
            int addressed) {
        this.table = table;
        this.tiers = tiers;
        this.moves = moves;
        this.governor = governor;
        this.counters = counters;
        this.addressed = addressed;
    }

    /**
     * Brings an object near. It may have gone again when this answers; where it is no more, nothing
     * happens.
     *
     * @throws TiersFullException where no tier with addresses has room, even after others left it
     * @throws TierFailedException where it could not be read; it is as it was
     */
    void bring(long handle) {
        // It goes round again only while others move the object, or have just met it where it was.
        for (int round = 0; table.isLive(handle) && Places.isRemote(table.address(handle)); round++) {
            Changes.Change change = new Changes.Change();
            Outcome outcome = toNearestWithRoom(handle);
            if (outcome == Outcome.NO_ROOM && !makesRoom(handle, round)) {
                outcome = toNearestWithRoom(handle); // others may have left meanwhile, unasked
                requireRoom(handle, outcome);
            }
            if (outcome == Outcome.NO_ROOM) {
                continue;
            }
            if (outcome.isThere()) {
                counters.broughtNear();
                governor.changed(change, handle);
            } else {
                awaitMover(handle);
            }
        }
    }

    private Outcome toNearestWithRoom(long handle) {
        Outcome outcome = Outcome.NO_ROOM;
        for (int tier = 0; tier < addressed && outcome == Outcome.NO_ROOM; tier++) {
            outcome = moved(handle, tier);
        }
        return outcome;
    }

    private Outcome moved(long handle, int tier) {
        Outcome outcome = Outcome.FAILED;
        try {
            outcome = moves.move(handle, tier);
            return outcome;
        } catch (TierFailedException failure) {
            throw new TierFailedException(tiers.name(Places.tier(table.address(handle))),
                    "object 0x" + Long.toHexString(handle) + " of "
                            + table.byteSize(handle)
                            + " bytes cannot be read now; objects elsewhere can: try again when the"
                            + " tier answers, or delete it",
                    failure);
        } finally {
            counters.ended(outcome, true);
        }
    }

    private boolean makesRoom(long handle, int round) {
        long byteSize = table.byteSize(handle);
        for (int tier = 0; tier < addressed; tier++) {
            if (governor.makeRoom(tier, byteSize << Math.min(round, 4))) {
                return true;
            }
        }
        return false;
    }

    private void requireRoom(long handle, Outcome outcome) {
        if (outcome == Outcome.NO_ROOM) {
            throw new TiersFullException("object 0x" + Long.toHexString(handle) + " of " + table.byteSize(handle)
                    + " bytes is to be read, and tier " + tiers.name(0)
                    + " has no room for it nor anything that could leave: close pins, or make the tier larger");
        }
    }

    /** Waits while another moves an object: for its copy at most. */
    void awaitMover(long handle) {
        while (HandleWord.isMoving(table.stateOf(handle))) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
