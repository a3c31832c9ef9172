package dev.cleave.memory;

import org.jspecify.annotations.Nullable;

/** The end of a pool: its region is unmapped, unless blocks of it are leased. Makes no Java object where none is. */
final class Closing {
    private final PoolLife life;
    private final SturdyLock lock;
    private final Region region;
    private final SpareLeases spares;
    private final BlockSlack book;
    private final Leases leases;

    /** @param lock held while pages are dropped */
    Closing(PoolLife life, SturdyLock lock, Region region, SpareLeases spares, BlockSlack book, Leases leases) {
        this.life = life;
        this.lock = lock;
        this.region = region;
        this.spares = spares;
        this.book = book;
        this.leases = leases;
    }

    /**
     * Closes the pool, unless it is closed.
     *
     * @param abandoning whether it is closed under whoever holds leases
     * @return what is leased; null where nothing is
     * @throws IllegalStateException where it cannot be closed now; it stays open
     */
    @Nullable
    LeaseReport run(boolean abandoning) {
        boolean entered = lock.enter();
        try {
            return life.isClosed() ? null : close(abandoning);
        } finally {
            if (entered) {
                lock.holder = null;
            }
        }
    }

    /** What was freed past the pool is in the book, but not in the report: it does not count. */
    private @Nullable LeaseReport close(boolean abandoning) {
        life.beginClosing();
        try {
            spares.drain();
            LeaseReport held = book.leases() == 0 ? null : leases.report();
            if (held == null || held.isEmpty()) {
                region.unmap();
                return null;
            }
            if (!abandoning) {
                throw new IllegalStateException(held + System.lineSeparator()
                        + "close those before the pool, or abandon them by closeAbandoning()");
            }
            region.abandon();
            return held;
        } finally {
            life.endClosing(!region.segment().scope().isAlive());
        }
    }
}
