package dev.cleave.page;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.contiguity.CompactionProspect;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Obstacle;
import dev.cleave.memory.BlockOrigin;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pool would serve a request now, what stands in the way if not, and what each way to
 * large blocks would cost. Nothing is allocated or moved; magazines are emptied, as a request that
 * fails at first sight does too, since what lies in them counts as free.
 *
 * <p>A pool serves a request where a run of free units is long enough: so the answer is the pool's
 * own, unless others allocate meanwhile, or somebody frees memory when asked under pressure. Cost:
 * a read for each 64 units; where the request would fail, one for each unit, and some for each
 * block.
 */
final class Prospect {
    /** The most blocks in the way that are told. */
    private static final int MOST_TOLD = 16;

    private static final long PAGEBLOCK_BYTES = 2 << 20;

    private final Pool pool;
    private final @Nullable MovableBlocks movable;
    private final BuddySpace space;
    private final long byteSize;
    private final long wanted;

    /** Lengths of the free runs, in units. */
    private long[] runs = new long[64];

    private int runCount;
    private long free;

    private Prospect(Pool pool, @Nullable MovableBlocks movable, long byteSize) {
        this.pool = pool;
        this.movable = movable;
        this.byteSize = byteSize;
        space = pool.space();
        wanted = (byteSize - 1) / pool.unit() + 1;
    }

    /** The answer for a request of so many bytes, 1 or more, as JSON. */
    static Map<String, Object> of(Pool pool, @Nullable MovableBlocks movable, long byteSize) {
        return new Prospect(pool, movable, byteSize).answer();
    }

    private Map<String, Object> answer() {
        space.flush();
        space.forEachFreeRun(0, space.units(), this::addRun);
        runs = Arrays.copyOf(runs, runCount);
        Arrays.sort(runs);
        long largest = runCount == 0 ? 0 : runs[runCount - 1];
        boolean overCap = wanted * pool.unit() > pool.freeBytes() && pool.parent().isPresent();
        boolean served = largest >= wanted && !overCap;
        Map<String, Object> answer = Json.object("bytes", byteSize, "neededBytes", wanted * pool.unit(),
                "served", served, "largestFreeBytes", largest * pool.unit(), "freeBytes", free * pool.unit(),
                "freeRuns", runCount, "cause", cause(served, overCap));
        answer.put("ways", served ? List.of(Ways.way("buddy", true, "a free run is long enough", 0, 0)) : ways());
        if (!served && wanted <= space.units()) {
            answer.put("window", window());
        }
        return answer;
    }

    private void addRun(long offset, long length) {
        if (runCount == runs.length) {
            runs = Arrays.copyOf(runs, 2 * runCount);
        }
        runs[runCount++] = length;
        free += length;
    }

    private String cause(boolean served, boolean overCap) {
        if (served) {
            return "it would be served: a free run is long enough";
        }
        if (wanted > space.units()) {
            return "the pool is smaller than the request";
        }
        if (overCap) {
            return "the cap of this child allows no more";
        }
        return free < wanted
                ? "too little is free: no way of arranging it helps, something must be freed"
                : "enough is free, but it lies apart";
    }

    // ------------------------------------------------------------------------------------------------------------ ways

    private List<Map<String, Object>> ways() {
        boolean enough = free >= wanted;
        List<Map<String, Object>> ways = new ArrayList<>();
        ways.add(Ways.way("buddy", false, "no free run is long enough", 0, 0));
        ways.add(Ways.grouping(space.units(), free, wanted, Math.max(1, PAGEBLOCK_BYTES / pool.unit())));
        ways.add(compaction(enough));
        ways.add(reservation(enough));
        int pieces = enough ? fewestPieces() : 0;
        ways.add(Ways.gather(pieces));
        ways.add(Ways.stitching(pieces, pool.unit(), pool.region().backing()));
        return ways;
    }

    private Map<String, Object> compaction(boolean enough) {
        if (!enough) {
            return Ways.way("compaction", false, "too little is free", 0, 0);
        }
        if (movable == null) {
            return Ways.way("compaction", false,
                    "this page knows of no movable blocks: blocks of the pool stay where they are",
                    0, 0);
        }
        CompactionProspect prospect = movable.compactor().prospect(byteSize, 1);
        Map<String, Object> way = Ways.way("compaction", prospect.possible(), prospect.possible()
                ? "moves what lies in " + offset(prospect.from())
                : "something that cannot move stands in every window", prospect.bytesToMove(),
                prospect.bytesToMove() / Ways.COPIED_BYTES_PER_NANO);
        way.put("obstacles", told(prospect.obstacles()));
        return way;
    }

    private Map<String, Object> reservation(boolean enough) {
        long reserved = movable == null
                ? 0
                : movable.reservationUsage().byteSize() - movable.reservationUsage().claimedBytes();
        return reserved >= wanted * pool.unit()
                ? Ways.way("reservation", true, reserved + " bytes of open reservations are not claimed", 0, 0)
                : Ways.way("reservation", false, "none of that size was made beforehand"
                        + (enough ? "; it would keep so many bytes for blocks that can move" : ""), 0, 0);
    }

    private int fewestPieces() {
        long left = wanted;
        int pieces = 0;
        for (int each = runCount - 1; left > 0; each--) {
            left -= runs[each];
            pieces++;
        }
        return pieces;
    }

    // ---------------------------------------------------------------------------------------------------------- window

    /** The place with the fewest used bytes in it, a pageblock as the step, and what lies there. */
    private Map<String, Object> window() {
        int step = (int) Math.max(1, PAGEBLOCK_BYTES / pool.unit());
        UsedCells cells = new UsedCells(space.usedUnits(step), step, space.units());
        UsedCells.Window best = cells.leastUsed(cells.cellsFor(wanted));
        long from = (long) best.firstCell() * step;
        long end = Math.min(space.units(), from + (long) best.cells() * step);
        return Json.object("from", from, "units", end - from, "usedBytes", best.usedUnits() * pool.unit(), "obstacles",
                obstacles(from, end));
    }

    private List<Map<String, Object>> obstacles(long from, long end) {
        List<Map<String, Object>> told = new ArrayList<>();
        long[] before = Frames.blockAround(space, from);
        if (before.length > 0) {
            told.add(obstacle(before[0], before[1]));
        }
        space.forEachBlock(from, end, (offset, units) -> {
            if (told.size() < MOST_TOLD && (before.length == 0 || offset != before[0])) {
                told.add(obstacle(offset, units));
            }
        });
        return told;
    }

    private Map<String, Object> obstacle(long offset, long units) {
        Optional<BlockOrigin> origin = pool.originOf(pool.baseAddress() + offset * pool.unit());
        return Json.object("unit", offset, "bytes", units * pool.unit(),
                "holder", origin.map(Prospect::holder).orElse("nobody that the pool knows"),
                "site", origin.flatMap(BlockOrigin::place).orElse(""));
    }

    /** Who holds a block, in words. */
    static String holder(BlockOrigin origin) {
        String whose = origin.child().isEmpty() ? "" : "child " + origin.child();
        String how = origin.leased() ? "an arena or a heap" : whose.isEmpty() ? "the program" : "";
        return whose.isEmpty() || how.isEmpty() ? whose + how : whose + ", " + how;
    }

    private String offset(long address) {
        return "the window at unit " + (address - pool.baseAddress()) / pool.unit();
    }

    /** What stands in the way of movable blocks' compaction, as the compactor tells it. */
    private static List<Map<String, Object>> told(List<Obstacle> obstacles) {
        return obstacles.stream().map(each -> Json.object("kind", each.kind().name(), "bytes", each.byteSize(),
                "heldMillis", each.held().toMillis(), "site", each.site())).toList();
    }
}
