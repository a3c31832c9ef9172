package dev.cleave.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Entries as text, about eight characters each. Every text can be read by itself.
 *
 * <p>A number is written five bits a character, lowest first: {@code 0} to {@code O} for the last
 * five, {@code P} to {@code o} where more follow. An entry is
 *
 * <pre>
 *   kind - 1, + 4 where the thread is another than before, + 8 where the pool is
 *   [pool] [thread]        only where they are others; both are 0 at first
 *   offset                 as the distance from the last one, 0 at first: doubled, odd where negative
 *   bytes
 * </pre>
 */
final class BlockText {
    static final int OTHER_THREAD = 4;
    static final int OTHER_POOL = 8;

    private static final int DIGIT_BITS = 5;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final char LAST = '0';
    private static final char MORE = LAST + DIGITS;

    /** The longest that an entry can be. */
    private static final int ENTRY_CHARACTERS = 48;

    private byte[] text;
    private int length;
    private int entries;
    private int pool;
    private int thread;
    private long offset;

    /** @param characters about how many a text has */
    BlockText(int characters) {
        text = new byte[characters + ENTRY_CHARACTERS];
    }

    /** Adds an entry. */
    void add(long first, long second) {
        if (length + ENTRY_CHARACTERS > text.length) {
            text = Arrays.copyOf(text, 2 * text.length);
        }
        int nextPool = Entry.pool(first);
        int nextThread = Entry.thread(second);
        number(Entry.kind(first) - 1 + (nextThread != thread ? OTHER_THREAD : 0) + (nextPool != pool ? OTHER_POOL : 0));
        if (nextPool != pool) {
            number(nextPool);
            pool = nextPool;
        }
        if (nextThread != thread) {
            number(nextThread);
            thread = nextThread;
        }
        long distance = Entry.offset(first) - offset;
        number(distance << 1 ^ distance >> Long.SIZE - 1);
        offset += distance;
        number(Entry.byteSize(second));
        entries++;
    }

    private void number(long number) {
        long rest = number;
        while (rest >>> DIGIT_BITS != 0) {
            text[length++] = (byte) (MORE + (rest & DIGITS - 1));
            rest >>>= DIGIT_BITS;
        }
        text[length++] = (byte) (LAST + rest);
    }

    int entries() {
        return entries;
    }

    int characters() {
        return length;
    }

    /** The text, which begins anew. */
    String take() {
        String taken = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        entries = 0;
        pool = 0;
        thread = 0;
        offset = 0;
        return taken;
    }
}
