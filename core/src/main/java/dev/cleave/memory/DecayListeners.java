package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A pool's decay listeners, held weakly; see {@link DecayListener}. */
final class DecayListeners {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final List<WeakReference<DecayListener>> listeners = new CopyOnWriteArrayList<>();

    void add(DecayListener listener) {
        listeners.removeIf(each -> each.refersTo(null));
        listeners.add(new WeakReference<>(listener));
    }

    boolean remove(DecayListener listener) {
        return listeners.removeIf(each -> each.refersTo(listener));
    }

    /** Tells each of them that memory decays. */
    void tellDecay(Pool pool) {
        tell(pool, DecayListener::memoryDecays);
    }

    /** Tells each of them that memory grows. */
    void tellGrowth(Pool pool) {
        tell(pool, DecayListener::memoryGrows);
    }

    /** One that throws keeps neither the others nor the purge from their work. */
    private void tell(Pool pool, BiConsumer<DecayListener, Pool> what) {
        for (WeakReference<DecayListener> each : listeners) {
            DecayListener listener = each.get();
            if (listener != null) {
                try {
                    what.accept(listener, pool);
                } catch (RuntimeException broken) {
                    LOG.log(System.Logger.Level.WARNING, "a decay listener of pool " + pool.name() + " threw", broken);
                }
            }
        }
    }
}
