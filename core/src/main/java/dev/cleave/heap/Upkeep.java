package dev.cleave.heap;

import dev.cleave.memory.DecayListener;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PressureListener;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What a heap, or an object cache, does when its pool asks: gives back what lies idle, under pressure, when memory grows or decays, on a
 * thread that may not be its user's. It ends before that heap or cache is closed.
 */
final class Upkeep implements PressureListener, DecayListener {
    /** What is given back. */
    @FunctionalInterface
    interface Work {
        /** Gives back what there is for this cause; answers how many bytes. */
        long giveBack(HeapTrimEvent.Cause cause);
    }

    private final Pool pool;
    private final Work work;

    /** Taken shared by whoever gives back on the pool's behalf, alone by who ends that. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean ended;

    private Upkeep(Pool pool, Work work) {
        this.pool = pool;
        this.work = work;
    }

    /** Listens to the pool from now on. The pool knows a decay listener weakly: the heap or cache keeps this. */
    static Upkeep begin(Pool pool, Work work) {
        Upkeep upkeep = new Upkeep(pool, work);
        pool.addPressureListener(upkeep);
        pool.addDecayListener(upkeep);
        return upkeep;
    }

    @Override
    public void memoryIsWanted(Pool full, long byteSize) {
        giveBackUnlessEnded(HeapTrimEvent.Cause.PRESSURE);
    }

    @Override
    public void memoryDecays(Pool decaying) {
        giveBackUnlessEnded(HeapTrimEvent.Cause.DECAY);
    }

    /** Waits for nobody, not even for who is closing the heap. */
    @Override
    public void memoryGrows(Pool growing) {
        if (lock.readLock().tryLock()) {
            try {
                if (!ended) {
                    work.giveBack(HeapTrimEvent.Cause.GROWTH);
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    private void giveBackUnlessEnded(HeapTrimEvent.Cause cause) {
        lock.readLock().lock();
        try {
            if (!ended) {
                work.giveBack(cause);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for what is being given back, and gives back no more. */
    void end() {
        pool.removePressureListener(this);
        pool.removeDecayListener(this);
        lock.writeLock().lock();
        try {
            ended = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
