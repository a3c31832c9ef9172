package dev.cleave.heap;

import dev.cleave.memory.DecayListener;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PressureListener;
import java.lang.ref.WeakReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What a heap, or an object cache, does when its pool asks: gives back what lies idle, under pressure, when memory grows or decays, on a
 * thread that may not be its user's. It ends before that heap or cache is closed.
 *
 * <p>The pool knows it weakly: the heap or cache keeps it, and is kept by nobody but its users. One that is dropped without being closed is
 * asked no more once the garbage collector has found it. Its blocks stay where they are, as their addresses may be in use, and the
 * pool refuses to be closed over them.
 */
final class Upkeep implements DecayListener {
    /** What is given back. */
    @FunctionalInterface
    interface Work {
        /** Gives back what there is for this cause; answers how many bytes. */
        long giveBack(HeapTrimEvent.Cause cause);
    }

    /** What the pool knows under pressure, as it knows such listeners strongly. The first call that finds nobody left is the last. */
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

    private final Pool pool;
    private final Work work;
    private final UnderPressure underPressure = new UnderPressure(this);

    /** Taken shared by whoever gives back on the pool's behalf, alone by who ends that. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

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

    @Override
    public void memoryDecays(Pool decaying) {
        giveBackUnlessEnded(HeapTrimEvent.Cause.DECAY);
    }

    /** Waits for nobody, not even for who is closing the heap. */
    @Override
    public void memoryGrows(Pool growing) {
        if (lock.readLock().tryLock()) {
            giveBackAndUnlock(HeapTrimEvent.Cause.GROWTH);
        }
    }

    private void giveBackUnlessEnded(HeapTrimEvent.Cause cause) {
        lock.readLock().lock();
        giveBackAndUnlock(cause);
    }

    private void giveBackAndUnlock(HeapTrimEvent.Cause cause) {
        try {
            if (!ended) {
                work.giveBack(cause);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Waits for what is being given back, and gives back no more.
     *
     * @throws IllegalStateException where this thread is giving back just now, as in an object's destructor: it would wait for itself
     */
    void end() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("pool " + pool.name() + " has this thread give memory back just now: close outside of"
                    + " destructors, or what else it calls meanwhile");
        }
        pool.removePressureListener(underPressure);
        pool.removeDecayListener(this);
        lock.writeLock().lock();
        try {
            ended = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
