package dev.cleave.memory;

import dev.cleave.format.Frame;
import dev.cleave.format.Numbers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The binary form of a snapshot.
 *
 * <pre>
 *   "CLVSNAP" version(1) | body, numbers as 7 bits a byte, lowest first | CRC-32C of all before, 4 bytes, big-endian
 * </pre>
 */
final class SnapshotBinary {
    private static final Frame<SnapshotFormatException> FRAME =
            new Frame<>("CLVSNAP", 1, "snapshot", SnapshotFormatException::new);

    private static final int USUAL_BYTES = 1 << 10;

    private SnapshotBinary() {}

    static byte[] write(PoolSnapshot snapshot) {
        ByteArrayOutputStream out = FRAME.begin(USUAL_BYTES);
        writeText(out, snapshot.pool());
        writeText(out, snapshot.backing());
        Numbers.write(out, snapshot.takenAt().toEpochMilli());
        Numbers.write(out, snapshot.unit());
        PoolUsage usage = snapshot.usage();
        Numbers.write(out, usage.requestedBytes());
        Numbers.write(out, usage.usedBytes());
        Numbers.write(out, usage.committedBytes());
        Numbers.write(out, usage.reservedBytes());
        Numbers.write(out, usage.capacityBytes());
        Numbers.write(out, usage.freeBytes());
        Numbers.write(out, usage.largestFreeBlockBytes());
        long[] blocks = snapshot.freeBlocksByOrder();
        Numbers.write(out, blocks.length);
        for (long each : blocks) {
            Numbers.write(out, each);
        }
        Numbers.write(out, snapshot.unitsPerCell());
        int[] cells = snapshot.usedUnitsByCell();
        Numbers.write(out, cells.length);
        for (int each : cells) {
            Numbers.write(out, each);
        }
        return FRAME.end(out);
    }

    static PoolSnapshot read(byte[] bytes) throws SnapshotFormatException {
        Reader reader = new Reader(FRAME.bodyOf(bytes));
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

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Numbers.write(out, bytes.length);
        out.writeBytes(bytes);
    }

    /** Reads a body whose checksum was right, yet trusts no number in it. */
    private record Reader(ByteBuffer body) {
        long number(String what) throws SnapshotFormatException {
            long number = Numbers.read(body);
            if (number == Numbers.ENDS) {
                throw new SnapshotFormatException("malformed snapshot: it ends within its " + what);
            }
            if (number == Numbers.TOO_LONG) {
                throw new SnapshotFormatException(
                        "malformed snapshot: its " + what + " is no number from 0 to 2^63 - 1");
            }
            return number;
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
