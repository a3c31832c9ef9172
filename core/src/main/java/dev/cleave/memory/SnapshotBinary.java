package dev.cleave.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * The binary form of a snapshot.
 *
 * <pre>
 *   "CLVSNAP" version(1) | body, numbers as 7 bits a byte, lowest first | CRC-32C of all before, 4 bytes, big-endian
 * </pre>
 */
final class SnapshotBinary {
    private static final byte[] MAGIC = "CLVSNAP".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int HEAD = MAGIC.length + 1;
    private static final int CHECKSUM = Integer.BYTES;

    private SnapshotBinary() {}

    static byte[] write(PoolSnapshot snapshot) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        out.write(VERSION);
        writeText(out, snapshot.pool());
        writeText(out, snapshot.backing());
        writeNumber(out, snapshot.takenAt().toEpochMilli());
        writeNumber(out, snapshot.unit());
        PoolUsage usage = snapshot.usage();
        writeNumber(out, usage.requestedBytes());
        writeNumber(out, usage.usedBytes());
        writeNumber(out, usage.committedBytes());
        writeNumber(out, usage.reservedBytes());
        writeNumber(out, usage.capacityBytes());
        writeNumber(out, usage.freeBytes());
        writeNumber(out, usage.largestFreeBlockBytes());
        long[] blocks = snapshot.freeBlocksByOrder();
        writeNumber(out, blocks.length);
        for (long each : blocks) {
            writeNumber(out, each);
        }
        writeNumber(out, snapshot.unitsPerCell());
        int[] cells = snapshot.usedUnitsByCell();
        writeNumber(out, cells.length);
        for (int each : cells) {
            writeNumber(out, each);
        }
        byte[] body = out.toByteArray();
        return ByteBuffer.allocate(body.length + CHECKSUM).put(body).putInt(checksum(body, body.length)).array();
    }

    static PoolSnapshot read(byte[] bytes) throws SnapshotFormatException {
        int end = checkFrame(bytes);
        Reader reader = new Reader(ByteBuffer.wrap(bytes, HEAD, end - HEAD));
        String pool = reader.text("pool name");
        String backing = reader.text("backing");
        Instant takenAt = reader.instant();
        long unit = reader.number("unit");
        PoolUsage usage = new PoolUsage(
                reader.number("requested bytes"),
                reader.number("used bytes"),
                reader.number("committed bytes"),
                reader.number("reserved bytes"),
                reader.number("capacity"),
                reader.number("free bytes"),
                reader.number("largest free block"));
        long[] blocks = new long[reader.count("orders")];
        for (int order = 0; order < blocks.length; order++) {
            blocks[order] = reader.number("free blocks");
        }
        int unitsPerCell = reader.integer("units of a cell");
        int[] cells = new int[reader.count("cells")];
        for (int cell = 0; cell < cells.length; cell++) {
            cells[cell] = reader.integer("used units");
        }
        reader.requireEnd();
        return new PoolSnapshot(pool, backing, takenAt, unit, usage, blocks, unitsPerCell, cells);
    }

    /** Checks all that can be told without reading the body; answers where the checksum begins. */
    private static int checkFrame(byte[] bytes) throws SnapshotFormatException {
        int same = 0;
        while (same < MAGIC.length && same < bytes.length && bytes[same] == MAGIC[same]) {
            same++;
        }
        if (bytes.length == 0) {
            throw new SnapshotFormatException("no snapshot: there are no bytes");
        }
        if (same < Math.min(MAGIC.length, bytes.length)) {
            throw new SnapshotFormatException("no snapshot: byte " + same + " is not as in \"CLVSNAP\","
                    + " with which one begins");
        }
        if (bytes.length < HEAD + CHECKSUM) {
            throw new SnapshotFormatException("torn snapshot: it ends after " + bytes.length + " bytes, in its head");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new SnapshotFormatException("snapshot of version " + (bytes[MAGIC.length] & 0xff)
                    + ": this release reads version " + VERSION);
        }
        int end = bytes.length - CHECKSUM;
        if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
            throw new SnapshotFormatException("torn or damaged snapshot: the checksum of its " + end
                    + " bytes is not the one it ends with");
        }
        return end;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Reads a body whose checksum was right, yet trusts no number in it. */
    private record Reader(ByteBuffer body) {
        long number(String what) throws SnapshotFormatException {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (!body.hasRemaining()) {
                    throw new SnapshotFormatException("malformed snapshot: it ends within its " + what);
                }
                byte next = body.get();
                number |= (next & 0x7fL) << shift;
                if (next >= 0 && number >= 0) {
                    return number;
                }
            }
            throw new SnapshotFormatException("malformed snapshot: its " + what + " is no number from 0 to 2^63 - 1");
        }

        int integer(String what) throws SnapshotFormatException {
            long number = number(what);
            if (number > Integer.MAX_VALUE) {
                throw new SnapshotFormatException("malformed snapshot: " + number + " is too large for " + what);
            }
            return (int) number;
        }

        /** The length of something that takes at least a byte each. */
        int count(String what) throws SnapshotFormatException {
            long count = number("number of " + what);
            if (count > body.remaining()) {
                throw new SnapshotFormatException("malformed snapshot: it has no room for " + count + " " + what);
            }
            return (int) count;
        }

        String text(String what) throws SnapshotFormatException {
            byte[] bytes = new byte[count("bytes of the " + what)];
            body.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Instant instant() throws SnapshotFormatException {
            long millis = number("time");
            try {
                return Instant.ofEpochMilli(millis);
            } catch (DateTimeException impossible) {
                throw new SnapshotFormatException("malformed snapshot: " + millis + " is no time");
            }
        }

        void requireEnd() throws SnapshotFormatException {
            if (body.hasRemaining()) {
                throw new SnapshotFormatException("malformed snapshot: " + body.remaining() + " bytes follow its end");
            }
        }
    }
}
