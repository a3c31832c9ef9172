package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What a transaction changes in the file, as bytes that are to lie at offsets: done once or many
 * times, the result is the same. Of one thread.
 *
 * <pre>
 *   offset (8) | length (4) | bytes        … and the next
 * </pre>
 */
final class Redo {
    /** Bytes of a change beside its own. */
    static final int HEAD = Long.BYTES + Integer.BYTES;

    /** Longer arrays are not to be had on every JVM. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final int FIRST_BYTES = 512;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /** What is to be done with a change. */
    @FunctionalInterface
    interface Step {
        void change(long offset, MemorySegment bytes);
    }

    /** Adds a change of all bytes of a segment. */
    void add(long offset, MemorySegment from) {
        int length = Math.toIntExact(from.byteSize());
        MemorySegment to = room(HEAD + length);
        to.set(Words.LONG, 0, offset);
        to.set(Words.INT, Long.BYTES, length);
        MemorySegment.copy(from, 0, to, HEAD, length);
    }

    private MemorySegment room(int more) {
        if (more > MOST_BYTES - size) {
            throw new OutOfMemoryError("a transaction that changes more than " + MOST_BYTES + " bytes");
        }
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(size + more, 2L * bytes.length)));
        }
        MemorySegment room = MemorySegment.ofArray(bytes).asSlice(size, more);
        size += more;
        return room;
    }

    int byteSize() {
        return size;
    }

    void copyTo(MemorySegment to, long offset) {
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, offset, size);
    }

    /** Takes each change of a payload in turn; it must be whole. */
    static void forEach(MemorySegment payload, Step step) {
        for (long at = 0; at < payload.byteSize();) {
            int length = payload.get(Words.INT, at + Long.BYTES);
            step.change(payload.get(Words.LONG, at), payload.asSlice(at + HEAD, length));
            at += HEAD + length;
        }
    }
}
