package dev.cleave.heap;

import dev.cleave.memory.DecayListener;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PressureListener;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a heap, or an object cache, does when its pool asks: gives back what lies idle, under
 * pressure, when memory grows or decays, on a thread that may not be its user's. It ends before
 * that heap or cache is closed.
 *
 * <p>The pool knows it weakly: the heap or cache keeps it. A cache is kept by its heap while it is
 * open, and a heap by nobody but its users. One that is dropped without being closed is asked no
 * more once the garbage collector has found it, and nor are its caches. Its blocks stay where they are, as their addresses may be in use, and the pool refuses to be
 * closed over them.
 */
final class Upkeep implements DecayListener {
    /** What is given back. */
    @FunctionalInterface
    interface Work {
        /** Gives back what there is for this cause; answers how many bytes. */
        long giveBack(HeapTrimEvent.Cause cause);
    }

    /**
     * What the pool knows under pressure, as it knows such listeners strongly. The first call that
     * finds nobody left is the last.
     */
    private static final class UnderPressure extends WeakReference<Upkeep> implements PressureListener {
        UnderPressure(Upkeep upkeep) {
            super(upkeep);
        }

        @Override
        public void memoryIsWanted(Pool full, long byteSize) {
            Upkeep upkeep = get();
            if (upkeep != null) {
                upkeep.giveBackUnlessEnded(HeapTrimEvent.Cause.PRESSURE);
            } else {
                full.removePressureListener(this);
            }
        }
    }

    /**
     * How long whoever ends this waits before it looks again, should one that gave back not have
     * been able to say that it is done.
     */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Pool pool;
    private final Work work;
    private final UnderPressure underPressure = new UnderPressure(this);

    /**
     * Threads that give back just now, in any order: read and written, as all below, under the
     * monitor, which nobody has for more than that.
     */
    private @Nullable Thread[] busy = new Thread[2];

    private boolean ended;

    /** The upkeep of a heap or cache, which keeps it. */
    Upkeep(Pool pool, Work work) {
        this.pool = pool;
        this.work = work;
    }

    /** Listens to the pool from now on. */
    void begin() {
        pool.addPressureListener(underPressure);
        pool.addDecayListener(this);
    }

    /**
     * Gives back what lies idle for a request of this thread's, which is about to be refused, unless
     * this has ended; answers how many bytes. Nothing where this thread gives back already: what is
     * called meanwhile may make such requests, and would have no end.
     */
    long giveBackIdle() {
        return isWithin() ? 0 : giveBackUnlessEnded(HeapTrimEvent.Cause.TRIM);
    }

    @Override
    public void memoryDecays(Pool decaying) {
        giveBackUnlessEnded(HeapTrimEvent.Cause.DECAY);
    }

    /** Waits for nobody, not even for who is closing the heap. */
    @Override
    public void memoryGrows(Pool growing) {
        giveBackUnlessEnded(HeapTrimEvent.Cause.GROWTH);
    }

    /**
     * Nothing is called between saying that this thread is busy and making sure that it is unsaid:
     * no end of the stack comes between. Answers how many bytes.
     */
    private long giveBackUnlessEnded(HeapTrimEvent.Cause cause) {
        Thread current = Thread.currentThread();
        int place = 0;
        synchronized (this) {
            if (ended) {
                return 0;
            }
            while (place < busy.length && busy[place] != null) {
                place++;
            }
            if (place == busy.length) {
                busy = Arrays.copyOf(busy, 2 * place);
            }
            busy[place] = current;
        }
        try {
            return work.giveBack(cause);
        } finally {
            synchronized (this) {
                busy[place] = null;
                if (ended) {
                    notifyAll();
                }
            }
        }
    }

    /**
     * Waits for what is being given back, and gives back no more.
     *
     * @throws IllegalStateException where this thread is giving back just now, as in an object's
     *     destructor: it would wait for itself
     */
    void end() {
        requireNotWithin();
        pool.removePressureListener(underPressure);
        pool.removeDecayListener(this);
        boolean interrupted = false;
        synchronized (this) {
            ended = true;
            while (isBusy()) {
                try {
                    wait(LOOK_AGAIN_MILLIS);
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Refuses where this thread is giving back just now.
     *
     * @throws IllegalStateException where it is
     */
    void requireNotWithin() {
        if (isWithin()) {
            throw new IllegalStateException("this thread gives memory of pool " + pool.name() + " back just now:"
                    + " close outside of destructors, and of what else is called meanwhile");
        }
    }

    private synchronized boolean isWithin() {
        for (Thread each : busy) {
            if (Thread.currentThread().equals(each)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBusy() {
        for (Thread each : busy) {
            if (each != null) {
                return true;
            }
        }
        return false;
    }
}
