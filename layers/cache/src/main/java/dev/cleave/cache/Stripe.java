package dev.cleave.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A part of the entries, by their keys' hashes: a table, a lock for writers, a version for readers.
 *
 * <p>The version is odd while somebody writes. Whoever read the same even version before and after
 * has read what belongs together.
 *
 * <p>Entries that were taken out while somebody <em>visits</em>, that is, looks at bytes in place,
 * are kept until nobody does.
 */
final class Stripe {
    private static final VarHandle VERSION;
    private static final VarHandle VISITORS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(Stripe.class, "version", long.class);
            VISITORS = lookup.findVarHandle(Stripe.class, "visitors", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final EntryMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private long version;
    @SuppressWarnings("UnusedVariable") // by VISITORS
    private int visitors;

    /**
     * Written under the lock; read by anybody, who believes it if the version is the same after.
     */
    private StripeTable table = StripeTable.EMPTY;

    /** Words in the table, under the lock. */
    private long count;

    /** Places; those of blocks of which a copy is counted are negative. */
    private long[] kept = new long[0];
    private int keptCount;

    Stripe(EntryMemory memory) {
        this.memory = memory;
    }

    // --------------------------------------------------------------------------------------------------------- readers

    /** The version, before anything is read: odd while somebody writes. */
    long versionAcquire() {
        return (long) VERSION.getAcquire(this);
    }

    /** Whether nobody has written since: all that was read before the call is believed then. */
    boolean isStill(long before) {
        VarHandle.acquireFence();
        return (long) VERSION.getOpaque(this) == before;
    }

    StripeTable table() {
        return table;
    }

    long count() {
        return count;
    }

    /**
     * From now on entries that leave are kept. Whatever is looked up later stays until
     * {@link #leave}.
     */
    void visit() {
        VISITORS.getAndAdd(this, 1);
    }

    /** The last visitor frees what was kept. */
    void leave() {
        if ((int) VISITORS.getAndAdd(this, -1) == 1 && hasKept()) {
            lock();
            try {
                freeKept();
            } finally {
                unlock();
            }
        }
    }

    boolean isVisited() {
        return (int) VISITORS.getVolatile(this) != 0;
    }

    // --------------------------------------------------------------------------------------------------------- writers

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    private void beginWrite() {
        VERSION.setOpaque(this, version + 1);
        VarHandle.releaseFence();
    }

    /**
     * Begins to write what readers in place may look at: answers whether nobody does. Whoever comes
     * later waits until the write has ended. Locked.
     */
    boolean beginWriteUnlessVisited() {
        beginWrite();
        VarHandle.fullFence();
        if (isVisited()) {
            endWrite();
            return false;
        }
        return true;
    }

    void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    /** Puts another word where one is. Locked. */
    void replace(int index, long word) {
        beginWrite();
        table.replace(index, word);
        endWrite();
    }

    /** Adds a word; false where the table would have to grow, and may not. Locked. */
    boolean insert(long word) {
        if (table.isFull(count) && !resize(table.homes() + (table.homes() >> 2) + 8)) {
            return false;
        }
        while (true) {
            beginWrite();
            boolean inserted = table.insert(word);
            endWrite();
            if (inserted) {
                count++;
                return true;
            }
            if (!resize(table.homes() + (table.homes() >> 2) + 8)) {
                return false;
            }
        }
    }

    /** Takes a word out. Locked. */
    void remove(int index) {
        beginWrite();
        table.remove(index);
        endWrite();
        count--;
        if (table.homes() > StripeTable.homesFor(2 * count)) {
            tryShrink();
        }
    }

    /** Where that cannot be, the large table serves as well. */
    private void tryShrink() {
        StripeTable old = table;
        StripeTable smaller = StripeTable.tryMakeSmaller(memory, StripeTable.homesFor(count));
        if (smaller == null) {
            return;
        }
        if (old.copyTo(smaller)) {
            exchange(smaller);
            smaller.takePlaceOf(old, memory);
        } else {
            smaller.release(memory);
        }
    }

    /**
     * Another table with the same words; false, and the old one, where its bytes are not allowed.
     */
    private boolean resize(int homes) {
        StripeTable old = table;
        int wanted = homes;
        while (true) {
            StripeTable larger = StripeTable.make(memory, wanted);
            if (larger == null) {
                return false;
            }
            if (old.copyTo(larger)) {
                exchange(larger);
                old.free(memory);
                return true;
            }
            larger.free(memory);
            wanted += (wanted >> 2) + 8;
        }
    }

    private void exchange(StripeTable other) {
        beginWrite();
        table = other;
        endWrite();
    }

    /** Empties the stripe; answers the table that was. Locked. */
    StripeTable takeAll() {
        StripeTable old = table;
        exchange(StripeTable.EMPTY);
        count = 0;
        return old;
    }

    /** Moves the table if it lies there; answers whether it did. */
    boolean tryMoveTable(long from) {
        if (!table.liesAt(from)) {
            return false;
        }
        lock();
        try {
            StripeTable moved = table.liesAt(from) ? table.tryMove(memory) : null;
            if (moved == null) {
                return false;
            }
            exchange(moved);
            memory.release(from);
            return true;
        } finally {
            unlock();
        }
    }

    /**
     * Frees an entry that was taken out, now or when nobody visits any more. Not locked.
     *
     * @param moved whether a copy of it is counted in its stead
     */
    void retire(long place, boolean moved) {
        VarHandle.fullFence();
        if (!isVisited()) {
            free(place, moved);
            return;
        }
        lock();
        try {
            if (keptCount == kept.length) {
                kept = Arrays.copyOf(kept, 2 * keptCount + 8);
            }
            kept[keptCount++] = moved ? -place : place;
            VarHandle.fullFence();
            if (!isVisited()) {
                freeKept();
            }
        } finally {
            unlock();
        }
    }

    private boolean hasKept() {
        VarHandle.fullFence();
        return keptCount != 0;
    }

    /**
     * Who visits now has come after all that is kept was taken out, unless somebody was there
     * throughout.
     */
    private void freeKept() {
        if (!isVisited()) {
            while (keptCount > 0) {
                long place = kept[--keptCount];
                free(Math.abs(place), place < 0);
            }
        }
    }

    private void free(long place, boolean moved) {
        if (moved) {
            memory.release(place);
        } else {
            memory.free(place);
        }
    }
}
