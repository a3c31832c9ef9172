package dev.cleave.heap;

import dev.cleave.memory.DecayListener;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PressureListener;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What a heap does when its pool asks: under pressure it gives every empty slab and all spare blocks back, and what waits
 * in quarantine before; when it grows, every empty slab and the spare blocks; when memory decays, the spare blocks, and the empty slabs after stripes put down what they no longer use, so that
 * nothing is held for threads that are gone. A quarantine is not emptied by time: a block is to wait there. It ends before the heap is closed.
 */
final class Upkeep implements PressureListener, DecayListener {
    private final Pool pool;
    private final Slabs slabs;
    private final LargeBlocks largeBlocks;
    private final @Nullable Hardening hardening;

    /** Taken shared by whoever gives slabs back on the pool's behalf, alone by who ends that. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private boolean ended;

    private Upkeep(Pool pool, Slabs slabs, LargeBlocks largeBlocks, @Nullable Hardening hardening) {
        this.pool = pool;
        this.slabs = slabs;
        this.largeBlocks = largeBlocks;
        this.hardening = hardening;
    }

    /** Listens to the pool from now on. The pool knows a decay listener weakly: the heap keeps this. */
    static Upkeep begin(Pool pool, Slabs slabs, LargeBlocks largeBlocks, @Nullable Hardening hardening) {
        Upkeep upkeep = new Upkeep(pool, slabs, largeBlocks, hardening);
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
                    giveBack(HeapTrimEvent.Cause.GROWTH);
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
                giveBack(cause);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Gives empty slabs and spare blocks back, and says so; answers how many bytes. */
    long giveBack(HeapTrimEvent.Cause cause) {
        HeapTrimEvent event = HeapTrimEvent.started();
        if (hardening != null && cause != HeapTrimEvent.Cause.DECAY && cause != HeapTrimEvent.Cause.GROWTH) {
            hardening.releaseAll();
        }
        long bytes = switch (cause) {
            case TRIM, PRESSURE -> slabs.trim();
            case DECAY -> slabs.decay();
            case GROWTH -> slabs.dropEmpty();
        };
        bytes += largeBlocks.trim();
        event.finished(pool.name(), bytes, cause);
        return bytes;
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
