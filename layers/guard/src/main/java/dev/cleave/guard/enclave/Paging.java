package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;
import static dev.cleave.guard.enclave.VersionTree.UNWRITTEN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Pages come into the budget when they are wanted, and leave it sealed when others are: what EWB
 * and ELDU do in hardware. A page that is in the budget has its leaf pinned, so that its word can
 * be found. For one thread at a time.
 */
final class Paging {
    /** What this holds besides frames and the tree: two pages to seal from and to. */
    static final long BUFFER_BYTES = PAGE_BYTES + PageSeal.SEALED_BYTES;

    /** Frames that are never pinned nor withdrawn: two pages and their leaves. */
    static final int SPARE_FRAMES = 4;

    private final Frames frames;
    private final VersionTree tree;
    private final OutsidePages outside;
    private final PageSeal seal;
    private final byte[] plain = new byte[PAGE_BYTES];
    private final byte[] sealed = new byte[PageSeal.SEALED_BYTES];

    private long lastVersion;
    private long evictions;
    private long loads;
    private long tampered;
    private int leavesInside;

    /** Frames of data that somebody has pinned. */
    private int pinned;

    Paging(Frames frames, VersionTree tree, OutsidePages outside, PageSeal seal) {
        this.frames = frames;
        this.tree = tree;
        this.outside = outside;
        this.seal = seal;
    }

    /**
     * The frame that holds a page of data, which is brought in where it is outside.
     *
     * @throws TamperedPageException where what is outside is not what was written there
     */
    int load(int page) {
        int leaf = bringLeaf(tree.leafOf(page));
        MemorySegment words = frames.segment(leaf);
        long word = VersionTree.word(words, page);
        if (VersionTree.isInFrame(word)) {
            int frame = VersionTree.frame(word);
            frames.use(frame);
            return frame;
        }
        frames.pin(leaf);
        try {
            int frame = bring(page, word);
            VersionTree.setWord(words, page, VersionTree.inFrame(frame));
            frames.pin(leaf);
            return frame;
        } finally {
            frames.unpin(leaf);
        }
    }

    private int bringLeaf(int leaf) {
        long word = tree.leafWord(leaf);
        if (VersionTree.isInFrame(word)) {
            int frame = VersionTree.frame(word);
            frames.use(frame);
            return frame;
        }
        int frame = bring(leaf, word);
        tree.setLeafWord(leaf, VersionTree.inFrame(frame));
        leavesInside++;
        return frame;
    }

    /** A frame with the bytes of a page that is outside, or was never written. */
    private int bring(int page, long word) {
        int frame = frames.take(page);
        if (frame == Frames.NONE) {
            evict();
            frame = frames.take(page);
        }
        if (word != UNWRITTEN) {
            try {
                open(page, VersionTree.version(word), frame);
            } catch (RuntimeException | Error failure) {
                frames.release(frame);
                throw failure;
            }
        }
        return frame;
    }

    private void open(int page, long version, int frame) {
        try {
            outside.read(page, sealed);
            seal.open(page, version, sealed, plain);
        } catch (GeneralSecurityException | IllegalStateException wrong) {
            tampered++;
            throw new TamperedPageException(tree.name(page), page, wrong);
        }
        MemorySegment.copy(plain, 0, frames.segment(frame), ValueLayout.JAVA_BYTE, 0, PAGE_BYTES);
        Arrays.fill(plain, (byte) 0);
        loads++;
    }

    /**
     * Brings a page of data in, and keeps it in its frame.
     *
     * @return the frame
     * @throws TamperedPageException as {@link #load}
     * @throws EnclaveFullException where too few frames would be left to load others by
     */
    int pin(int page) {
        int frame = load(page);
        if (!frames.isPinned(frame)) {
            requireSpare(1);
            pinned++;
        }
        frames.pin(frame);
        return frame;
    }

    /**
     * Wipes bytes that lie in one page of data, or two: both are brought in before either is
     * changed, for which there are always frames enough.
     */
    void wipe(long address, int length) {
        int page = (int) (address / PAGE_BYTES);
        int offset = (int) (address % PAGE_BYTES);
        int here = Math.min(length, PAGE_BYTES - offset);
        int frame = load(page);
        frames.pin(frame);
        try {
            if (here < length) {
                frames.wipe(load(page + 1), 0, length - here);
            }
            frames.wipe(frame, offset, here);
        } finally {
            frames.unpin(frame);
        }
    }

    /** Ends a pin of a frame. */
    void unpin(int frame) {
        frames.unpin(frame);
        if (!frames.isPinned(frame)) {
            pinned--;
        }
    }

    /**
     * Frames that can always be had: besides those withdrawn, those pinned, and as many leaves as
     * those may need. With {@value #SPARE_FRAMES} of them a page and its leaf can be loaded,
     * however the others are used.
     */
    private void requireSpare(int less) {
        int kept = pinned + less;
        int spare = frames.count() - frames.withdrawn() - kept - Math.min(kept, tree.leaves());
        if (spare < SPARE_FRAMES) {
            throw EnclaveFullException.allPinned(frames.count(), frames.withdrawn(), pinned);
        }
    }

    /** Seals the page that was not used for longest, and frees its frame. */
    private void evict() {
        int frame = frames.victim();
        if (frame == Frames.NONE) {
            throw new IllegalStateException("all frames are pinned, though some were spared");
        }
        int page = frames.page(frame);
        MemorySegment.copy(frames.segment(frame), ValueLayout.JAVA_BYTE, 0, plain, 0, PAGE_BYTES);
        long version = ++lastVersion;
        seal.seal(page, version, plain, sealed);
        Arrays.fill(plain, (byte) 0);
        outside.write(page, sealed);
        evictions++;
        leave(page, VersionTree.sealed(version));
        frames.release(frame);
    }

    /** Says where a page is that was in the budget, and lets go of its leaf. */
    private void leave(int page, long word) {
        if (tree.isLeaf(page)) {
            tree.setLeafWord(page, word);
            leavesInside--;
        } else {
            int leaf = VersionTree.frame(tree.leafWord(tree.leafOf(page)));
            VersionTree.setWord(frames.segment(leaf), page, word);
            frames.unpin(leaf);
        }
    }

    /**
     * Forgets a page of data: its frame is wiped, its version is gone, and with it the way to open
     * what is outside. Where this throws, nothing is changed.
     *
     * @throws TamperedPageException where its leaf is outside, and is not what was written there
     */
    void forget(int page) {
        int leaf = bringLeaf(tree.leafOf(page));
        long word = VersionTree.word(frames.segment(leaf), page);
        if (VersionTree.isInFrame(word)) {
            leave(page, UNWRITTEN);
            frames.release(VersionTree.frame(word));
        } else {
            VersionTree.setWord(frames.segment(leaf), page, UNWRITTEN);
        }
    }

    /**
     * Withdraws a frame from the pages, as something else takes its bytes.
     *
     * @throws EnclaveFullException where too few frames would be left to load pages by
     */
    void withdraw() {
        requireSpare(1);
        if (!frames.withdraw()) {
            evict();
            if (!frames.withdraw()) {
                throw new IllegalStateException("a frame was evicted and is not free");
            }
        }
    }

    int pinned() {
        return pinned;
    }

    Frames frames() {
        return frames;
    }

    long evictions() {
        return evictions;
    }

    long loads() {
        return loads;
    }

    long tampered() {
        return tampered;
    }

    /** Leaves that are in the budget. */
    int leavesInside() {
        return leavesInside;
    }
}
