package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request does that found nothing at first sight: it drains the spares, looks beside the
 * purge, asks the pressure listeners, and reports. Each step is taken once, so it ends.
 *
 * <p>A child with rules drains its own spares first. Where only its own limits are in the way then,
 * as its rules say, it asks its own listeners, as at its cap, and leaves all others alone: nobody
 * makes others pay for what they cannot help.
 */
final class PressureSearch {
    private final Units units;
    private final BuddySpace space;
    private final PoolLife life;
    private final BlockSearch search;
    private final Purge purge;
    private final SpareLeases spares;
    private final Relief relief;
    private final Report report;
    private final FailureCount failures;

    /** Null for the pool itself, and for a child without rules. */
    private final @Nullable OfChild own;

    /**
     * What a child with rules has for itself.
     *
     * @param spares those of the child alone
     * @param relief whom it asks where its own limits are in the way
     * @param report as the other, but drains nobody's spares
     */
    record OfChild(SpareLeases spares, Relief relief, Report report) {}

    /** Says why a request cannot be served. */
    @FunctionalInterface
    interface Report {
        PoolExhaustedException of(long byteSize, long count);
    }

    PressureSearch(
            Units units,
            BuddySpace space,
            PoolLife life,
            BlockSearch search,
            Purge purge,
            SpareLeases spares,
            Relief relief,
            FailureCount failures,
            Report report,
            @Nullable OfChild own) {
        this.units = units;
        this.space = space;
        this.life = life;
        this.search = search;
        this.purge = purge;
        this.spares = spares;
        this.relief = relief;
        this.failures = failures;
        this.report = report;
        this.own = own;
    }

    /**
     * A block's offset, or {@link PoolExhaustedException} with what the listeners threw suppressed
     * in it.
     */
    long demand(long byteSize, long count, int alignment) {
        List<RuntimeException> thrown = new ArrayList<>();
        long offset = search(count, alignment, thrown);
        if (offset < 0) {
            recordFailure(byteSize);
            PoolExhaustedException exhausted =
                    (own != null && offset == ChildRules.OWN_LIMIT ? own.report : report).of(byteSize, count);
            thrown.forEach(exhausted::addSuppressed);
            throw exhausted;
        }
        return logged(offset, count, thrown);
    }

    /** A block's offset, or NO_BLOCK; makes no garbage where there are no listeners. */
    long attempt(long byteSize, long count, int alignment) {
        List<RuntimeException> thrown = relief.isEmpty() ? null : new ArrayList<>();
        long offset = Math.max(BuddySpace.NO_BLOCK, search(count, alignment, thrown));
        if (offset == BuddySpace.NO_BLOCK) {
            recordFailure(byteSize);
        }
        return thrown == null ? offset : logged(offset, count, thrown);
    }

    /**
     * A block's offset, or NO_BLOCK: asks no listener and reports nothing, as the caller knows
     * something else to do.
     */
    long attemptQuietly(long count, int alignment) {
        long offset = count > units.count() ? BuddySpace.NO_BLOCK : searchBesidePurge(count, alignment);
        if (offset < 0) {
            refused();
        }
        return Math.max(BuddySpace.NO_BLOCK, offset);
    }

    /** Counts a request that is refused. */
    void refused() {
        failures.count();
    }

    /**
     * As {@link #attemptQuietly}, within a range of units, but whether a request is refused in the
     * end is for {@link #refused()} to say.
     */
    long attemptWithin(long from, long end, long count, int alignment) {
        life.requireOpen();
        spares.drain();
        long before = purge.visits();
        long offset = search.findWithin(from, end, count, alignment);
        if (offset != BuddySpace.NO_BLOCK || !purge.heldSince(before)) {
            return offset;
        }
        SturdyLock lock = purge.lock();
        boolean entered = lock.enter();
        try {
            life.requireOpen();
            return search.findWithin(from, end, count, alignment);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /**
     * Asks listeners where there is a list for what they throw: those of the child alone where only
     * its own limits are in the way, and all of them else.
     */
    private long search(long count, int alignment, @Nullable List<RuntimeException> thrown) {
        if (count > units.count()) {
            return BuddySpace.NO_BLOCK;
        }
        long offset = searchBesidePurge(count, alignment);
        if (offset >= 0 || thrown == null || relief.isEmpty()) {
            return offset;
        }
        if (own != null && offset == ChildRules.OWN_LIMIT) {
            long answer = offset;
            if (!own.relief.isEmpty()) {
                answer = own.relief.askUntil(() -> searchBesidePurge(count, alignment), units.bytes(count), thrown);
            }
            if (answer != BuddySpace.NO_BLOCK) {
                return answer;
            }
        }
        return relief.askUntil(() -> searchBesidePurge(count, alignment), units.bytes(count), thrown);
    }

    /**
     * Tries again without the child's own spares, then without anybody's if those may be in the
     * way.
     */
    private long searchBesidePurge(long count, int alignment) {
        life.requireOpen();
        if (own != null) {
            own.spares.drain();
            long offset = searchDrained(count, alignment);
            if (offset != BuddySpace.NO_BLOCK) {
                return offset;
            }
        }
        spares.drain();
        return searchDrained(count, alignment);
    }

    /** Tries, and once more under the purge's lock if the purge may have held what was wanted. */
    private long searchDrained(long count, int alignment) {
        long before = purge.visits();
        long offset = search.find(count, alignment);
        if (offset >= 0 || !purge.heldSince(before)) {
            return offset;
        }
        SturdyLock lock = purge.lock();
        boolean entered = lock.enter();
        try {
            life.requireOpen();
            return search.find(count, alignment);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /**
     * A block that was found, or none, beside listeners that threw; it goes back where that cannot
     * be told.
     */
    private long logged(long offset, long count, List<RuntimeException> thrown) {
        boolean told = false;
        try {
            relief.log(thrown);
            told = true;
        } finally {
            if (!told && offset != BuddySpace.NO_BLOCK) {
                search.giveBack(offset, count);
            }
        }
        return offset;
    }

    private void recordFailure(long byteSize) {
        refused();
        if (AllocationFailureEvent.isOn()) {
            AllocationFailureEvent.emit(units.name(), byteSize, units.bytes(space.freeUnits()));
        }
    }
}
