package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** A pool's decay listeners, held weakly; see {@link DecayListener}. Telling them and removing one makes no object. */
final class DecayListeners {
    private static final Told[] NOBODY = {};

    /** Made with the class: where they are used there may be no heap to make them. */
    private static final BiConsumer<DecayListener, Pool> DECAY = DecayListener::memoryDecays;

    private static final BiConsumer<DecayListener, Pool> GROWTH = DecayListener::memoryGrows;

    /** Replaced whole when one is added, under the monitor. */
    private volatile Told[] listeners = NOBODY;

    /** A listener, until it is collected or removed. */
    private static final class Told extends WeakReference<DecayListener> {
        private final FailureLog failures = new FailureLog("a decay listener threw; it listens to pool");

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
        tell(pool, DECAY);
    }

    /** Tells each of them that memory grows. */
    void tellGrowth(Pool pool) {
        tell(pool, GROWTH);
    }

    /** One that throws, be it an error, keeps neither the others nor the purge from their work, nor whoever asked for memory from theirs. */
    private void tell(Pool pool, BiConsumer<DecayListener, Pool> what) {
        for (Told each : listeners) {
            DecayListener listener = each.get();
            if (listener != null) {
                try {
                    what.accept(listener, pool);
                    each.failures.succeeded();
                } catch (Throwable broken) {
                    each.failures.failed(pool.name(), broken);
                }
            }
        }
    }
}
