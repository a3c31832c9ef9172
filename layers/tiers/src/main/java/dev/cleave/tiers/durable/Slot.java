package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * A slot of the index: one object, or none. 32 bytes in the file.
 *
 * <pre>
 *   0            4          8        16          24
 *   generation   kind       place    bytes       checksum, of these, the slot's number and the heap
 * </pre>
 *
 * @param kind what is there
 * @param generation of the object, or of the last one that was there
 * @param place where its bytes begin in the data
 * @param byteSize how many it has
 */
record Slot(Kind kind, int generation, long place, long byteSize) {
    /** Bytes of a slot. */
    static final int BYTES = 32;

    /** Words of a slot. */
    static final int WORDS = BYTES / Long.BYTES;

    private static final int PLACE_WORD = 1;
    private static final int SIZE_WORD = 2;
    private static final int CHECK_WORD = 3;

    /** What is in a slot. */
    enum Kind {
        /** Nothing. */
        FREE,
        /** An object of the user's. */
        OBJECT,
        /** A root: the handle that it names, then the name. */
        ROOT,
        /** Nothing any more: its generations ran out. */
        RETIRED,
        /** The chunk of the index that begins here. */
        CHUNK;

        private static final Kind[] ALL = values();
    }

    /** The slot when its object is gone. */
    Slot freed() {
        return new Slot(generation == Handle.LAST_GENERATION ? Kind.RETIRED : Kind.FREE, generation, 0, 0);
    }

    /** Whether it has bytes somewhere. */
    boolean isLive() {
        return kind == Kind.OBJECT || kind == Kind.ROOT;
    }

    private long head() {
        return generation & 0xffff_ffffL | (long) kind.ordinal() << Integer.SIZE;
    }

    private static long check(long head, long place, long byteSize, int number, long heap) {
        return Words.mix(Words.mix(Words.mix(Words.mix(heap, number), head), place), byteSize);
    }

    /** Writes it. */
    void write(MemorySegment to, long offset, int number, long heap) {
        to.set(Words.LONG, offset, head());
        to.set(Words.LONG, offset + PLACE_WORD * Long.BYTES, place);
        to.set(Words.LONG, offset + SIZE_WORD * Long.BYTES, byteSize);
        to.set(Words.LONG, offset + CHECK_WORD * Long.BYTES, check(head(), place, byteSize, number, heap));
    }

    /** Whether the checksum is right. */
    static boolean isSound(MemorySegment from, long offset, int number, long heap) {
        return isSound(words(from, offset, WORDS), 0, number, heap);
    }

    /** Reads one that {@linkplain #isSound is sound}. */
    static Slot read(MemorySegment from, long offset) {
        return read(words(from, offset, WORDS), 0);
    }

    /**
     * Many words, of which each slot has {@link #WORDS}: whoever looks at many slots reads these
     * together, as arrays are fast before they are compiled too.
     */
    static long[] words(MemorySegment from, long offset, int count) {
        long[] words = new long[count];
        MemorySegment.copy(from, Words.LONG, offset, words, 0, count);
        return words;
    }

    /** As {@link #isSound(MemorySegment, long, int, long)}, of the slot that begins at a word. */
    static boolean isSound(long[] words, int at, int number, long heap) {
        return words[at] >>> Integer.SIZE < Kind.ALL.length
                && words[at + CHECK_WORD] == check(words[at], words[at + PLACE_WORD], words[at + SIZE_WORD], number,
                        heap);
    }

    /** As {@link #read(MemorySegment, long)}. */
    static Slot read(long[] words, int at) {
        return new Slot(Kind.ALL[(int) (words[at] >>> Integer.SIZE)], (int) words[at], words[at + PLACE_WORD],
                words[at + SIZE_WORD]);
    }
}
