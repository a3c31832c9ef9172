package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A record from the moment that its bytes are put together until its changes are made. Its leader
 * has it, but for {@link #isDurableBefore}, which whoever leads the record behind it calls.
 */
final class PendingRecord {
    private final MemorySegment staging;
    private final int payloadBytes;
    private final int transactions;
    private final MemorySegment bytes;
    private @Nullable PendingRecord before;
    private long offset;
    private long sequence;
    private boolean isBegun;

    /** Guarded by this object's monitor, as the next one is. */
    private boolean isSettled;

    private boolean isDurable;

    /**
     * A record that has no place in the log yet.
     *
     * @param staging its bytes, whole sectors
     * @param payloadBytes of the changes
     * @param transactions that it has
     */
    PendingRecord(MemorySegment staging, int payloadBytes, int transactions) {
        this.staging = staging;
        this.payloadBytes = payloadBytes;
        this.transactions = transactions;
        bytes = staging.asSlice(0, LogRecord.byteSize(payloadBytes));
    }

    /**
     * Gives it its place: where it begins in the file, and the record that it follows, if that is
     * pending still.
     */
    void follow(@Nullable PendingRecord pending, long begin, long itsSequence) {
        before = pending;
        offset = begin;
        sequence = itsSequence;
    }

    MemorySegment staging() {
        return staging;
    }

    /** The record as it is to lie in the file. */
    MemorySegment bytes() {
        return bytes;
    }

    /** A part of it may be in the file from now on. */
    void begin() {
        isBegun = true;
    }

    boolean isBegun() {
        return isBegun;
    }

    /** The changes of its transactions, one behind the other. */
    MemorySegment payload() {
        return staging.asSlice(LogRecord.HEAD, payloadBytes);
    }

    int payloadBytes() {
        return payloadBytes;
    }

    int transactions() {
        return transactions;
    }

    long offset() {
        return offset;
    }

    long sequence() {
        return sequence;
    }

    /**
     * Waits until the record before is known to be durable, or not to be. No interrupt ends the
     * wait.
     */
    boolean isDurableBefore() {
        PendingRecord awaited = before;
        before = null;
        return awaited == null || awaited.settled();
    }

    private synchronized boolean settled() {
        boolean interrupted = false;
        while (!isSettled) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return isDurable;
    }

    /**
     * Says whether it is durable, and all before it; what is said first counts. Needs nothing of
     * the Java heap.
     */
    synchronized void settle(boolean durable) {
        if (!isSettled) {
            isSettled = true;
            isDurable = durable;
            notifyAll();
        }
    }
}
