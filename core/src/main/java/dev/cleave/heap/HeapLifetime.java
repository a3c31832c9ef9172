package dev.cleave.heap;

import dev.cleave.memory.Pool;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a heap gives back to its pool: what lies idle, while it lives, and everything at its end.
 *
 * <p>The end has steps: it is refused while anything is open over the heap, segments end, nothing is given back on the pool's behalf any more, what
 * was not freed is reported, and all blocks go back. Where a step fails, those behind it are done nevertheless, or, before anything went
 * back, by closing again.
 */
final class HeapLifetime {
    private static final System.Logger LOG = System.getLogger("dev.cleave.heap");

    /** Who is told of what was not freed; the event comes in any case but the first. */
    enum Reporting {
        /** Nobody. */
        OFF,
        /** The log. */
        LOG,
        /** Whoever closes. */
        ANSWER
    }

    private final Pool pool;
    private final PlainBlocks blocks;
    private final Slabs slabs;
    private final LargeBlocks largeBlocks;
    private final @Nullable Hardening hardening;
    private final Dependents dependents;
    private final Supplier<LeakReport> leaks;
    private final Upkeep upkeep;
    private volatile boolean ended;

    /**
     * A heap's life begins, when it has all of its other parts: it gives back on its pool's behalf from now on.
     *
     * @param leaks reports what is not freed
     */
    HeapLifetime(
            Pool pool,
            PlainBlocks blocks,
            Slabs slabs,
            LargeBlocks largeBlocks,
            @Nullable Hardening hardening,
            Dependents dependents,
            Supplier<LeakReport> leaks) {
        this.pool = pool;
        this.blocks = blocks;
        this.slabs = slabs;
        this.largeBlocks = largeBlocks;
        this.hardening = hardening;
        this.dependents = dependents;
        this.leaks = leaks;
        upkeep = new Upkeep(pool, this::giveBack);
        upkeep.begin();
    }

    // ------------------------------------------------------------------------------------------------------ give back

    /**
     * Gives the spare blocks back, and empty slabs: all of them, but when memory grows those that
     * are about to be used; when it decays, after stripes put down what they have no use for, so that
     * nothing is held for threads that are gone. What waits in quarantine comes first where memory is
     * wanted, not when it grows or decays: a block is to wait there. Answers how many bytes.
     * Allocates nothing.
     */
    long giveBack(HeapTrimEvent.Cause cause) {
        HeapTrimEvent event = HeapTrimEvent.started();
        boolean wanted = cause == HeapTrimEvent.Cause.TRIM || cause == HeapTrimEvent.Cause.PRESSURE;
        if (hardening != null && wanted) {
            hardening.releaseAll();
        }
        long bytes = switch (cause) {
            case TRIM, PRESSURE -> slabs.trim();
            case GROWTH -> slabs.dropUnwanted();
            case DECAY -> slabs.decay();
        };
        bytes += largeBlocks.trim();
        event.finished(pool.name(), bytes, cause);
        return bytes;
    }

    /**
     * Gives back what the heap and its object caches hold for nobody, before a request of the heap's
     * own is found to have no room: all but the quarantine, which the request has emptied. Answers
     * how many bytes.
     */
    long giveBackIdle() {
        return slabs.dropEmpty() + largeBlocks.trim() + dependents.trimCaches();
    }

    // ------------------------------------------------------------------------------------------------------------ end

    boolean hasEnded() {
        return ended;
    }

    /**
     * Ends the heap, unless it has ended.
     *
     * @param abandoning whether what is open over it is given up, where else the end is refused
     * @return what was not freed, where whoever closes asked for it and the heap had not ended
     * @throws IllegalStateException where what gives memory back on this thread just now calls
     *     this, and would be waited for; nothing is changed
     */
    @Nullable
    LeakReport end(boolean abandoning, Reporting reporting) {
        if (ended) {
            return null;
        }
        upkeep.requireNotWithin();
        Throwable failure = null;
        if (abandoning) {
            failure = dependents.abandon();
        } else {
            dependents.refuseNew();
        }
        LeakReport report = null;
        try {
            report = endAll(abandoning, reporting);
        } catch (Throwable failed) {
            failure = FirstFailure.of(failure, failed);
        }
        FirstFailure.rethrow(failure);
        return report;
    }

    private @Nullable LeakReport endAll(boolean abandoning, Reporting reporting) {
        endSegments(abandoning);
        upkeep.end();
        try {
            return report(reporting);
        } finally {
            giveEverythingBack();
        }
    }

    /** Where segments cannot end now, the heap stays as it was. */
    private void endSegments(boolean abandoning) {
        boolean ending = false;
        try {
            if (hardening != null) {
                hardening.endSegments(abandoning);
            }
            ending = true;
        } finally {
            if (!ending) {
                dependents.admitNew();
            }
        }
    }

    /** A heap with nothing live is closed without an object: reports are made of those that have. */
    private @Nullable LeakReport report(Reporting reporting) {
        if (hardening != null) {
            hardening.releaseAll();
        }
        boolean any = reporting != Reporting.OFF && blocks.anyLive();
        LeakReport report = any || reporting == Reporting.ANSWER ? leaks.get() : null;
        if (report != null && !report.isEmpty()) {
            HeapLeakEvent.emit(report);
            if (reporting == Reporting.LOG) {
                LOG.log(System.Logger.Level.WARNING, report);
            }
        }
        return report;
    }

    private void giveEverythingBack() {
        blocks.end();
        try {
            giveBack(HeapTrimEvent.Cause.TRIM);
        } finally {
            blocks.giveAllBack();
            ended = true;
        }
        if (hardening != null) {
            hardening.reportAll();
        }
    }
}
