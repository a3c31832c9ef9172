package dev.cleave.memory;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A pool's pressure listeners, and the rules by which they are called: see {@link PressureListener}. */
final class PressureListeners implements Relief {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final Pool pool;
    private final List<PressureListener> listeners = new CopyOnWriteArrayList<>();

    /** Who is being served by listeners now: what they allocate fails without asking anybody. */
    private final Queue<Inquiry> inquiries = new ConcurrentLinkedQueue<>();

    /** A thread that asks; null when it has ended, which a store says, as a call might fail at the end of a stack. */
    private static final class Inquiry {
        private volatile @Nullable Thread asker = Thread.currentThread();
    }

    PressureListeners(Pool pool, List<PressureListener> first) {
        this.pool = pool;
        listeners.addAll(first);
    }

    void add(PressureListener listener) {
        listeners.add(listener);
    }

    boolean remove(PressureListener listener) {
        return listeners.remove(listener);
    }

    @Override
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    @Override
    public long askUntil(LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
        if (isAsking()) {
            return -1;
        }
        Inquiry inquiry = new Inquiry();
        try {
            inquiries.add(inquiry);
            return askInTurn(attempt, byteSize, failures);
        } finally {
            inquiry.asker = null;
        }
    }

    private long askInTurn(LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
        long answer = -1;
        for (PressureListener listener : listeners) {
            try {
                listener.memoryIsWanted(pool, byteSize);
            } catch (RuntimeException broken) {
                failures.add(broken);
            }
            answer = attempt.getAsLong();
            if (answer >= 0) {
                break;
            }
        }
        return answer;
    }

    /** Whether the caller is; inquiries that have ended are forgotten before. */
    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    private boolean isAsking() {
        inquiries.removeIf(inquiry -> inquiry.asker == null);
        for (Inquiry inquiry : inquiries) {
            if (inquiry.asker == Thread.currentThread()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void log(List<RuntimeException> failures) {
        failures.forEach(broken -> LOG.log(System.Logger.Level.WARNING,
                "a pressure listener of pool " + pool.name() + " threw", broken));
    }
}
