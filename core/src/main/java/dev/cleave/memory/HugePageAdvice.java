package dev.cleave.memory;

import java.util.Arrays;

/**
 * Which transparent huge pages of a mapping the kernel may make. Where a part of one is given back,
 * the kernel would fill the hole again within seconds and commit what was just given back; so it is
 * told to leave that page divided, until all of it is free again.
 *
 * <p>The advice of each page is one byte, written under the lock of the region and, as every drop
 * is the purge's, of the purge. Each boundary between pages of different advice is one more mapping
 * for the kernel, which has 65,530 a process: from a number of them on, the whole region does
 * without huge pages.
 */
final class HugePageAdvice {
    /** An eighth of the mappings that a process may have unless the system's setting is changed. */
    static final int MOST_BOUNDARIES = 8192;

    private static final byte DIVIDED = 1;

    /**
     * May be made again after having been divided: to the kernel not the same as 0, which every
     * page begins with.
     */
    private static final byte ALLOWED = 2;

    private final OperatingSystem system;
    private final Mapping mapping;
    private final int pageShift;
    private final int mostBoundaries;
    private final byte[] pages;
    private int boundaries;

    /** The whole region is divided for good. */
    private boolean ended;

    /** The system takes no advice from this process. */
    private boolean refused;

    HugePageAdvice(OperatingSystem system, Mapping mapping, int mostBoundaries) {
        this.system = system;
        this.mapping = mapping;
        this.mostBoundaries = mostBoundaries;
        pageShift = Long.numberOfTrailingZeros(mapping.pageSize());
        pages = new byte[Math.toIntExact(mapping.byteSize() >>> pageShift)];
    }

    /**
     * Whether the system refused to be advised, so that what is given back of a huge page may be
     * committed again.
     */
    boolean isRefused() {
        return refused;
    }

    /** Whether the page that the byte is in may be a huge one. */
    boolean isHuge(long offset) {
        long page = offset >>> pageShift;
        return page < pages.length && pages[(int) page] != DIVIDED;
    }

    /** A range is about to be dropped: huge pages that only a part of is dropped are divided. */
    void beforeDrop(long offset, long byteSize) {
        long end = offset + byteSize;
        long mask = mapping.pageSize() - 1;
        if (byteSize > 0 && (offset & mask) != 0) {
            divide(offset >>> pageShift);
        }
        if (byteSize > 0 && (end & mask) != 0) {
            divide(end >>> pageShift);
        }
    }

    private void divide(long page) {
        if (page >= pages.length || pages[(int) page] == DIVIDED || refused) {
            return;
        }
        try {
            system.allowHugePages(mapping, page << pageShift, mapping.pageSize(), false);
            set((int) page, DIVIDED);
        } catch (OperatingSystemException no) {
            refused = no.errorNumber() != Errno.ENOMEM.number();
            boundaries = refused ? boundaries : mostBoundaries + 1;
        }
        if (boundaries > mostBoundaries) {
            end();
        }
    }

    private void set(int page, byte advice) {
        boundaries -= boundariesOf(page);
        pages[page] = advice;
        boundaries += boundariesOf(page);
    }

    private int boundariesOf(int page) {
        int before = page > 0 && pages[page - 1] != pages[page] ? 1 : 0;
        return before + (page + 1 < pages.length && pages[page + 1] != pages[page] ? 1 : 0);
    }

    /** One advice for all is one mapping. */
    private void end() {
        try {
            system.allowHugePages(mapping, 0, (long) pages.length << pageShift, false);
            Arrays.fill(pages, DIVIDED);
            boundaries = 0;
            ended = true;
        } catch (OperatingSystemException no) {
            refused = true;
        }
    }

    /** All pages that lie wholly in a range hold nothing any more: they may be huge ones again. */
    void afterDrop(long offset, long byteSize) {
        long end = Math.min(offset + byteSize >>> pageShift, pages.length);
        for (long page = offset + mapping.pageSize() - 1 >>> pageShift; page < end; page++) {
            allow((int) page);
        }
    }

    private void allow(int page) {
        if (ended || refused || pages[page] != DIVIDED) {
            return;
        }
        try {
            system.allowHugePages(mapping, (long) page << pageShift, mapping.pageSize(), true);
            set(page, ALLOWED);
        } catch (OperatingSystemException no) {
            refused = true;
        }
    }

    /**
     * Counts as dirty what the kernel commits together with a dirty frame: all of a huge page. So
     * what of it is free is given back with the rest, and what stays is counted. Under the purge's
     * lock, before it looks for what to drop.
     */
    void fill(FrameMap frames, int frameShift, long offset, long byteSize) {
        int framesShift = pageShift - frameShift;
        if (framesShift <= 0) {
            return;
        }
        for (long page = offset >>> pageShift; page <= offset + byteSize - 1 >>> pageShift; page++) {
            long first = page << framesShift;
            if (isHuge(page << pageShift) && frames.anyDirty(first, 1L << framesShift)) {
                frames.fill(first, 1L << framesShift);
            }
        }
    }

    /**
     * A range was dropped and its frames are clean: pages that hold nothing any more may be huge
     * ones again.
     */
    void settle(FrameMap frames, int frameShift, long offset, long byteSize) {
        int framesShift = pageShift - frameShift;
        long end = Math.min((offset + byteSize - 1 >>> pageShift) + 1, pages.length);
        for (long page = offset >>> pageShift; page < end && framesShift > 0; page++) {
            if (pages[(int) page] == DIVIDED && !frames.anyDirty(page << framesShift, 1L << framesShift)) {
                allow((int) page);
            }
        }
    }

    /**
     * Bytes that are backed at most: a huge page is so as soon as one of its frames is. Cost: some
     * reads a huge page.
     */
    long committedBytes(FrameMap frames, int frameShift) {
        int framesShift = pageShift - frameShift;
        if (framesShift <= 0) {
            return frames.dirtyFrames() << frameShift;
        }
        long committed = frames.dirtyFrames() << frameShift;
        for (int page = 0; page < pages.length; page++) {
            long dirty = pages[page] == DIVIDED ? 0 : frames.dirtyIn((long) page << framesShift, 1L << framesShift);
            committed += dirty == 0 ? 0 : mapping.pageSize() - (dirty << frameShift);
        }
        return committed;
    }

    /** Bytes of metadata. */
    long byteSize() {
        return pages.length;
    }
}
