package dev.cleave.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The file of a plan.
 *
 * <pre>
 *   "CLVPLAN" version(1) | alignment, count, height, fingerprint
 *                        | for each allocation: size, end - position,
 *                        |     offset / alignment + 1 (0: no place)
 *                        | CRC-32C of all before, 4 bytes, big-endian
 * </pre>
 *
 * The fingerprint has 8 bytes, big-endian; other numbers have 7 bits a byte, the lowest first, and
 * the highest bit of a byte says that another follows. An allocation takes 3 bytes at the least, by
 * which a count is checked before anything is made of its size.
 */
final class PlanFile {
    /** The largest file that is read: the most that one array holds. */
    static final long MOST_BYTES = Integer.MAX_VALUE - 64L;

    private static final byte[] MAGIC = "CLVPLAN".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int HEAD = MAGIC.length + 1;
    private static final int CHECKSUM = Integer.BYTES;
    private static final int LEAST_ENTRY = 3;

    private PlanFile() {}

    static void write(Plan plan, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".part");
        try {
            Files.write(part, bytes(plan), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Plan read(Path file) throws IOException {
        long length = Files.size(file);
        if (length > MOST_BYTES) {
            throw new PlanFormatException(file + ": has " + length + " bytes: a plan has " + MOST_BYTES + " at most");
        }
        try {
            return plan(Files.readAllBytes(file));
        } catch (PlanFormatException bad) {
            throw new PlanFormatException(file + ": " + bad.getMessage());
        }
    }

    static byte[] bytes(Plan plan) {
        Lifetimes lifetimes = plan.lifetimes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + 8 * lifetimes.count());
        out.writeBytes(MAGIC);
        out.write(VERSION);
        writeNumber(out, plan.alignment());
        writeNumber(out, lifetimes.count());
        writeNumber(out, plan.plannedBytes());
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(plan.fingerprint()).array());
        for (int position = 0; position < lifetimes.count(); position++) {
            long offset = plan.offset(position);
            writeNumber(out, lifetimes.bytes(position));
            writeNumber(out, lifetimes.end(position) - position);
            writeNumber(out, offset == Plan.NO_PLACE ? 0 : offset / plan.alignment() + 1);
        }
        byte[] body = out.toByteArray();
        return ByteBuffer.allocate(body.length + CHECKSUM).put(body).putInt(checksum(body, body.length)).array();
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static Plan plan(byte[] bytes) throws PlanFormatException {
        int end = checkFrame(bytes);
        Reader reader = new Reader(ByteBuffer.wrap(bytes, HEAD, end - HEAD));
        long alignment = reader.number("alignment");
        int count = reader.count();
        long height = reader.number("height");
        long fingerprint = reader.fingerprint();
        long[] sizes = new long[count];
        int[] ends = new int[count];
        long[] offsets = new long[count];
        try {
            Spans.requireAlignment(alignment);
            for (int position = 0; position < count; position++) {
                sizes[position] = reader.number("size");
                ends[position] = Math.toIntExact(Math.addExact(position, reader.number("lifetime")));
                offsets[position] = reader.offset(alignment);
            }
            reader.requireEnd();
            Plan plan = new Plan(Lifetimes.of(sizes, ends), alignment, offsets, height);
            if (plan.fingerprint() != fingerprint) {
                throw new PlanFormatException("damaged plan: its fingerprint is not that of its allocations");
            }
            return plan;
        } catch (IllegalArgumentException | ArithmeticException bad) {
            throw new PlanFormatException("damaged plan: " + bad.getMessage());
        }
    }

    /** Checks all that can be told without reading the body; answers where the checksum begins. */
    private static int checkFrame(byte[] bytes) throws PlanFormatException {
        int same = 0;
        while (same < MAGIC.length && same < bytes.length && bytes[same] == MAGIC[same]) {
            same++;
        }
        if (bytes.length == 0) {
            throw new PlanFormatException("no plan: there are no bytes");
        }
        if (same < Math.min(MAGIC.length, bytes.length)) {
            throw new PlanFormatException(
                    "no plan: byte " + same + " is not as in \"CLVPLAN\", with which one begins");
        }
        if (bytes.length < HEAD + CHECKSUM) {
            throw new PlanFormatException("torn plan: it ends after " + bytes.length + " bytes, in its head");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new PlanFormatException("plan of version " + (bytes[MAGIC.length] & 0xff)
                    + ": this release reads version " + VERSION);
        }
        int end = bytes.length - CHECKSUM;
        if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
            throw new PlanFormatException("torn or damaged plan: the checksum of its " + end
                    + " bytes is not the one it ends with");
        }
        return end;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /** Reads a body whose checksum was right, yet trusts no number in it. */
    private record Reader(ByteBuffer body) {
        long number(String what) throws PlanFormatException {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                if (!body.hasRemaining()) {
                    throw new PlanFormatException("damaged plan: it ends within a " + what);
                }
                byte next = body.get();
                number |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    if (number < 0) {
                        break;
                    }
                    return number;
                }
            }
            throw new PlanFormatException("damaged plan: a " + what + " of more than 63 bits");
        }

        int count() throws PlanFormatException {
            long count = number("count");
            if (count > body.remaining() / LEAST_ENTRY || count > Lifetimes.MOST) {
                throw new PlanFormatException("damaged plan: " + count + " allocations in "
                        + body.remaining() + " bytes; an allocation takes " + LEAST_ENTRY
                        + " at the least, and a plan has "
                        + Lifetimes.MOST + " at most");
            }
            return (int) count;
        }

        long fingerprint() throws PlanFormatException {
            if (body.remaining() < Long.BYTES) {
                throw new PlanFormatException("damaged plan: it ends within its fingerprint");
            }
            return body.getLong();
        }

        long offset(long alignment) throws PlanFormatException {
            long stored = number("offset");
            return stored == 0 ? Plan.NO_PLACE : Math.multiplyExact(stored - 1, alignment);
        }

        void requireEnd() throws PlanFormatException {
            if (body.hasRemaining()) {
                throw new PlanFormatException(
                        "damaged plan: " + body.remaining() + " bytes follow its last allocation");
            }
        }
    }
}
