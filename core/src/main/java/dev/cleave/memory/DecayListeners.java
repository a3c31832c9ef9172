package dev.cleave.memory;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

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

    /** Tells each of them; one that throws keeps neither the others nor the purge from their work. */
    void tell(Pool pool) {
        for (WeakReference<DecayListener> each : listeners) {
            DecayListener listener = each.get();
            if (listener != null) {
                try {
                    listener.memoryDecays(pool);
                } catch (RuntimeException broken) {
                    LOG.log(System.Logger.Level.WARNING, "a decay listener of pool " + pool.name() + " threw", broken);
                }
            }
        }
    }
}
