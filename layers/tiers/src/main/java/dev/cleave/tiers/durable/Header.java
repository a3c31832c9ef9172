package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A header: what the file is, and which state of it counts. Little-endian; one sector.
 *
 * <pre>
 *     0 "CLEAVEDH"        8 version, state        16 identity (16)    32 capacity
 *    40 log bytes        48 unit, seal            56 counter          64 epoch
 *    72 first sequence   80 data bytes            88 index head       96 chunks, 0
 *   104 seal's own bytes (64)                    508 CRC-32C of the 508 before
 * </pre>
 *
 * @param identity of this heap, of no other
 * @param layout where what lies
 * @param ready whether the file was created wholly
 * @param counter of headers written: of two that are whole, the one with the larger counts
 * @param epoch of the records in the log that count: each opening begins another
 * @param firstSequence of the first record in the log
 * @param dataBytes how long the data are; their room on the disk is made
 * @param indexHead the place of the newest chunk of the index, or {@link #NO_CHUNK}
 * @param chunks how many chunks the index has
 */
record Header(UUID identity, Layout layout, boolean ready, long counter, long epoch, long firstSequence,
        long dataBytes, long indexHead, int chunks) {
    /** The version that this release writes, and the only one that it reads. */
    static final int VERSION = 2;

    /** Bytes of a header. */
    static final int BYTES = Layout.SECTOR;

    static final long NO_CHUNK = -1;

    private static final byte[] MAGIC = "CLEAVEDH".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_AT = 8;
    private static final int STATE_AT = 12;
    private static final int IDENTITY_AT = 16;
    private static final int CAPACITY_AT = 32;
    private static final int LOG_AT = 40;
    private static final int UNIT_AT = 48;
    private static final int COUNTER_AT = 56;
    private static final int EPOCH_AT = 64;
    private static final int SEQUENCE_AT = 72;
    private static final int DATA_AT = 80;
    private static final int INDEX_AT = 88;
    private static final int CHUNKS_AT = 96;
    private static final int CHECK_AT = BYTES - Integer.BYTES;

    /** The first header of a file that is about to be created. */
    static Header creating(Layout layout, long dataBytes) {
        return new Header(UUID.randomUUID(), layout, false, 0, 0, 1, dataBytes, NO_CHUNK, 0);
    }

    /** Which of the two places this one belongs at. */
    long offset() {
        return (counter & 1) * Layout.PAGE;
    }

    /** What seeds checksums and handles: no two heaps have the same, as far as chance goes. */
    long tag() {
        return Words.mix(identity.getMostSignificantBits(), identity.getLeastSignificantBits());
    }

    /** The next, when the log is empty, and what it had is durable in its place. */
    Header emptied(long newEpoch, long nextSequence) {
        return new Header(identity, layout, true, counter + 1, newEpoch, nextSequence, dataBytes, indexHead, chunks);
    }

    /** The next, when room was made. */
    Header grown(long newDataBytes) {
        return new Header(identity, layout, ready, counter + 1, epoch, firstSequence, newDataBytes, indexHead,
                chunks);
    }

    /** The next, with more chunks of the index. */
    Header indexed(long head, int more) {
        return new Header(identity, layout, ready, counter + 1, epoch, firstSequence, dataBytes, head, chunks + more);
    }

    /** The same, with another capacity. */
    Header withCapacity(long bytes) {
        return new Header(identity, layout.withCapacity(bytes), ready, counter, epoch, firstSequence, dataBytes,
                indexHead, chunks);
    }

    void write(MemorySegment to) {
        to.fill((byte) 0);
        MemorySegment.copy(MAGIC, 0, to, ValueLayout.JAVA_BYTE, 0, MAGIC.length);
        to.set(Words.INT, VERSION_AT, VERSION);
        to.set(Words.INT, STATE_AT, ready ? 1 : 0);
        to.set(Words.LONG, IDENTITY_AT, identity.getMostSignificantBits());
        to.set(Words.LONG, IDENTITY_AT + Long.BYTES, identity.getLeastSignificantBits());
        to.set(Words.LONG, CAPACITY_AT, layout.capacity());
        to.set(Words.LONG, LOG_AT, layout.logBytes());
        to.set(Words.INT, UNIT_AT, layout.unit());
        to.set(Words.LONG, COUNTER_AT, counter);
        to.set(Words.LONG, EPOCH_AT, epoch);
        to.set(Words.LONG, SEQUENCE_AT, firstSequence);
        to.set(Words.LONG, DATA_AT, dataBytes);
        to.set(Words.LONG, INDEX_AT, indexHead);
        to.set(Words.INT, CHUNKS_AT, chunks);
        to.set(Words.INT, CHECK_AT, checksum(to));
    }

    /** Whether bytes begin as a header of any version does. */
    static boolean hasMagic(MemorySegment from) {
        return from.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1;
    }

    static int versionOf(MemorySegment from) {
        return from.get(Words.INT, VERSION_AT);
    }

    /** Whether the checksum is right. */
    static boolean isSound(MemorySegment from) {
        return from.get(Words.INT, CHECK_AT) == checksum(from);
    }

    /** Reads one that {@linkplain #isSound is sound} and of our version. */
    static Header read(MemorySegment from) {
        UUID identity = new UUID(from.get(Words.LONG, IDENTITY_AT), from.get(Words.LONG, IDENTITY_AT + Long.BYTES));
        Layout layout = new Layout(from.get(Words.LONG, CAPACITY_AT), from.get(Words.LONG, LOG_AT),
                from.get(Words.INT, UNIT_AT));
        return new Header(identity, layout, from.get(Words.INT, STATE_AT) == 1, from.get(Words.LONG, COUNTER_AT),
                from.get(Words.LONG, EPOCH_AT), from.get(Words.LONG, SEQUENCE_AT), from.get(Words.LONG, DATA_AT),
                from.get(Words.LONG, INDEX_AT), from.get(Words.INT, CHUNKS_AT));
    }

    private static int checksum(MemorySegment of) {
        CRC32C checksum = new CRC32C();
        checksum.update(of.asSlice(0, CHECK_AT).asByteBuffer());
        return (int) checksum.getValue();
    }
}
