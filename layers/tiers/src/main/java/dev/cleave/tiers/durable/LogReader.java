package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records that count, the oldest first, up to the first that is not whole: that one was
 * never acknowledged. Of one thread.
 */
final class LogReader {
    private final MemorySegment log;
    private final long epoch;
    private long sequence;
    private long position;

    LogReader(MemorySegment file, Header header) {
        log = file.asSlice(Layout.LOG, header.layout().logBytes());
        epoch = header.epoch();
        sequence = header.firstSequence();
    }

    /** The payload of the next record; nothing where there is none. */
    @Nullable
    MemorySegment next() {
        MemorySegment rest = log.asSlice(position);
        int length = LogRecord.payloadBytes(rest, epoch, sequence);
        if (length < 0) {
            return null;
        }
        position += LogRecord.byteSize(length);
        position = Math.min(position, log.byteSize());
        sequence++;
        return rest.asSlice(LogRecord.HEAD, length);
    }

    /** The sequence of the record behind those that were read. */
    long nextSequence() {
        return sequence;
    }

    /** Bytes of the log that the records read take. */
    long position() {
        return position;
    }
}
