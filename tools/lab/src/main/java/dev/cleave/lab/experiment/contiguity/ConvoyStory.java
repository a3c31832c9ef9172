package dev.cleave.lab.experiment.contiguity;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.CompactionResult;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadMap;
import dev.cleave.lab.map.RoadMap.Kind;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The story of a convoy for which there is room enough and no stretch long enough: each way over a
 * pool of its own.
 */
final class ConvoyStory {
    private final Ground ground;
    private final long convoyBytes;
    private final List<Scene> scenes = new ArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    ConvoyStory(Ground ground, long convoyBytes) {
        this.ground = ground;
        this.convoyBytes = convoyBytes;
    }

    /** The scenes that were told so far. */
    List<Scene> scenes() {
        return scenes;
    }

    /** What became of the convoy in each way that was told so far. */
    List<Map<String, Object>> rows() {
        return rows;
    }

    /** Tells what happens to the convoy in a way. */
    void tell(Way way) {
        try (Site site = way == Way.COMPACTION ? overpasses() : way.open(ground, convoyBytes)) {
            long[] homes = site.pages().addresses();
            RoadMap before = RoadMap.of(site.pool());
            int first = scenes.size();
            Trial.Outcome outcome = new Trial(way, ground, convoyBytes).run(site, attempt -> {
                switch (way) {
                    case BUDDY -> city(site, before);
                    case GROUPING -> quarter(site, before, attempt);
                    case COMPACTION -> overpassed(site, attempt);
                    case RESERVATION -> lane(site, before, homes, attempt);
                    case GATHER -> split(site, attempt);
                    case STITCHING -> bridge(site);
                }
            });
            rows.add(row(way, outcome, scenes.size() - first));
        }
    }

    private static Map<String, Object> row(Way way, Trial.Outcome outcome, int scenes) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("way", way.label());
        row.put("served", outcome.served());
        row.put("bytesCopied", outcome.copiedBytes());
        row.put("ranges", outcome.ranges());
        row.put("pieces", outcome.pieces());
        row.put("scenes", scenes);
        row.put("failures", outcome.wrongStamps());
        return row;
    }

    private void scene(String title, RoadMap map, String... text) {
        scenes.add(new Scene(title, List.of(text), map));
    }

    private long segments(long byteSize) {
        return byteSize / ground.pageBytes();
    }

    private static String copied(long byteSize) {
        return ByteText.of(byteSize) + " copied";
    }

    // -------------------------------------------------------------------------------------------------------- the ways

    private void city(Site site, RoadMap map) {
        scene("A city on a road", map,
                "A pool of " + ByteText.of(ground.regionBytes()) + " is a road of " + ground.pages()
                        + " segments; on " + ground.blocks() + " of them stands a house:",
                "a block that is in use. " + FigureText.percent(ground.freeShare(), 1) + " of the road is free.");
        scene("A convoy comes, and fits nowhere", map,
                "It is " + segments(convoyBytes) + " segments long; the longest free stretch has "
                        + segments(site.largestFreeBytes()) + ".",
                "The buddy system alone refuses it: there is room enough, but not in one place.");
    }

    private void quarter(Site site, RoadMap before, Attempt attempt) {
        scene("A planned city: houses that stay have their own quarter", before,
                "The same houses came in the same order. But whoever built one said: it stays.",
                "Such houses were put side by side, away from those that come and go.");
        scene("The convoy passes", RoadMap.of(site.pool()).drawConvoy(attempt.ranges()),
                "The rest of the road is whole. Nothing is moved, not a byte copied.");
    }

    /** Makes the request, house by house, and draws each move. */
    private Site overpasses() {
        return Site.in(Way.pool(ground), pool -> {
            MovableBlocks blocks = Way.movable(ground, pool);
            MovablePages houses = new MovablePages(ground, blocks);
            return new Site(pool, houses, wanted -> build(pool, blocks, houses, wanted)).closing(blocks::close);
        });
    }

    private Attempt build(Pool pool, MovableBlocks blocks, MovablePages houses, long byteSize) {
        scene("Overpasses: houses that can move make room", RoadMap.of(pool),
                "Now whoever has a house holds no address but a handle, so that it can be moved.",
                "Of all stretches that are long enough, the one with the fewest houses is chosen.");
        long copied = 0;
        boolean succeeded = false;
        for (int step = 0; step < ground.blocks() && !succeeded; step++) {
            long[] homes = houses.addresses();
            CompactionResult result =
                    blocks.compactor().compact(byteSize, 1, Budget.ofBytes(ground.pageBytes()));
            copied += result.copiedBytes();
            succeeded = result.succeeded();
            scene("Overpasses: house " + (step + 1) + " moves", moved(RoadMap.of(pool), homes, houses.addresses()),
                    "It goes where the road is fullest, so that no other stretch is spoilt.",
                    copied(copied) + " so far: a house and no more, as the budget of this step allows.");
        }
        Attempt served = Attempt.ofPool(pool, byteSize);
        return new Attempt(served.ranges(), served.pieces(), copied, served.givingBack());
    }

    private void overpassed(Site site, Attempt attempt) {
        scene("The convoy passes", RoadMap.of(site.pool()).drawConvoy(attempt.ranges()),
                "The houses are elsewhere, and what is in them is what it was.",
                copied(attempt.copiedBytes()) + " for a convoy of " + ByteText.of(convoyBytes) + ".");
    }

    private void lane(Site site, RoadMap before, long[] homes, Attempt attempt) {
        attempt.ranges().forEach(lane -> before.draw(Kind.LANE, lane.address(), lane.byteSize()));
        scene("A reserved lane", drawHouses(before, homes),
                "A stretch was kept for convoys from the start. Until one comes it is lent:",
                "houses stand on it too, if they can move.");
        RoadMap after = drawHouses(RoadMap.of(site.pool()), site.pages().addresses());
        scene("The convoy claims its lane",
                moved(after, homes, site.pages().addresses()).drawConvoy(attempt.ranges()),
                "Those that stood on the lane moved out, to wherever there was room.",
                copied(attempt.copiedBytes()) + "; whoever waits knows that it is never more than the lane.");
    }

    private void split(Site site, Attempt attempt) {
        scene("The convoy splits", drawHouses(RoadMap.of(site.pool()), site.pages().addresses())
                .drawConvoy(attempt.ranges()),
                FigureText.count(attempt.ranges().size(), "part") + " go through the longest gaps: the fewest that"
                        + " there are.",
                "Nothing is moved or copied; but whoever waits for it must take it in parts.");
    }

    private void bridge(Site site) {
        List<MemorySegment> parts = partsOnTheRoad(site.pool());
        scene("A bridge over the gaps",
                drawHouses(RoadMap.of(site.pool()), site.pages().addresses()).drawConvoy(parts).bridge(),
                FigureText.count(parts.size(), "part") + " lie where there is room, and are mapped side by side a"
                        + " second time.",
                "To whoever drives over it the convoy is one. Nothing is moved or copied.");
    }

    /**
     * Where the convoy lies, in its own order, which the stamps tell that it sees through the
     * bridge.
     */
    private static List<MemorySegment> partsOnTheRoad(Pool pool) {
        List<MemorySegment> parts = new ArrayList<>();
        pool.forEachBlock((address, byteSize, leased) -> {
            if (leased) {
                parts.add(pool.memory().asSlice(address - pool.baseAddress(), byteSize));
            }
        });
        parts.sort(Comparator.comparingLong(
                part -> Stamps.place(part.get(ValueLayout.JAVA_LONG, 0), Trial.SERVED)));
        return parts;
    }

    // ------------------------------------------------------------------------------------------------------------- map

    private RoadMap drawHouses(RoadMap map, long[] addresses) {
        Arrays.stream(addresses).forEach(address -> map.draw(Kind.HOUSE, address, ground.pageBytes()));
        return map;
    }

    /** Shows which houses were elsewhere before, and where. */
    private RoadMap moved(RoadMap map, long[] before, long[] now) {
        for (int each = 0; each < now.length; each++) {
            if (before[each] != now[each]) {
                map.draw(Kind.LEFT, before[each], ground.pageBytes());
                map.draw(Kind.MOVED, now[each], ground.pageBytes());
            }
        }
        return map;
    }
}
