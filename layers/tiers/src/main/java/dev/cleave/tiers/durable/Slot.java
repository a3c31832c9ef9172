package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * A slot of the index: one object, or none. 32 bytes in the file.
 *
 * <pre>
 *   0            4               8            14     15          16      24
 *   generation   object's sum    place (6)    kind   has a sum   bytes   checksum, of all this, the slot's
 *                                                                        number and the heap
 * </pre>
 *
 * @param kind what is there
 * @param generation of the object, or of the last one that was there
 * @param place where its bytes begin in the data
 * @param byteSize how many it has
 * @param sum their {@link ObjectChecksum}, or {@link ObjectChecksum#NONE}
 */
record Slot(Kind kind, int generation, long place, long byteSize, long sum) {
    /** Bytes of a slot. */
    static final int BYTES = 32;

    /** Words of a slot. */
    static final int WORDS = BYTES / Long.BYTES;

    private static final int PLACE_WORD = 1;
    private static final int SIZE_WORD = 2;
    private static final int CHECK_WORD = 3;

    private static final int PLACE_BITS = 48;
    private static final int KIND_MASK = 0xff;
    private static final long HAS_SUM = 1L << 56;

    /** A slot without a checksum of bytes. */
    Slot(Kind kind, int generation, long place, long byteSize) {
        this(kind, generation, place, byteSize, ObjectChecksum.NONE);
    }

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

    /** The same object, whose bytes have another checksum, or none. */
    Slot withSum(long other) {
        return new Slot(kind, generation, place, byteSize, other);
    }

    /** Whether its bytes have a checksum. */
    boolean hasSum() {
        return sum != ObjectChecksum.NONE;
    }

    private long head() {
        return generation & 0xffff_ffffL | (hasSum() ? sum << Integer.SIZE : 0);
    }

    private long placeWord() {
        return place & (1L << PLACE_BITS) - 1 | (long) kind.ordinal() << PLACE_BITS | (hasSum() ? HAS_SUM : 0);
    }

    private static int kindOf(long placeWord) {
        return (int) (placeWord >>> PLACE_BITS) & KIND_MASK;
    }

    private static long check(long head, long placeWord, long byteSize, int number, long heap) {
        return Words.mix(Words.mix(Words.mix(Words.mix(heap, number), head), placeWord), byteSize);
    }

    /** Writes it. */
    void write(MemorySegment to, long offset, int number, long heap) {
        to.set(Words.LONG, offset, head());
        to.set(Words.LONG, offset + PLACE_WORD * Long.BYTES, placeWord());
        to.set(Words.LONG, offset + SIZE_WORD * Long.BYTES, byteSize);
        to.set(Words.LONG, offset + CHECK_WORD * Long.BYTES, check(head(), placeWord(), byteSize, number, heap));
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
        return kindOf(words[at + PLACE_WORD]) < Kind.ALL.length
                && words[at + CHECK_WORD] == check(words[at], words[at + PLACE_WORD], words[at + SIZE_WORD], number,
                        heap);
    }

    /** As {@link #read(MemorySegment, long)}. */
    static Slot read(long[] words, int at) {
        long placeWord = words[at + PLACE_WORD];
        long place = placeWord << Long.SIZE - PLACE_BITS >> Long.SIZE - PLACE_BITS;
        long sum = (placeWord & HAS_SUM) == 0 ? ObjectChecksum.NONE : words[at] >>> Integer.SIZE;
        return new Slot(Kind.ALL[kindOf(placeWord)], (int) words[at], place, words[at + SIZE_WORD], sum);
    }
}
