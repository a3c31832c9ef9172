package dev.cleave.memory;

import org.jspecify.annotations.Nullable;

/**
 * The end of a pool and its children: its region is unmapped, unless blocks of it are leased. Makes
 * no Java object where none is.
 */
final class PoolClosing extends Closing {
    private final PoolLife life;
    private final Region region;
    private final SpareLeases spares;
    private final BlockSlack book;
    private final Leases leases;

    PoolClosing(PoolLife life, SturdyLock lock, Region region, SpareLeases spares, BlockSlack book, Leases leases) {
        super(life, lock);
        this.life = life;
        this.region = region;
        this.spares = spares;
        this.book = book;
        this.leases = leases;
    }

    /** What was freed past the pool is in the book, but not in the report: it does not count. */
    @Override
    @Nullable
    LeaseReport close(boolean abandoning) {
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
