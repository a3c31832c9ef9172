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
    private static final long PAGE_BYTES = 4096;

    /*
     * What the ways cost, for the estimates: measured on AMD EPYC, see docs/contiguity.md. Copies into
     * memory that is there run at some 8 bytes a nanosecond; a piece costs a system call where it is
     * mapped, and a descriptor where it is gathered.
     */
    private static final double COPIED_BYTES_PER_NANO = 8;
    private static final double NANOS_PER_MAPPED_PIECE = 3_500;
    private static final double NANOS_PER_GATHERED_PIECE = 100;

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
        answer.put("ways", served ? List.of(way("buddy", true, "a free run is long enough", 0, 0)) : ways());
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
        ways.add(way("buddy", false, "no free run is long enough", 0, 0));
        ways.add(grouping(enough));
        ways.add(compaction(enough));
        ways.add(reservation(enough));
        int pieces = enough ? fewestPieces() : 0;
        ways.add(way("gather", enough, enough
                ? "for who can use several pieces, as scattered reads and writes do"
                : "too little is free", 0, pieces * NANOS_PER_GATHERED_PIECE, pieces));
        ways.add(stitching(enough, pieces));
        return ways;
    }

    /** What would be free in whole pageblocks, had the blocks been grouped from the start. */
    private Map<String, Object> grouping(boolean enough) {
        long block = Math.max(1, PAGEBLOCK_BYTES / pool.unit());
        long used = space.units() - free;
        long whole = (space.units() / block - (used + block - 1) / block) * block;
        boolean possible = enough && whole >= wanted;
        return way("grouping", possible, possible
                ? "what stays would lie in " + (used + block - 1) / block
                        + " pageblocks, had it been grouped from the start"
                : "even grouped, what is used leaves too few pageblocks whole", 0, 0);
    }

    private Map<String, Object> compaction(boolean enough) {
        if (!enough) {
            return way("compaction", false, "too little is free", 0, 0);
        }
        if (movable == null) {
            return way("compaction", false,
                    "this page knows of no movable blocks: blocks of the pool stay where they are",
                    0, 0);
        }
        CompactionProspect prospect = movable.compactor().prospect(byteSize, 1);
        Map<String, Object> way = way("compaction", prospect.possible(), prospect.possible()
                ? "moves what lies in " + offset(prospect.from())
                : "something that cannot move stands in every window", prospect.bytesToMove(),
                prospect.bytesToMove() / COPIED_BYTES_PER_NANO);
        way.put("obstacles", told(prospect.obstacles()));
        return way;
    }

    private Map<String, Object> reservation(boolean enough) {
        long reserved = movable == null
                ? 0
                : movable.reservationUsage().byteSize() - movable.reservationUsage().claimedBytes();
        return reserved >= wanted * pool.unit()
                ? way("reservation", true, reserved + " bytes of open reservations are not claimed", 0, 0)
                : way("reservation", false, "none of that size was made beforehand"
                        + (enough ? "; it would keep so many bytes for blocks that can move" : ""), 0, 0);
    }

    private Map<String, Object> stitching(boolean enough, int pieces) {
        boolean pages = pool.unit() % PAGE_BYTES == 0;
        boolean shared = pool.region().backing().contains("memfd");
        boolean possible = enough && pages && shared;
        String text = !enough
                ? "too little is free"
                : !shared
                        ? "the pool lies in " + pool.region().backing() + ": stitching needs a memfd"
                        : pages ? "maps the pieces side by side" : "units are smaller than a page";
        return way("stitching", possible, text, 0, possible ? pieces * NANOS_PER_MAPPED_PIECE : 0,
                possible ? pieces : 0);
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

    private static Map<String, Object> way(String name, boolean possible, String text, long copied, double nanos) {
        return way(name, possible, text, copied, nanos, possible ? 1 : 0);
    }

    private static Map<String, Object> way(
            String name, boolean possible, String text, long copied, double nanos, int pieces) {
        return Json.object("way", name, "possible", possible, "text", text, "copiedBytes", copied,
                "estimatedMillis", Math.round(nanos / 1e3) / 1e3, "pieces", pieces);
    }

    // ---------------------------------------------------------------------------------------------------------- window

    /** The place with the fewest used bytes in it, a pageblock as the step, and what lies there. */
    private Map<String, Object> window() {
        int step = (int) Math.max(1, PAGEBLOCK_BYTES / pool.unit());
        int[] used = space.usedUnits(step);
        int cells = (int) Math.min(used.length, (wanted + step - 1) / step);
        int best = 0;
        long least = Long.MAX_VALUE;
        long sum = 0;
        for (int cell = 0; cell < used.length; cell++) {
            sum += used[cell] - (cell >= cells ? used[cell - cells] : 0);
            if (cell >= cells - 1 && sum < least) {
                least = sum;
                best = cell - cells + 1;
            }
        }
        long from = (long) best * step;
        long end = Math.min(space.units(), from + (long) cells * step);
        return Json.object("from", from, "units", end - from, "usedBytes", least * pool.unit(), "obstacles",
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
