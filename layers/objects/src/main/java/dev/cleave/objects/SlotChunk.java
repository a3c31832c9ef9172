package dev.cleave.objects;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Sixty-four slots of the handle table, in one array: the one place where the atomics of this
 * package are. The order is in the name of each method, as {@link VarHandle} knows it.
 *
 * <pre>
 *   [ 64 slot words | free: a bit a slot | era ]
 * </pre>
 *
 * <p>The <em>free</em> map is the stripe's, under its lock. The <em>era</em> never changes: whoever
 * finds the array knows it. A chunk that has gone is never used again, its number is: by another
 * array, of a later era.
 */
final class SlotChunk {
    static final int SLOT_SHIFT = 6;
    static final int SLOTS = 1 << SLOT_SHIFT;
    static final long ALL_FREE = ~0L;
    private static final int FREE = SLOTS;
    private static final int ERA = SLOTS + 1;
    private static final int WORDS = SLOTS + 2;
    private static final int ARRAY_HEADER = 16;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Bytes of one on the Java heap. */
    static final int BYTES = ARRAY_HEADER + WORDS * Long.BYTES;

    private SlotChunk() {}

    /** A chunk of slots that nobody has used yet. */
    static long[] of(int era) {
        long[] chunk = new long[WORDS];
        chunk[FREE] = ALL_FREE;
        chunk[ERA] = era;
        return chunk;
    }

    static int era(long[] chunk) {
        return (int) chunk[ERA];
    }

    static long free(long[] chunk) {
        return chunk[FREE];
    }

    static void setFree(long[] chunk, long map) {
        chunk[FREE] = map;
    }

    static long getAcquire(long[] chunk, int slot) {
        return (long) WORD.getAcquire(chunk, slot & SLOTS - 1);
    }

    static void setRelease(long[] chunk, int slot, long word) {
        WORD.setRelease(chunk, slot & SLOTS - 1, word);
    }

    static boolean compareAndSet(long[] chunk, int slot, long expected, long word) {
        return WORD.compareAndSet(chunk, slot & SLOTS - 1, expected, word);
    }

    /** What the caller has read before, of any memory, is read before what it reads next. */
    static void acquireFence() {
        VarHandle.acquireFence();
    }

    /**
     * What the caller has written before is seen before what it writes next: a place is written to
     * only after its object's word says that it is there no more.
     */
    static void storeFence() {
        VarHandle.storeStoreFence();
    }
}
