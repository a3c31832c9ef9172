package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log's writing end. Records lie one behind the other; where the next does not fit, a
 * checkpoint empties the log, and it begins at its front again. So a record never lies around the
 * end. Under the lock of the heap's structure, but {@link #sync} and {@link #end}.
 *
 * <p>A record begins at a sector of its own: writing it leaves the one before as it is. So it may
 * be written before that one is durable; it counts when both are.
 */
final class RedoLog {
    private final DurableFile file;
    private final Layout layout;
    private final long epoch;
    private final Object pendingLock = new Object();

    /**
     * Memory of records that are over, for as many as there are at once. Guarded by the lock, as
     * what follows.
     */
    private final @Nullable MemorySegment[] stagings = new @Nullable MemorySegment[Departures.MOST_GROUPS];

    private int pending;
    private long sequence;
    private long position;
    private @Nullable PendingRecord last;

    /** All records up to this one are durable. Grows, as each record waits for the one before. */
    private volatile long durable;

    RedoLog(DurableFile file, Header header) {
        this.file = file;
        layout = header.layout();
        epoch = header.epoch();
        sequence = header.firstSequence();
        durable = sequence - 1;
    }

    /** The most bytes of changes that one record can hold. */
    static long mostPayload(Layout layout) {
        return layout.logBytes() - LogRecord.HEAD;
    }

    /** Whether a record with so many bytes of changes fits behind those that are there. */
    boolean fits(long payloadBytes) {
        return LogRecord.byteSize(payloadBytes) <= layout.logBytes() - position;
    }

    boolean isEmpty() {
        return position == 0;
    }

    /** What the next record's sequence will be. */
    long nextSequence() {
        return sequence;
    }

    /** A checkpoint has emptied it; no record is pending. */
    void restart() {
        position = 0;
        last = null;
    }

    /**
     * Puts the changes of transactions together, as many as fit, the first at least; nothing is
     * written yet.
     */
    PendingRecord prepare(List<Redo> transactions) {
        int count = 0;
        long payloadBytes = 0;
        while (count < transactions.size() && fits(payloadBytes + transactions.get(count).byteSize())) {
            payloadBytes += transactions.get(count).byteSize();
            count++;
        }
        long bytes = LogRecord.byteSize(payloadBytes);
        MemorySegment staging = staging(bytes);
        long at = LogRecord.HEAD;
        for (Redo each : transactions.subList(0, count)) {
            each.copyTo(staging, at);
            at += each.byteSize();
        }
        staging.asSlice(at, bytes - at).fill((byte) 0);
        return new PendingRecord(staging, Math.toIntExact(payloadBytes), count);
    }

    private MemorySegment staging(long bytes) {
        MemorySegment free = freeStaging();
        return free != null && free.byteSize() >= bytes
                ? free
                : Arena.ofAuto().allocate(Math.clamp(2 * bytes, Layout.PAGE, layout.logBytes()), Layout.PAGE);
    }

    private @Nullable MemorySegment freeStaging() {
        synchronized (pendingLock) {
            for (int each = 0; each < stagings.length; each++) {
                MemorySegment free = stagings[each];
                if (free != null) {
                    stagings[each] = null;
                    return free;
                }
            }
            return null;
        }
    }

    private void keep(MemorySegment staging) {
        for (int each = 0; each < stagings.length; each++) {
            if (stagings[each] == null) {
                stagings[each] = staging;
                return;
            }
        }
    }

    /**
     * Writes a record behind all others. It must be {@link #end ended}, but where this throws: then
     * it is not in the log, and the file is as it was unless the record
     * {@linkplain PendingRecord#isBegun has begun}. Nothing behind the write needs the Java heap:
     * what counts it pending is sure to follow.
     */
    void write(PendingRecord record) {
        record.follow(last, Layout.LOG + position, sequence);
        LogRecord.seal(record.staging(), epoch, sequence, durable, record.payloadBytes(), record.transactions());
        MemorySegment bytes = record.bytes();
        long byteSize = bytes.byteSize();
        record.begin();
        file.write(record.offset(), bytes);
        synchronized (pendingLock) {
            pending++;
        }
        last = record;
        position += byteSize;
        sequence++;
    }

    /**
     * Waits until a record is durable, and all before it. Its leader's.
     *
     * @throws IllegalStateException where one before it is not: the file has failed
     */
    void sync(PendingRecord record) {
        file.sync(record.offset(), record.bytes().byteSize());
        if (!record.isDurableBefore()) {
            throw new IllegalStateException("record " + (record.sequence() - 1) + " of the log is not durable");
        }
        durable = record.sequence();
        record.settle(true);
    }

    /**
     * A record is over, for better or for worse. Its leader's. Needs nothing of the Java heap:
     * whoever waits for it is told, whatever happened.
     */
    void end(PendingRecord record) {
        record.settle(false);
        synchronized (pendingLock) {
            pending--;
            keep(record.staging());
            pendingLock.notifyAll();
        }
    }

    /** Waits until the changes of all records are made. No interrupt ends the wait. */
    void awaitAll() {
        boolean interrupted = false;
        synchronized (pendingLock) {
            while (pending > 0) {
                try {
                    pendingLock.wait();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
