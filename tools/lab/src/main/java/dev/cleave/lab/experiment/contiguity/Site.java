package dev.cleave.lab.experiment.contiguity;

import dev.cleave.lab.peer.FreeBlocks;
import dev.cleave.memory.Pool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.LongFunction;

/** A pool in which pages have stayed all over, and a way to serve a large request from it. */
final class Site implements AutoCloseable {
    /** Closes something; nothing is thrown that need be caught. */
    @FunctionalInterface
    interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private final Pool pool;
    private final StayingPages pages;
    private final LongFunction<Attempt> way;
    private final Deque<Closing> closings = new ArrayDeque<>();

    /**
     * A site.
     *
     * @param way what serves a request of so many bytes, or refuses it
     */
    Site(Pool pool, StayingPages pages, LongFunction<Attempt> way) {
        this.pool = pool;
        this.pages = pages;
        this.way = way;
        closings.push(pool::close);
    }

    /** Has something closed with the site, after its pages and before its pool. */
    Site closing(Closing closing) {
        closings.push(closing);
        return this;
    }

    /** A site in a new pool; where it cannot be made, the pool is closed. */
    static Site in(Pool pool, Function<Pool, Site> making) {
        Site site = null;
        try {
            site = making.apply(pool);
            return site;
        } finally {
            if (site == null) {
                pool.closeAbandoning();
            }
        }
    }

    Pool pool() {
        return pool;
    }

    StayingPages pages() {
        return pages;
    }

    /** Makes the request. */
    Attempt ask(long byteSize) {
        return way.apply(byteSize);
    }

    /** Bytes of the longest range that is free in the pool. */
    long largestFreeBytes() {
        long[] longest = new long[1];
        pool.space().flush();
        pool.space().forEachFreeRun(0, pool.space().units(),
                (offset, units) -> longest[0] = Math.max(longest[0], units));
        return longest[0] * pool.unit();
    }

    /**
     * The share of the pool that lies in free blocks of so many bytes, a power of two, and larger
     * ones.
     */
    double shareInBlocks(long blockBytes) {
        pool.space().flush();
        FreeBlocks free = new FreeBlocks(pool.space().freeBlocksByOrder(), pool.unit());
        return (double) free.bytesFrom(free.orderOf(blockBytes)) / pool.capacity();
    }

    /** Frees the pages, then closes the rest, and the pool last. */
    @Override
    public void close() {
        pages.close();
        closings.forEach(Closing::close);
    }
}
