package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The log's writing end. Records lie one behind the other; where the next does not fit, a
 * checkpoint empties the log, and it begins at its front again. So a record never lies around the
 * end. Under the lock of the heap's structure.
 *
 * <p>A record begins at a sector of its own: writing it leaves the one before as it is.
 */
final class RedoLog {
    private final DurableFile file;
    private final Layout layout;
    private final long epoch;
    private long sequence;
    private long position;
    private MemorySegment staging = Arena.ofAuto().allocate(Layout.PAGE, Layout.PAGE);

    RedoLog(DurableFile file, Header header) {
        this.file = file;
        layout = header.layout();
        epoch = header.epoch();
        sequence = header.firstSequence();
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

    /** A checkpoint has emptied it. */
    void restart() {
        position = 0;
    }

    /**
     * Puts the changes of transactions together; nothing is written yet.
     *
     * @return bytes of all of them, which must {@linkplain #fits fit}
     */
    int prepare(List<Redo> transactions) {
        int payloadBytes = transactions.stream().mapToInt(Redo::byteSize).sum();
        long bytes = LogRecord.byteSize(payloadBytes);
        if (staging.byteSize() < bytes) {
            staging = Arena.ofAuto().allocate(Math.min(layout.logBytes(), 2 * bytes), Layout.PAGE);
        }
        long at = LogRecord.HEAD;
        for (Redo each : transactions) {
            each.copyTo(staging, at);
            at += each.byteSize();
        }
        staging.asSlice(at, bytes - at).fill((byte) 0);
        return payloadBytes;
    }

    /**
     * Writes what was prepared as one record, and waits until it is durable.
     *
     * @return the changes, until the next call
     */
    MemorySegment append(int transactions, int payloadBytes) {
        LogRecord.seal(staging, epoch, sequence, payloadBytes, transactions);
        long bytes = LogRecord.byteSize(payloadBytes);
        file.write(Layout.LOG + position, staging.asSlice(0, bytes));
        file.sync(Layout.LOG + position, bytes);
        position += bytes;
        sequence++;
        return staging.asSlice(LogRecord.HEAD, payloadBytes);
    }
}
