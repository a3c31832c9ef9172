package dev.cleave.memory;

import org.jspecify.annotations.Nullable;

/** The end of a pool, or of a child. */
abstract class Closing {
    private final PoolLife life;
    private final SturdyLock lock;

    /** @param lock held while pages are dropped, and while children come and go */
    Closing(PoolLife life, SturdyLock lock) {
        this.life = life;
        this.lock = lock;
    }

    /**
     * Closes the pool, unless it is closed.
     *
     * @param abandoning whether it is closed under whoever holds blocks
     * @return what is held; null where nothing is
     * @throws IllegalStateException where it cannot be closed now; it stays open
     */
    final @Nullable LeaseReport run(boolean abandoning) {
        boolean entered = lock.enter();
        try {
            return life.isClosed() ? null : close(abandoning);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** Closes the pool, which is open, as {@link #run} says; called under the lock. */
    abstract @Nullable LeaseReport close(boolean abandoning);
}
