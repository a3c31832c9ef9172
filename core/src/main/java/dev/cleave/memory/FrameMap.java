package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two bits a frame, the only atomics on a pool's metadata outside the buddy space. <em>Dirty</em>: handed out since it
 * was last dropped, so it may be committed and not be zero. <em>Aged</em>: dirty, free when the purge last came by, and
 * not handed out since.
 *
 * <p>The bits of a block's frames belong to whoever holds the block (a frame may be shared by blocks smaller than it: then
 * its bits only ever go from clean to dirty, as the purge takes whole frames). The words are shared by neighbours, hence
 * the atomics. Who must see what: a block's next holder the bits that the last one set; the buddy space's
 * compare-and-set hands them over together with the block, so reading them is opaque.
 *
 * <pre>
 *   words   [ dirty 0..63 | aged 0..63 | dirty 64..127 | aged 64..127 | … ]   one cache line holds 256 frames
 * </pre>
 */
final class FrameMap {
    /** Answer of {@link #mark}: some of the frames were dirty before. */
    static final int DIRTY = 1;

    /** Answer of {@link #mark}: a stretch of 64 frames had no dirty one before. */
    static final int FRESH = 2;

    /** Answer of {@link #mark}: some of the frames were clean before. */
    static final int GREW = 4;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final long frames;

    /** How many frames are dirty: written where a frame becomes so, which costs a page fault, or clean. */
    private final AtomicLong dirtyFrames = new AtomicLong();

    FrameMap(long frames) {
        this.frames = frames;
        words = new long[Math.toIntExact((frames + 63) >>> 6 << 1)];
    }

    /** Makes the frames dirty and not aged; answers {@link #DIRTY}, {@link #FRESH} and {@link #GREW}, ored. */
    int mark(long first, long count) {
        long last = first + count - 1;
        int end = (int) (last >>> 6);
        int word = (int) (first >>> 6);
        if (word == end) {
            return markWord(word, from(first) & upTo(last));
        }
        int answer = markWord(word, from(first));
        while (++word < end) {
            answer |= markWord(word, -1L);
        }
        return answer | markWord(end, upTo(last));
    }

    private int markWord(int word, long mask) {
        int dirty = word << 1;
        int aged = dirty + 1;
        if (((long) WORD.getOpaque(words, aged) & mask) != 0) {
            WORD.getAndBitwiseAnd(words, aged, ~mask);
        }
        if (((long) WORD.getOpaque(words, dirty) & mask) == mask) {
            return DIRTY;
        }
        long before = (long) WORD.getAndBitwiseOr(words, dirty, mask);
        dirtyFrames.getAndAdd(Long.bitCount(mask & ~before));
        return GREW | ((before & mask) == 0 ? 0 : DIRTY) | (before == 0 ? FRESH : 0);
    }

    /** Makes the frames clean; their holder has just dropped them. */
    void clear(long first, long count) {
        long last = first + count - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            long keep = ~mask(word, first, last);
            WORD.getAndBitwiseAnd(words, (word << 1) + 1, keep);
            long before = (long) WORD.getAndBitwiseAnd(words, word << 1, keep);
            dirtyFrames.getAndAdd(-Long.bitCount(before & ~keep));
        }
    }

    /** Ages the dirty ones among the frames. */
    void age(long first, long count) {
        long last = first + count - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            long dirty = (long) WORD.getOpaque(words, word << 1) & mask(word, first, last);
            if (dirty != 0) {
                WORD.getAndBitwiseOr(words, (word << 1) + 1, dirty);
            }
        }
    }

    /** Makes the clean ones among the frames dirty, and leaves alone how old the others are. */
    void fill(long first, long count) {
        long last = Math.min(first + count, frames) - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            long mask = mask(word, first, last);
            long before = (long) WORD.getAndBitwiseOr(words, word << 1, mask);
            dirtyFrames.getAndAdd(Long.bitCount(mask & ~before));
        }
    }

    /** How many of the frames are dirty. */
    long dirtyIn(long first, long count) {
        long last = Math.min(first + count, frames) - 1;
        long dirty = 0;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            dirty += Long.bitCount((long) WORD.getOpaque(words, word << 1) & mask(word, first, last));
        }
        return dirty;
    }

    boolean anyDirty(long first, long count) {
        long last = first + count - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            if (((long) WORD.getOpaque(words, word << 1) & mask(word, first, last)) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The first dirty frame from this one on, or the end, or one beyond the last, where there is
     * none before. Cost: a read for each 64 frames.
     */
    long nextDirty(long from, long end) {
        return next(from, end, 0L);
    }

    /** As {@link #nextDirty}: the first clean frame. */
    long nextClean(long from, long end) {
        return next(from, end, -1L);
    }

    /** The first frame from this one on whose dirty bit differs from these. */
    private long next(long from, long end, long bits) {
        long last = Math.min(end, frames);
        long mask = from(from);
        for (long first = from & -Long.SIZE; first < last; first += Long.SIZE) {
            long other = ((long) WORD.getOpaque(words, (int) (first >>> 6) << 1) ^ bits) & mask;
            if (other != 0) {
                return Math.min(last, first + Long.numberOfTrailingZeros(other));
            }
            mask = -1L;
        }
        return last;
    }

    /** Whether all dirty ones among the frames are aged. */
    boolean allAged(long first, long count) {
        long last = first + count - 1;
        for (int word = (int) (first >>> 6); word <= (int) (last >>> 6); word++) {
            long young = (long) WORD.getOpaque(words, word << 1) & ~(long) WORD.getOpaque(words, (word << 1) + 1);
            if ((young & mask(word, first, last)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many frames are dirty. */
    long dirtyFrames() {
        return dirtyFrames.get();
    }

    /** How many groups of adjacent frames have a dirty one: an estimate while others run. Cost: a read, or one a word where a group is several frames. */
    long dirtyGroups(long framesPerGroup) {
        if (framesPerGroup == 1) {
            return dirtyFrames();
        }
        long groups = 0;
        for (long first = 0; first < frames; first += framesPerGroup) {
            groups += anyDirty(first, Math.min(framesPerGroup, frames - first)) ? 1 : 0;
        }
        return groups;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return (long) words.length << 3;
    }

    private static long mask(int word, long first, long last) {
        long mask = word == (int) (first >>> 6) ? from(first) : -1L;
        return word == (int) (last >>> 6) ? mask & upTo(last) : mask;
    }

    private static long from(long first) {
        return -1L << first;
    }

    private static long upTo(long last) {
        return -1L >>> ~last;
    }
}
