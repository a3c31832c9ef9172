package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A record from the moment that its bytes are put together until its changes are made. Its leader
 * has it, but for {@link #isDurableBefore}, which whoever leads the record behind it calls.
 */
final class PendingRecord {
    private final MemorySegment staging;
    private final int payloadBytes;
    private final int transactions;
    private final CompletableFuture<Boolean> durable = new CompletableFuture<>();
    private @Nullable PendingRecord before;
    private long offset;
    private long sequence;

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
    }

    /** Gives it its place: where it begins in the file, and the record that it follows, if that is pending still. */
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
        return staging.asSlice(0, LogRecord.byteSize(payloadBytes));
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

    /** Waits until the record before is known to be durable, or not to be. No interrupt ends the wait. */
    boolean isDurableBefore() {
        PendingRecord awaited = before;
        before = null;
        return awaited == null || awaited.durable.join();
    }

    /** Says whether it is durable, and all before it; what is said first counts. */
    void settle(boolean isDurable) {
        boolean unused = durable.complete(isDurable);
    }
}
