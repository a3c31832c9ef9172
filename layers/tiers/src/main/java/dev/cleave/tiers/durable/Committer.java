package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commits transactions, many with one sync: of the threads of a group one leads. It writes the
 * group as one record, waits until that and all records before it are durable, makes the changes in
 * their places, and wakes the others. {@link Departures} says who goes when.
 */
final class Committer {
    private final HeapParts parts;
    private final Checkpoint checkpoint;
    private final Departures departures = new Departures();

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
        departures.join(mine);
        boolean interrupted = false;
        while (!mine.isDone()) {
            List<Commit> group = departed(mine);
            if (!group.isEmpty()) {
                lead(group);
            } else if (!mine.isDone()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(mine.failure());
    }

    /**
     * A group to lead, mostly none. Where the Java heap has no room for one the transaction stays
     * out of the log, if nobody leads it already: then he says what becomes of it.
     */
    private List<Commit> departed(Commit mine) {
        try {
            return departures.depart();
        } catch (RuntimeException | Error failed) {
            if (!departures.leave(mine)) {
                return List.of();
            }
            wake(departures.next());
            throw failed;
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Commits that no group has yet. */
    int waiting() {
        return departures.waiting();
    }

    /** Takes a group to its end; of one that the log has no room for, the first of it. */
    private void lead(List<Commit> group) {
        wake(departures.next());
        int going = group.size();
        Throwable failure = null;
        try {
            PendingRecord record;
            parts.structure.lock();
            try {
                record = prepare(group);
                going = record.transactions();
                write(record);
            } finally {
                parts.structure.unlock();
            }
            finish(record, group);
        } catch (RuntimeException | Error failed) {
            failure = failed;
        }
        for (int each = 0; each < going; each++) {
            group.get(each).end(failure);
            wake(group.get(each).waiter());
        }
        wake(departures.arrive(going));
    }

    private static void wake(@Nullable Thread waiter) {
        if (waiter != null && !waiter.equals(Thread.currentThread())) {
            LockSupport.unpark(waiter);
        }
    }

    /**
     * A record of as many as fit into the log, which is emptied where the first does not; the rest
     * waits. Under the lock of the structure. Where this throws the file is as it was, and the
     * whole group has failed.
     */
    private PendingRecord prepare(List<Commit> group) {
        parts.life.requireOpen();
        if (!parts.log.fits(group.getFirst().redo().byteSize())) {
            checkpoint.run();
        }
        parts.requireWhole();
        PendingRecord record = parts.log.prepare(group.stream().map(Commit::redo).toList());
        departures.putBack(group.subList(record.transactions(), group.size()));
        return record;
    }

    /**
     * Under the lock of the structure. The heap fails where a part of the record may be in its
     * file.
     */
    private void write(PendingRecord record) {
        try {
            parts.log.write(record);
        } catch (RuntimeException | Error failed) {
            if (record.isBegun()) {
                throw failure(failed);
            }
            throw failed;
        }
    }

    /** Nobody knows what of the file is durable now. */
    private DurableHeapException failure(Throwable cause) {
        parts.life.fail(cause);
        parts.life.requireOpen();
        throw new AssertionError("a heap that failed is open", cause);
    }

    /**
     * Makes a record of the first of a group durable and its changes seen. The lock of the
     * structure is not held: others write theirs.
     */
    private void finish(PendingRecord record, List<Commit> group) {
        try {
            parts.log.sync(record);
            long at = 0;
            for (int number = 0; number < record.transactions(); number++) {
                Commit each = group.get(number);
                change(each, record.payload().asSlice(at, each.redo().byteSize()));
                at += each.redo().byteSize();
            }
        } catch (RuntimeException | Error failed) {
            throw failure(failed);
        } finally {
            parts.log.end(record);
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
