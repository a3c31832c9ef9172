package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The decay listeners of a pool and its children, held weakly; see {@link DecayListener}. Each is
 * told of the pool that it was added to, for as long as that is open. Telling them and removing one
 * makes no object.
 */
final class DecayListeners {
    private static final Told[] NOBODY = {};

    /**
     * What they are told. The actions are made with the class: where they are used there may be no
     * heap to make them.
     */
    private enum News {
        DECAY(DecayListener::memoryDecays),
        GROWTH(DecayListener::memoryGrows);

        private final BiConsumer<DecayListener, Pool> action;

        News(BiConsumer<DecayListener, Pool> action) {
            this.action = action;
        }
    }

    /** Replaced whole when one is added, under the monitor. */
    private volatile Told[] listeners = NOBODY;

    /** A listener, until it is collected or removed. */
    private static final class Told extends WeakReference<DecayListener> {
        private final Pool pool;
        private final FailureLog decay = new FailureLog("a decay listener threw when told of the decay of pool");
        private final FailureLog growth = new FailureLog("a decay listener threw when told of the growth of pool");

        Told(DecayListener listener, Pool pool) {
            super(listener);
            this.pool = pool;
        }

        boolean isGone() {
            return refersTo(null) || pool.isClosed();
        }
    }

    /** Adds one for a pool; all those that are gone leave. */
    synchronized void add(DecayListener listener, Pool pool) {
        Told[] present = listeners;
        Told[] now = new Told[present.length + 1];
        int count = 0;
        for (Told each : present) {
            if (!each.isGone()) {
                now[count++] = each;
            }
        }
        now[count++] = new Told(listener, pool);
        listeners = Arrays.copyOf(now, count);
    }

    /** Removes all of a pool that are this one; answers whether there was any. */
    @SuppressWarnings("ReferenceEquality") // a pool equals itself alone
    synchronized boolean remove(DecayListener listener, Pool pool) {
        boolean removed = false;
        for (Told each : listeners) {
            if (each.refersTo(listener) && each.pool == pool) {
                each.clear();
                removed = true;
            }
        }
        return removed;
    }

    /** Tells each of them that memory decays. */
    void tellDecay() {
        tell(News.DECAY);
    }

    /** Tells each of them that memory grows. */
    void tellGrowth() {
        tell(News.GROWTH);
    }

    /**
     * One that throws, be it an error, keeps neither the others nor the purge from their work, nor
     * whoever asked for memory from theirs.
     */
    private void tell(News news) {
        for (Told each : listeners) {
            DecayListener listener = each.get();
            if (listener != null && !each.pool.isClosed()) {
                FailureLog failures = news == News.DECAY ? each.decay : each.growth;
                try {
                    news.action.accept(listener, each.pool);
                    failures.succeeded();
                } catch (Throwable broken) {
                    failures.failed(each.pool.name(), broken);
                }
            }
        }
    }
}
