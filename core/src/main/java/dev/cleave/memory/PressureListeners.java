package dev.cleave.memory;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pressure listeners of a pool and its children, and the rules by which they are called: see
 * {@link PressureListener}. All of them are asked where the pool is full, whoever asks; a child's
 * own where the child is at its cap.
 */
final class PressureListeners implements Relief {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    private final Pool pool;
    private final List<Asked> listeners = new CopyOnWriteArrayList<>();

    /** Who is being served by listeners now: what they allocate fails without asking anybody. */
    private final Queue<Inquiry> inquiries = new ConcurrentLinkedQueue<>();

    /** A listener, and the pool that it was added to. */
    private record Asked(Pool pool, PressureListener listener) {}

    /**
     * A thread that asks; null when it has ended, which a store says, as a call might fail at the
     * end of a stack.
     */
    private static final class Inquiry {
        private volatile @Nullable Thread asker = Thread.currentThread();
    }

    PressureListeners(Pool pool, List<PressureListener> first) {
        this.pool = pool;
        first.forEach(each -> add(each, pool));
    }

    /** Adds one to the pool or to a child of it. */
    void add(PressureListener listener, Pool to) {
        listeners.add(new Asked(to, listener));
    }

    /**
     * Removes one that was added to the pool or to a child of it; answers whether there was any.
     */
    boolean remove(PressureListener listener, Pool from) {
        return listeners.remove(new Asked(from, listener));
    }

    /** Forgets those of a child that is closed. */
    void forget(Pool child) {
        listeners.removeIf(each -> each.pool.equals(child));
    }

    /** The listeners of a child alone: whom it asks at its cap. */
    Relief of(Pool child) {
        return new ReliefOfChild(child);
    }

    private final class ReliefOfChild implements Relief {
        private final Pool child;

        ReliefOfChild(Pool child) {
            this.child = child;
        }

        @Override
        public boolean isEmpty() {
            return listeners.stream().noneMatch(each -> each.pool.equals(child));
        }

        @Override
        public long askUntil(LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
            return ask(listeners.stream().filter(each -> each.pool.equals(child)).toList(), attempt, byteSize,
                    failures);
        }

        @Override
        public void log(List<RuntimeException> failures) {
            logOf(child, failures);
        }
    }

    @Override
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    @Override
    public long askUntil(LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
        return ask(listeners, attempt, byteSize, failures);
    }

    private long ask(List<Asked> some, LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
        if (isAsking()) {
            return -1;
        }
        Inquiry inquiry = new Inquiry();
        try {
            inquiries.add(inquiry);
            return askInTurn(some, attempt, byteSize, failures);
        } finally {
            inquiry.asker = null;
        }
    }

    private static long askInTurn(
            List<Asked> some, LongSupplier attempt, long byteSize, List<RuntimeException> failures) {
        long answer = -1;
        for (Asked each : some) {
            try {
                each.listener.memoryIsWanted(each.pool, byteSize);
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
        logOf(pool, failures);
    }

    private static void logOf(Pool asker, List<RuntimeException> failures) {
        failures.forEach(broken -> LOG.log(System.Logger.Level.WARNING,
                "a pressure listener of pool " + asker.name() + " threw", broken));
    }
}
