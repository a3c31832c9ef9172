package dev.cleave.page;

import dev.cleave.memory.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request would have been served when a snapshot was taken, and what each way to large
 * blocks would have cost, as far as counts tell: {@code served} is null where they do not.
 *
 * <p>Some run of free units is surely as long as the longest that was told, as the largest free
 * block, and as the longest row of empty cells. None is longer than what is free in cells side by
 * side ({@link UsedCells#longestFreeAtMost}), nor as long as four times the largest block, since a
 * run of twice a power of two has a whole block of it.
 */
final class SnapshotProspect {
    private static final long PAGEBLOCK_BYTES = 2 << 20;

    private final PoolSnapshot snapshot;
    private final UsedCells cells;
    private final long unit;
    private final long units;
    private final long byteSize;
    private final long wanted;
    private final long free;
    private final long surely;
    private final long atMost;

    private SnapshotProspect(PoolSnapshot snapshot, long longestFreeRunBytes, long byteSize) {
        this.snapshot = snapshot;
        this.byteSize = byteSize;
        unit = snapshot.unit();
        units = snapshot.usage().capacityBytes() / unit;
        wanted = (byteSize - 1) / unit + 1;
        cells = new UsedCells(snapshot.usedUnitsByCell(), snapshot.unitsPerCell(), units);
        long largest = snapshot.usage().largestFreeBlockBytes() / unit;
        free = snapshot.usage().freeBytes() / unit;
        surely = Math.max(Math.max(largest, longestFreeRunBytes / unit), cells.longestFreeAtLeast());
        atMost = Math.max(surely, Math.min(Math.min(free, cells.longestFreeAtMost()), fourTimes(largest)));
    }

    /** Blocks of the largest order there is do not coalesce: they may lie in any row. */
    private long fourTimes(long largestBlock) {
        long[] blocks = snapshot.freeBlocksByOrder();
        return blocks.length == 0 || blocks[blocks.length - 1] > 0 ? units : 4 * largestBlock;
    }

    /**
     * The answer for a request of so many bytes, 1 or more, as JSON.
     *
     * @param longestFreeRunBytes as far as is known; 0 where nothing is
     */
    static Map<String, Object> of(PoolSnapshot snapshot, long longestFreeRunBytes, long byteSize) {
        return new SnapshotProspect(snapshot, longestFreeRunBytes, byteSize).answer();
    }

    private Map<String, Object> answer() {
        Boolean served = served();
        Map<String, Object> answer = Json.object("bytes", byteSize, "neededBytes", wanted * unit, "served", served,
                "largestFreeBytes", surely * unit, "atMostFreeBytes", atMost * unit, "freeBytes", free * unit, "cause",
                cause(served), "ways", List.of());
        if (!Boolean.TRUE.equals(served)) {
            answer.put("ways", ways());
            if (wanted <= units) {
                answer.put("window", window());
            }
        }
        return answer;
    }

    private @Nullable Boolean served() {
        return wanted <= surely ? Boolean.TRUE : wanted > atMost ? Boolean.FALSE : null;
    }

    private String cause(@Nullable Boolean served) {
        if (served == null) {
            return "free memory of that size may lie side by side, or not: a snapshot tells how full each pageblock is,"
                    + " not its blocks";
        }
        if (served) {
            return "it would be served: a free run is long enough";
        }
        if (wanted > units) {
            return "the pool is smaller than the request";
        }
        return free < wanted
                ? "too little is free: no way of arranging it helps, something must be freed"
                : "enough is free, but it lies apart";
    }

    private List<Map<String, Object>> ways() {
        List<Map<String, Object>> ways = new ArrayList<>();
        ways.add(Ways.grouping(units, free, wanted, Math.max(1, PAGEBLOCK_BYTES / unit)));
        ways.add(compaction());
        int pieces = mostPieces();
        ways.add(Ways.gather(pieces));
        ways.add(Ways.stitching(pieces, unit, snapshot.backing()));
        return ways;
    }

    private Map<String, Object> compaction() {
        if (free < wanted) {
            return Ways.way("compaction", false, "too little is free", 0, 0);
        }
        long moved = best().usedUnits() * unit;
        return Ways.way("compaction", true, "if what lies in the best place can move: a snapshot does not tell", moved,
                moved / Ways.COPIED_BYTES_PER_NANO);
    }

    private UsedCells.Window best() {
        return cells.leastUsed(cells.cellsFor(wanted));
    }

    private Map<String, Object> window() {
        UsedCells.Window best = best();
        long from = (long) best.firstCell() * snapshot.unitsPerCell();
        return Json.object("from", from, "units", Math.min(units - from, (long) best.cells() * snapshot.unitsPerCell()),
                "usedBytes", best.usedUnits() * unit, "obstacles", List.of());
    }

    /** Free blocks that make up so much, the largest first: those that adjoin count apart. */
    private int mostPieces() {
        long[] blocks = snapshot.freeBlocksByOrder();
        long left = wanted;
        long pieces = 0;
        for (int order = blocks.length - 1; order >= 0 && left > 0; order--) {
            long taken = Math.min(blocks[order], (left - 1 >> order) + 1);
            pieces += taken;
            left -= taken << order;
        }
        return left > 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, pieces);
    }
}
