package dev.cleave.memory;

import org.jspecify.annotations.Nullable;

/** The end of a pool. */
interface Closing {
    /**
     * Closes the pool, unless it is closed.
     *
     * @param abandoning whether it is closed under whoever holds blocks
     * @return what is held; null where nothing is
     * @throws IllegalStateException where it cannot be closed now; it stays open
     */
    @Nullable
    LeaseReport run(boolean abandoning);
}
