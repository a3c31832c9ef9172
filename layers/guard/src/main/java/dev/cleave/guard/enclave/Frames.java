package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The frames of the budget: which page each holds, how often that is pinned, and whether it was
 * used lately. Frames that hold no page are wiped. For one thread at a time.
 *
 * <p>The one to evict is found by CLOCK: a hand goes round, takes the mark of use from what it
 * passes, and stops at a page without one that nobody has pinned. It goes round twice at most.
 */
final class Frames {
    /** No page: the frame is free. */
    static final int FREE = -1;

    /** The frame stands for metadata that lie elsewhere. */
    static final int WITHDRAWN = -2;

    /** No frame: all are pinned. */
    static final int NONE = -1;

    /** A frame is wiped by a copy, which needs nothing of the Java heap. */
    private static final MemorySegment ZEROES = MemorySegment.ofArray(new byte[PAGE_BYTES]);

    private final MemorySegment memory;
    private final int[] pages;
    private final int[] pins;
    private final boolean[] used;

    /** A stack of the frames that are free, and one of those withdrawn from the other end. */
    private final int[] idle;

    private int free;
    private int withdrawn;
    private int hand;

    /** @param memory whole pages */
    Frames(MemorySegment memory) {
        this.memory = memory;
        int count = (int) (memory.byteSize() / PAGE_BYTES);
        pages = new int[count];
        pins = new int[count];
        used = new boolean[count];
        idle = new int[count];
        Arrays.fill(pages, FREE);
        Arrays.setAll(idle, each -> count - 1 - each);
        free = count;
    }

    /** Bytes that the tables of so many frames take. */
    static long tableBytes(int count) {
        return (3L * Integer.BYTES + 1) * count;
    }

    /** A free frame for a page, or {@link #NONE} where none is free. */
    int take(int page) {
        if (free == 0) {
            return NONE;
        }
        int frame = idle[--free];
        pages[frame] = page;
        used[frame] = true;
        return frame;
    }

    /** Wipes a frame, which nobody has pinned, and lets others have it. */
    void release(int frame) {
        MemorySegment.copy(ZEROES, 0, memory, (long) frame * PAGE_BYTES, PAGE_BYTES);
        pages[frame] = FREE;
        idle[free++] = frame;
    }

    /** Wipes a part of a frame. */
    void wipe(int frame, int offset, int length) {
        MemorySegment.copy(ZEROES, 0, memory, (long) frame * PAGE_BYTES + offset, length);
    }

    /** Withdraws a free frame; answers whether there was one. */
    boolean withdraw() {
        if (free == 0) {
            return false;
        }
        int frame = idle[--free];
        pages[frame] = WITHDRAWN;
        idle[idle.length - ++withdrawn] = frame;
        return true;
    }

    /** Lets others have a frame that was withdrawn. */
    void restore() {
        int frame = idle[idle.length - withdrawn--];
        pages[frame] = FREE;
        idle[free++] = frame;
    }

    /** The frame whose page should go, or {@link #NONE} where all are pinned. */
    int victim() {
        for (int passed = 0; passed < 2 * pages.length; passed++) {
            int frame = hand;
            hand = hand + 1 == pages.length ? 0 : hand + 1;
            if (pages[frame] >= 0 && pins[frame] == 0) {
                if (!used[frame]) {
                    return frame;
                }
                used[frame] = false;
            }
        }
        return NONE;
    }

    void use(int frame) {
        used[frame] = true;
    }

    void pin(int frame) {
        pins[frame]++;
    }

    void unpin(int frame) {
        pins[frame]--;
    }

    /** The page that a frame holds, {@link #FREE} or {@link #WITHDRAWN}. */
    int page(int frame) {
        return pages[frame];
    }

    /** The bytes of a frame. */
    MemorySegment segment(int frame) {
        return memory.asSlice((long) frame * PAGE_BYTES, PAGE_BYTES);
    }

    /** All frames' bytes. */
    MemorySegment memory() {
        return memory;
    }

    int count() {
        return pages.length;
    }

    int free() {
        return free;
    }

    int withdrawn() {
        return withdrawn;
    }

    boolean isPinned(int frame) {
        return pins[frame] > 0;
    }
}
