package dev.cleave.lab.attach;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;

/**
 * Reads the text of recorded blocks: five bits a character, lowest first, {@code 0} to {@code O}
 * for the last five of a number, {@code P} to {@code o} where more follow. An entry is its kind,
 * the pool and the thread where they are others than before, the distance of its offset from the
 * last one, and its bytes.
 */
final class BlockTextReader {
    private static final int DIGIT_BITS = 5;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int KINDS = 3;
    private static final int OTHER_THREAD = 4;
    private static final int OTHER_POOL = 8;

    private final String name;
    private final String text;
    private int at;

    private BlockTextReader(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** What happened to a block. */
    enum Kind {
        ALLOCATED,
        FREED,
        LIVE,
        /** All that was handed out of it is free. */
        EMPTIED
    }

    /** Where entries go. */
    @FunctionalInterface
    interface Entries {
        /**
         * Takes the next entry.
         *
         * @param block its pool, above 48 bits of its offset, in units or bytes as it was recorded
         */
        void entry(Kind kind, long block, long byteSize, int thread) throws IOException;
    }

    /**
     * Reads all entries of a text.
     *
     * @param name what messages call the recording
     */
    static void read(String name, String text, Entries entries) throws MalformedTraceException, IOException {
        new BlockTextReader(name, text).readAll(entries);
    }

    private void readAll(Entries entries) throws MalformedTraceException, IOException {
        long pool = 0;
        long thread = 0;
        long offset = 0;
        while (at < text.length()) {
            long kind = number();
            if (kind > OTHER_POOL + OTHER_THREAD + KINDS) {
                throw malformed("there is no kind " + kind);
            }
            pool = (kind & OTHER_POOL) == 0 ? pool : number();
            thread = (kind & OTHER_THREAD) == 0 ? thread : number();
            long distance = number();
            offset += distance >>> 1 ^ -(distance & 1);
            long bytes = number();
            if (offset < 0 || offset >>> RecordedTrace.OFFSET_BITS != 0) {
                throw malformed("there is no offset " + offset);
            }
            entries.entry(Kind.values()[(int) kind & KINDS], pool << RecordedTrace.OFFSET_BITS | offset, bytes,
                    (int) thread);
        }
    }

    private long number() throws MalformedTraceException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
            if (at == text.length()) {
                throw malformed("it ends within a number");
            }
            int digit = text.charAt(at++) - '0';
            if (digit < 0 || digit >= 2 * DIGITS) {
                throw malformed("'" + text.charAt(at - 1) + "' is no digit");
            }
            number |= (long) (digit & DIGITS - 1) << shift;
            if (digit < DIGITS) {
                return number;
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    private MalformedTraceException malformed(String what) {
        return new MalformedTraceException(name, 0, "what it tells of blocks cannot be read: at character " + at + ", "
                + what);
    }
}
