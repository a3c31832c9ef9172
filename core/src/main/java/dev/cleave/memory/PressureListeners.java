package dev.cleave.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A pool's pressure listeners, and the rules by which they are called: see {@link PressureListener}. */
final class PressureListeners {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final List<PressureListener> listeners = new CopyOnWriteArrayList<>();

    /** Threads that are being served by listeners now: what these allocate fails without asking anybody. */
    private final Set<Thread> asking = ConcurrentHashMap.newKeySet();

    void add(PressureListener listener) {
        listeners.add(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    boolean remove(PressureListener listener) {
        return listeners.remove(listener);
    }

    /**
     * Asks one listener after the other, and tries again after each.
     *
     * @param attempt what failed; answers a negative number when it fails again
     * @param failures takes what the listeners threw if the attempt fails to the end; else, or where null, it is logged
     * @return the first answer that is not negative, or the last one
     */
    long askUntil(LongSupplier attempt, Pool pool, long byteSize, @Nullable List<RuntimeException> failures) {
        long answer = -1;
        if (!asking.add(Thread.currentThread())) {
            return answer;
        }
        List<RuntimeException> thrown = new ArrayList<>();
        try {
            for (PressureListener listener : listeners) {
                try {
                    listener.memoryIsWanted(pool, byteSize);
                } catch (RuntimeException broken) {
                    thrown.add(broken);
                }
                answer = attempt.getAsLong();
                if (answer >= 0) {
                    break;
                }
            }
        } finally {
            asking.remove(Thread.currentThread());
        }
        if (answer < 0 && failures != null) {
            failures.addAll(thrown);
        } else {
            thrown.forEach(broken -> LOG.log(System.Logger.Level.WARNING,
                    "a pressure listener of pool " + pool.name() + " threw", broken));
        }
        return answer;
    }
}
