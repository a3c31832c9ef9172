package dev.cleave.plan;

import dev.cleave.format.Frame;
import dev.cleave.format.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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

    private static final Frame<PlanFormatException> FRAME =
            new Frame<>("CLVPLAN", 1, "plan", PlanFormatException::new);

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
        ByteArrayOutputStream out = FRAME.begin(64 + 8 * lifetimes.count());
        Numbers.write(out, plan.alignment());
        Numbers.write(out, lifetimes.count());
        Numbers.write(out, plan.plannedBytes());
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(plan.fingerprint()).array());
        for (int position = 0; position < lifetimes.count(); position++) {
            long offset = plan.offset(position);
            Numbers.write(out, lifetimes.bytes(position));
            Numbers.write(out, lifetimes.end(position) - position);
            Numbers.write(out, offset == Plan.NO_PLACE ? 0 : offset / plan.alignment() + 1);
        }
        return FRAME.end(out);
    }

    static Plan plan(byte[] bytes) throws PlanFormatException {
        Reader reader = new Reader(FRAME.bodyOf(bytes));
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

    /** Reads a body whose checksum was right, yet trusts no number in it. */
    private record Reader(ByteBuffer body) {
        long number(String what) throws PlanFormatException {
            long number = Numbers.read(body);
            if (number == Numbers.ENDS) {
                throw new PlanFormatException("damaged plan: it ends within a " + what);
            }
            if (number == Numbers.TOO_LONG) {
                throw new PlanFormatException("damaged plan: a " + what + " of more than 63 bits");
            }
            return number;
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
