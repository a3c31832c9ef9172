package dev.cleave.lab.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * How many 2 MiB pageblocks hold at least one unmovable page, now and at most.
 *
 * <p>Such a pageblock can never be given out as one huge page, however well the rest is compacted. Applied to the page
 * frames where Linux put its blocks this counts Linux's placement; applied to addresses of a region, ours.
 */
final class PageblockTally {
    /** Pages of 4 KiB in a pageblock. */
    static final long PAGES = 512;

    private final Map<Long, Integer> unmovableBlocks = new HashMap<>();
    private int peak;

    /** Counts an unmovable block of some pages. */
    void add(long firstPage, long pages) {
        for (long pageblock = firstPage / PAGES; pageblock * PAGES < firstPage + pages; pageblock++) {
            unmovableBlocks.merge(pageblock, 1, Integer::sum);
        }
        peak = Math.max(peak, unmovableBlocks.size());
    }

    /** Takes an unmovable block that {@link #add} counted out again. */
    void remove(long firstPage, long pages) {
        for (long pageblock = firstPage / PAGES; pageblock * PAGES < firstPage + pages; pageblock++) {
            unmovableBlocks.computeIfPresent(pageblock, (number, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The largest number of such pageblocks at any time. */
    int peak() {
        return peak;
    }
}
