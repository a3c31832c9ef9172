package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** A pool's decay listeners, held weakly; see {@link DecayListener}. Telling them and removing one makes no object. */
final class DecayListeners {
    private static final Told[] NOBODY = {};

    /** What they are told. The actions are made with the class: where they are used there may be no heap to make them. */
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
        private final FailureLog decay = new FailureLog("a decay listener threw when told of the decay of pool");
        private final FailureLog growth = new FailureLog("a decay listener threw when told of the growth of pool");

        Told(DecayListener listener) {
            super(listener);
        }

        boolean isGone() {
            return refersTo(null);
        }
    }

    /** Adds one; all those that are gone leave. */
    synchronized void add(DecayListener listener) {
        Told[] present = listeners;
        Told[] now = new Told[present.length + 1];
        int count = 0;
        for (Told each : present) {
            if (!each.isGone()) {
                now[count++] = each;
            }
        }
        now[count++] = new Told(listener);
        listeners = Arrays.copyOf(now, count);
    }

    /** Removes all that are this one; answers whether there was any. */
    synchronized boolean remove(DecayListener listener) {
        boolean removed = false;
        for (Told each : listeners) {
            if (each.refersTo(listener)) {
                each.clear();
                removed = true;
            }
        }
        return removed;
    }

    /** Tells each of them that memory decays. */
    void tellDecay(Pool pool) {
        tell(pool, News.DECAY);
    }

    /** Tells each of them that memory grows. */
    void tellGrowth(Pool pool) {
        tell(pool, News.GROWTH);
    }

    /** One that throws, be it an error, keeps neither the others nor the purge from their work, nor whoever asked for memory from theirs. */
    private void tell(Pool pool, News news) {
        for (Told each : listeners) {
            DecayListener listener = each.get();
            if (listener != null) {
                FailureLog failures = news == News.DECAY ? each.decay : each.growth;
                try {
                    news.action.accept(listener, pool);
                    failures.succeeded();
                } catch (Throwable broken) {
                    failures.failed(pool.name(), broken);
                }
            }
        }
    }
}
