package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commits transactions, as many as there are with one sync: of the threads that wait one leads. It
 * takes what is queued, writes it as one record, waits until that is durable, makes the changes in
 * their places, and wakes the others.
 *
 * <p>A leader that comes after others waits for them a little, as they will be back: as many as were
 * under way lately, and no longer than a quarter of what a sync takes. A thread that commits alone
 * never waits.
 */
final class Committer {
    private static final int SYNC_SHARE = 4;
    private static final long LOOK_NANOS = 20_000;

    private final HeapParts parts;
    private final Checkpoint checkpoint;
    private final ConcurrentLinkedQueue<Commit> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean leading = new AtomicBoolean();

    /** Commits of the last record, and those that were queued when it was durable; the leader's. */
    private int company;

    /** What a sync takes, averaged over the last few; the leader's. */
    private long syncNanos;

    Committer(HeapParts parts, Checkpoint checkpoint) {
        this.parts = parts;
        this.checkpoint = checkpoint;
    }

    /**
     * Commits a transaction: when this returns it is durable, and seen by readers.
     *
     * @throws DurableHeapException where the heap has failed, or is closed
     */
    void commit(Commit mine) {
        queue.add(mine);
        queued.incrementAndGet();
        boolean interrupted = false;
        while (!mine.isDone()) {
            if (leading.compareAndSet(false, true)) {
                leadUnlessDone(mine);
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(mine.failure());
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void leadUnlessDone(Commit mine) {
        try {
            if (!mine.isDone()) {
                awaitCompany();
                lead();
            }
        } finally {
            leading.set(false);
            Commit next = queue.peek();
            if (next != null) {
                LockSupport.unpark(next.waiter());
            }
        }
    }

    /** Commits that no leader has taken yet. */
    int queued() {
        return queued.get();
    }

    private void awaitCompany() {
        long began = System.nanoTime();
        while (queued.get() < company && System.nanoTime() - began < syncNanos / SYNC_SHARE) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private void lead() {
        List<Commit> batch = new ArrayList<>();
        Throwable failure = null;
        parts.structure.lock();
        try {
            parts.life.requireOpen();
            take(batch);
            write(batch);
        } catch (RuntimeException | Error failed) {
            failure = failed;
            if (batch.isEmpty()) {
                takeAll(batch);
            }
        } finally {
            parts.structure.unlock();
        }
        company = batch.size() + queued.get();
        for (Commit each : batch) {
            each.end(failure);
            LockSupport.unpark(each.waiter());
        }
    }

    /** As many as fit into the log; where the first does not, the log is emptied. */
    private void take(List<Commit> batch) {
        Commit first = queue.element();
        if (!parts.log.fits(first.redo().byteSize())) {
            checkpoint.run();
        }
        long bytes = 0;
        for (Commit next = first; next != null && parts.log.fits(bytes + next.redo().byteSize()); next = queue.peek()) {
            bytes += next.redo().byteSize();
            batch.add(queue.remove());
            queued.decrementAndGet();
        }
    }

    private void takeAll(List<Commit> batch) {
        for (Commit next = queue.poll(); next != null; next = queue.poll()) {
            batch.add(next);
            queued.decrementAndGet();
        }
    }

    private void write(List<Commit> batch) {
        parts.requireWhole();
        List<Redo> changes = batch.stream().map(Commit::redo).toList();
        int bytes = parts.log.prepare(changes);
        try {
            long began = System.nanoTime();
            MemorySegment payload = parts.log.append(changes.size(), bytes);
            syncNanos += (System.nanoTime() - began - syncNanos) / SYNC_SHARE;
            long at = 0;
            for (Commit each : batch) {
                change(each, payload.asSlice(at, each.redo().byteSize()));
                at += each.redo().byteSize();
            }
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            parts.life.requireOpen();
        }
    }

    private void change(Commit commit, MemorySegment changes) {
        Runnable whenChanged = commit.whenChanged();
        if (whenChanged == null) {
            return;
        }
        parts.locks.lock(commit.locks());
        try {
            Redo.forEach(changes, parts.file::write);
            whenChanged.run();
        } finally {
            parts.locks.unlock(commit.locks());
        }
    }
}
