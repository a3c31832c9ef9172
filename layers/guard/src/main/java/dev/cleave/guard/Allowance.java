package dev.cleave.guard;

import dev.cleave.memory.Pool;

/**
 * How much a tenant may hold now, in bytes and in pageblocks, which rise and fall together: its
 * share, what it borrowed, less what it lent. Changed under the monitor of {@link Loans} only.
 */
final class Allowance {
    private final Pool pool;
    private final OwnPageblocks own;
    private final long pageblockBytes;
    private final long mostBytes;
    private long borrowed;
    private long lent;

    Allowance(Pool pool, OwnPageblocks own, long pageblockBytes, long mostBytes) {
        this.pool = pool;
        this.own = own;
        this.pageblockBytes = pageblockBytes;
        this.mostBytes = mostBytes;
    }

    /** Pageblocks that it has beyond its share. */
    long borrowed() {
        return borrowed;
    }

    /** Pageblocks of its share that others have. */
    long lent() {
        return lent;
    }

    /** Whether it may have one more pageblock, by the most that it may hold. */
    boolean mayHaveMore() {
        return pool.childUsage().orElseThrow().capBytes() + pageblockBytes <= mostBytes;
    }

    /** One pageblock more: borrowed, or come back. */
    void rise(boolean comesBack) {
        own.held().changeLimit(own.held().limit() + 1);
        pool.changeCap(pool.childUsage().orElseThrow().capBytes() + pageblockBytes);
        if (comesBack) {
            lent--;
        } else {
            borrowed++;
        }
    }

    /** One pageblock less, if the tenant does without: lent, or given back. */
    boolean fall(boolean lends) {
        long cap = pool.childUsage().orElseThrow().capBytes();
        if (cap <= pageblockBytes || !pool.changeCap(cap - pageblockBytes)) {
            return false;
        }
        boolean unused = own.letGo();
        if (!own.held().changeLimit(own.held().limit() - 1)) {
            pool.changeCap(cap);
            return false;
        }
        if (lends) {
            lent++;
        } else {
            borrowed--;
        }
        return true;
    }
}
