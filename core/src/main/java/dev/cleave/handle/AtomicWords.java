package dev.cleave.handle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Words, all zero at first, that many threads read and change at once: the one place where the
 * atomics of handles are. They come in chunks, each made when a word of it is first written,
 * so that words that nobody uses cost next to nothing.
 *
 * <p>The order is in the name of each method, as {@link VarHandle} knows it.
 */
public final class AtomicWords {
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_WORDS = 1 << CHUNK_SHIFT;

    /**
     * Words before the first and behind the last: two cache lines. A chunk's length lies right
     * before its first word, and every access reads it: a thread that changes a word there would
     * slow all others down.
     */
    private static final int PADDING = 16;

    private final long count;
    private final long[][] chunks;

    public AtomicWords(long count) {
        this.count = count;
        chunks = new long[Math.toIntExact((count + CHUNK_WORDS - 1) >>> CHUNK_SHIFT)][];
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    public long getAcquire(long index) {
        long[] chunk = chunkOf(index);
        return chunk == null ? 0 : getAcquireIn(chunk, index);
    }

    public long getVolatile(long index) {
        long[] chunk = (long[]) CHUNK.getVolatile(chunks, (int) (index >>> CHUNK_SHIFT));
        return chunk == null ? 0 : (long) WORD.getVolatile(chunk, slot(index));
    }

    /** To write a zero where nothing was written yet makes no chunk. */
    public void setRelease(long index, long value) {
        if (value != 0 || chunkOf(index) != null) {
            WORD.setRelease(writable(index), slot(index), value);
        }
    }

    /** As {@link #setRelease}, in one order with all that is volatile. */
    public void setVolatile(long index, long value) {
        if (value != 0 || chunkOf(index) != null) {
            WORD.setVolatile(writable(index), slot(index), value);
        }
    }

    public boolean compareAndSet(long index, long expected, long value) {
        return WORD.compareAndSet(writable(index), slot(index), expected, value);
    }

    /** Adds, and answers what was there before. */
    public long getAndAdd(long index, long value) {
        return (long) WORD.getAndAdd(writable(index), slot(index), value);
    }

    /** Sets bits; answers what was there before. */
    public long getAndBitwiseOr(long index, long bits) {
        return (long) WORD.getAndBitwiseOr(writable(index), slot(index), bits);
    }

    /** Leaves these bits alone set; answers what was there before. */
    public long getAndBitwiseAnd(long index, long bits) {
        return (long) WORD.getAndBitwiseAnd(writable(index), slot(index), bits);
    }

    /** Whatever the caller has read before, of any memory, is read before what it reads next. */
    public static void acquireFence() {
        VarHandle.acquireFence();
    }

    /** Bytes of the chunks that were made. */
    public long byteSize() {
        long bytes = (long) chunks.length * Integer.BYTES;
        for (int each = 0; each < chunks.length; each++) {
            bytes += CHUNK.getAcquire(chunks, each) == null ? 0 : (CHUNK_WORDS + 2L * PADDING) * Long.BYTES;
        }
        return bytes;
    }

    // ------------------------------------------------------------------------------------------- several words at once

    /** The chunk that a word is in, for the methods below, or null where it was never written: it is zero. */
    long @Nullable [] chunkOf(long index) {
        return (long[]) CHUNK.getAcquire(chunks, (int) (index >>> CHUNK_SHIFT));
    }

    /** As {@link #getAcquire}, of a word that is in this chunk. */
    static long getAcquireIn(long[] chunk, long index) {
        return (long) WORD.getAcquire(chunk, slot(index));
    }

    /** As {@link #compareAndSet}, of a word that is in this chunk. */
    static boolean compareAndSetIn(long[] chunk, long index, long expected, long value) {
        return WORD.compareAndSet(chunk, slot(index), expected, value);
    }

    private static int slot(long index) {
        return PADDING + ((int) index & CHUNK_WORDS - 1);
    }

    private long[] writable(long index) {
        long[] chunk = chunkOf(index);
        return chunk == null ? makeChunk((int) (index >>> CHUNK_SHIFT)) : chunk;
    }

    /** Two may make one chunk at once: the one that comes second takes the first one's. */
    private long[] makeChunk(int chunk) {
        long[] made = new long[PADDING + CHUNK_WORDS + PADDING];
        long[] present = (long[]) CHUNK.compareAndExchange(chunks, chunk, null, made);
        return present == null ? made : present;
    }
}
