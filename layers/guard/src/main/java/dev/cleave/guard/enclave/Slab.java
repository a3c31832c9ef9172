package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import org.jspecify.annotations.Nullable;

/**
 * Adjacent pages cut into slots of one size. Three bits a slot: whether it is taken, whether its
 * object is shorter than the slot, and whether it holds the tail of a large object. For one thread
 * at a time.
 *
 * <p>How much shorter an object is stands in the last bytes of its slot, which the object does not
 * use: see {@link #slackLength}.
 */
final class Slab implements PageUse {
    /** All slots are taken. */
    static final int NO_SLOT = -1;

    private static final int WORD_SHIFT = 6;
    private static final long OBJECT_BYTES = 64;
    private static final long ARRAY_HEAD_BYTES = 16;
    private static final int KINDS = 3;

    /** Slacks below this take one byte, others two. */
    private static final int SHORT_SLACKS = 128;

    private final int firstPage;
    private final SlabShape shape;
    private final int words;

    /** Three bitmaps, one behind the other: taken, padded, tail. */
    private final long[] bits;

    private int free;
    private int askedBytes;
    private boolean condemned;

    /** Neighbours among the shelf's slabs that are about as full, and where those begin. */
    @Nullable
    Slab next;

    @Nullable
    Slab previous;
    int bucket;

    Slab(int firstPage, SlabShape shape) {
        this.firstPage = firstPage;
        this.shape = shape;
        words = words(shape);
        bits = new long[KINDS * words];
        free = shape.slots();
    }

    private static int words(SlabShape shape) {
        return shape.slots() + Long.SIZE - 1 >>> WORD_SHIFT;
    }

    static long tableBytes(SlabShape shape) {
        return OBJECT_BYTES + ARRAY_HEAD_BYTES + (long) KINDS * words(shape) * Long.BYTES;
    }

    @Override
    public long tableBytes() {
        return tableBytes(shape);
    }

    @Override
    public int firstPage() {
        return firstPage;
    }

    @Override
    public int pages() {
        return shape.pages();
    }

    SlabShape shape() {
        return shape;
    }

    long byteSize() {
        return (long) shape.pages() * SlabShape.PAGE_BYTES;
    }

    // ----------------------------------------------------------------------------------------------------------- slots

    /** The n-th slot that is free, from 0 on, or {@link #NO_SLOT}. */
    int freeSlot(int number) {
        int left = number;
        for (int word = 0; word < words; word++) {
            long open = ~bits[word];
            int here = Long.bitCount(open);
            if (left < here) {
                for (; left > 0; left--) {
                    open &= open - 1;
                }
                int slot = (word << WORD_SHIFT) + Long.numberOfTrailingZeros(open);
                return slot < shape.slots() ? slot : NO_SLOT;
            }
            left -= here;
        }
        return NO_SLOT;
    }

    /** Takes a free slot for an object of so many bytes. */
    void take(int slot, int size, boolean isTail) {
        set(0, slot);
        if (size < shape.slotBytes()) {
            set(1, slot);
        }
        if (isTail) {
            set(2, slot);
        }
        free--;
        askedBytes += size;
    }

    /** Lets others have a slot, whose object had so many bytes. */
    void release(int slot, int size) {
        for (int kind = 0; kind < KINDS; kind++) {
            bits[kind * words + (slot >>> WORD_SHIFT)] &= ~(1L << slot);
        }
        free++;
        askedBytes -= size;
    }

    private void set(int kind, int slot) {
        bits[kind * words + (slot >>> WORD_SHIFT)] |= 1L << slot;
    }

    private boolean is(int kind, int slot) {
        return (bits[kind * words + (slot >>> WORD_SHIFT)] >>> slot & 1) == 1;
    }

    boolean isTaken(int slot) {
        return is(0, slot);
    }

    boolean isPadded(int slot) {
        return is(1, slot);
    }

    boolean isTail(int slot) {
        return is(2, slot);
    }

    /** The slot that begins at an address, or {@link #NO_SLOT} where none does. */
    int slotAt(long address) {
        long offset = address - (long) firstPage * PAGE_BYTES;
        long slot = offset / shape.slotBytes();
        return slot < shape.slots() && slot * shape.slotBytes() == offset ? (int) slot : NO_SLOT;
    }

    long address(int slot) {
        return (long) firstPage * PAGE_BYTES + (long) slot * shape.slotBytes();
    }

    // ----------------------------------------------------------------------------------------------------------- slack

    /** How many of the last bytes of a slot say how long its slack is: 1 or 2. */
    static int slackLength(int slack) {
        return slack < SHORT_SLACKS ? 1 : 2;
    }

    /** The last byte of the slot, for a slack of 1 or more. */
    static byte slackLast(int slack) {
        return (byte) (slack < SHORT_SLACKS ? slack : SHORT_SLACKS | slack >>> Byte.SIZE);
    }

    /** The last byte but one, where there are two. */
    static byte slackBefore(int slack) {
        return (byte) slack;
    }

    /** Whether the last byte says that there is another before it. */
    static boolean isLongSlack(byte last) {
        return last < 0;
    }

    /**
     * The slack, out of the last byte and the one before it, which counts where the last says so.
     */
    static int slack(byte last, byte before) {
        return isLongSlack(last) ? (last & SHORT_SLACKS - 1) << Byte.SIZE | Byte.toUnsignedInt(before) : last;
    }

    // ----------------------------------------------------------------------------------------------------------- state

    int free() {
        return free;
    }

    int live() {
        return shape.slots() - free;
    }

    boolean isEmpty() {
        return free == shape.slots();
    }

    /** Bytes that the live objects asked for. */
    int askedBytes() {
        return askedBytes;
    }

    boolean isCondemned() {
        return condemned;
    }

    /** A page of it was tampered with: it gives out nothing any more. */
    void condemn() {
        condemned = true;
    }
}
