package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * A record of the log: the changes of the transactions that were committed together. Pure
 * functions.
 *
 * <pre>
 *   0        4                        8       16         24        32                 36             40
 *   "REDO"   CRC-32C of all behind    epoch   sequence   durable   bytes of payload   transactions   payload
 * </pre>
 *
 * <p>Durable is the last record of which it was known, when this one was written, that it was
 * durable, and all before it.
 */
final class LogRecord {
    /** Bytes before the payload. */
    static final int HEAD = 40;

    private static final int MAGIC = 0x4f444552;
    private static final int CHECK_AT = 4;
    private static final int EPOCH_AT = 8;
    private static final int SEQUENCE_AT = 16;
    private static final int DURABLE_AT = 24;
    private static final int LENGTH_AT = 32;
    private static final int COUNT_AT = 36;

    private LogRecord() {}

    /** Bytes that a record takes in the log. */
    static long byteSize(long payloadBytes) {
        return Layout.toSectors(HEAD + payloadBytes);
    }

    /** Writes the head around a payload that is in its place. */
    static void seal(
            MemorySegment record, long epoch, long sequence, long durable, int payloadBytes, int transactions) {
        record.set(Words.INT, 0, MAGIC);
        record.set(Words.LONG, EPOCH_AT, epoch);
        record.set(Words.LONG, SEQUENCE_AT, sequence);
        record.set(Words.LONG, DURABLE_AT, durable);
        record.set(Words.INT, LENGTH_AT, payloadBytes);
        record.set(Words.INT, COUNT_AT, transactions);
        record.set(Words.INT, CHECK_AT, checksum(record, payloadBytes));
    }

    /** Bytes of the payload; -1 where this is no whole record of that epoch and sequence. */
    static int payloadBytes(MemorySegment record, long epoch, long sequence) {
        if (record.byteSize() < HEAD || record.get(Words.INT, 0) != MAGIC
                || record.get(Words.LONG, EPOCH_AT) != epoch || record.get(Words.LONG, SEQUENCE_AT) != sequence) {
            return -1;
        }
        int length = record.get(Words.INT, LENGTH_AT);
        return length >= 0 && length <= record.byteSize() - HEAD
                && record.get(Words.INT, CHECK_AT) == checksum(record, length) ? length : -1;
    }

    /** The sequence that bytes have where a record may begin; -1 where there are too few. */
    static long sequence(MemorySegment record) {
        return record.byteSize() < HEAD ? -1 : record.get(Words.LONG, SEQUENCE_AT);
    }

    /** Whether bytes begin as a record of that epoch does, whole or not. */
    static boolean isOf(MemorySegment record, long epoch) {
        return record.get(Words.INT, 0) == MAGIC && record.get(Words.LONG, EPOCH_AT) == epoch;
    }

    /** The last record that was known to be durable when a whole one was written. */
    static long durable(MemorySegment record) {
        return record.get(Words.LONG, DURABLE_AT);
    }

    /** How many transactions are in a whole record. */
    static int transactions(MemorySegment record) {
        return record.get(Words.INT, COUNT_AT);
    }

    private static int checksum(MemorySegment record, int payloadBytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(record.asSlice(EPOCH_AT, HEAD - EPOCH_AT + (long) payloadBytes).asByteBuffer());
        return (int) checksum.getValue();
    }
}
