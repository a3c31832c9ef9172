package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request does that found nothing at first sight: it drains the spares, looks beside the purge, asks the pressure
 * listeners, and reports. Each step is taken once, so it ends.
 */
final class PressureSearch {
    private static final int TOP_SITES = 5;

    private final Pool pool;
    private final BuddySpace space;
    private final Purge purge;
    private final SpareLeases spares;
    private final PressureListeners listeners;

    PressureSearch(Pool pool, Purge purge, SpareLeases spares, PressureListeners listeners) {
        this.pool = pool;
        space = pool.space();
        this.purge = purge;
        this.spares = spares;
        this.listeners = listeners;
    }

    /** A block's offset, or {@link PoolExhaustedException} with what the listeners threw suppressed in it. */
    long demand(long byteSize, long units, boolean aligned) {
        List<RuntimeException> failures = new ArrayList<>();
        long offset = search(units, aligned, failures);
        if (offset == BuddySpace.NO_BLOCK) {
            PoolExhaustedException exhausted = exhausted(byteSize, units);
            failures.forEach(exhausted::addSuppressed);
            throw exhausted;
        }
        return offset;
    }

    /** A block's offset, or NO_BLOCK; makes no garbage where there are no listeners. */
    long attempt(long byteSize, long units, boolean aligned) {
        long offset = search(units, aligned, null);
        if (offset == BuddySpace.NO_BLOCK) {
            recordFailure(byteSize);
        }
        return offset;
    }

    /** A block's offset, or NO_BLOCK: asks no listener and reports nothing, as the caller knows something else to do. */
    long attemptQuietly(long units, boolean aligned) {
        return units > space.units() ? BuddySpace.NO_BLOCK : searchBesidePurge(units, aligned);
    }

    /** Takes what listeners threw, or logs it where there is no list. */
    private long search(long units, boolean aligned, @Nullable List<RuntimeException> failures) {
        if (units > space.units()) {
            return BuddySpace.NO_BLOCK;
        }
        long offset = searchBesidePurge(units, aligned);
        if (offset != BuddySpace.NO_BLOCK || listeners.isEmpty()) {
            return offset;
        }
        return listeners.askUntil(() -> searchBesidePurge(units, aligned), pool, units * pool.unit(), failures);
    }

    /** Tries again without spares, and once more under the purge's lock if the purge may have held what was wanted. */
    private long searchBesidePurge(long units, boolean aligned) {
        pool.requireOpen();
        spares.drain(pool);
        long before = purge.visits();
        long offset = pool.findIn(units, aligned);
        if (offset != BuddySpace.NO_BLOCK || !purge.heldSince(before)) {
            return offset;
        }
        purge.lock().lock();
        try {
            pool.requireOpen();
            return pool.findIn(units, aligned);
        } finally {
            purge.lock().unlock();
        }
    }

    private PoolExhaustedException exhausted(long byteSize, long units) {
        recordFailure(byteSize);
        int order = Math.min(Units.ceilingOrder(units), space.maxOrder());
        return new PoolExhaustedException(pool.name(), byteSize, pool.usage(), space.unusableFreeSpaceIndex(order),
                space.fragmentationIndex(order), pool.topSites(TOP_SITES));
    }

    private void recordFailure(long byteSize) {
        if (AllocationFailureEvent.isOn()) {
            AllocationFailureEvent.emit(pool.name(), byteSize, space.freeUnits() * pool.unit());
        }
    }
}
