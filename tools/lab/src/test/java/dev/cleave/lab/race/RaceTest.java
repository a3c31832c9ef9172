package dev.cleave.lab.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.bench.BenchResult;
import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.bench.Environment;
import dev.cleave.lab.bench.SkippedTrial;
import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.RaceChart;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A race from its settings to its tables, its JSON and its chart. */
@Timeout(value = 15, unit = TimeUnit.MINUTES) // for a hang: a slow machine needs a few
class RaceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String DASHED = "stroke-dasharray:7,5";

    private static RaceSettings settings(boolean forked, Duration limit) {
        return new RaceSettings(4 << 20, Duration.ofMillis(5), Duration.ofMillis(5), 2, forked, limit,
                Duration.ofMinutes(9), Clock.ELAPSED, 1);
    }

    private static List<AllocatorName> named(String... names) {
        return Stream.of(names).map(AllocatorName::require).toList();
    }

    private static RaceResult race(
            List<Workload> workloads, List<AllocatorName> allocators, List<Integer> threads, RaceSettings settings) {
        return new Race(workloads, allocators, threads, settings, Progress.SILENT).run();
    }

    /** A race that was not run: what a slow allocator and a fast one would have come to. */
    private static RaceResult made() {
        List<FillCurve.Point> bent = new ArrayList<>();
        List<FillCurve.Point> straight = new ArrayList<>();
        for (int order = 10; order <= 18; order++) {
            long blocks = 1L << order;
            straight.add(new FillCurve.Point(blocks, 2e-8 * blocks));
            if (order <= 14) {
                bent.add(new FillCurve.Point(blocks, 1e-9 * blocks * blocks));
            }
        }
        FillCurve slow = new FillCurve("lists-linked", "fill", bent, 1 << 18);
        List<RaceResult.Figure> figures = List.of(
                figure("floor", 1, 5, false),
                figure("lists-linked", 1, slow.secondsAtTarget().orElseThrow() * 1e9 / (1 << 18), true),
                figure("cleave", 1, 20, false),
                figure("floor", 2, 5, false),
                figure("cleave", 2, 30, false),
                figure("malloc", 2, 25, false));
        return new RaceResult(Environment.here(), RaceSettings.usual(1), figures,
                List.of(new SkippedTrial("lists-linked", "fill", 2, false, "it is for one thread at a time"),
                        new SkippedTrial("malloc", "full", 1, false, "it is never full")),
                List.of(slow, new FillCurve("cleave", "fill", straight, 1 << 18)), 12, 3);
    }

    private static RaceResult.Figure figure(String allocator, int threads, double nanos, boolean extrapolated) {
        return new RaceResult.Figure(
                new BenchResult(allocator, "fill", threads, nanos, nanos, nanos, 1, 0), extrapolated);
    }

    @Test
    void everyAllocatorIsMeasuredOrSkippedWithItsReason() {
        List<AllocatorName> allocators = named("lists-vector", "llfree", "cleave", "malloc", "jdk-confined");
        RaceResult result = race(List.of(Workload.FILL, Workload.FULL, Workload.HANDOFF), allocators, List.of(1, 2),
                settings(false, PATIENCE));

        assertThat(result.phases()).containsExactly("fill", "fill-free", "full", "handoff");
        for (AllocatorName allocator : allocators) {
            for (Workload workload : List.of(Workload.FILL, Workload.FULL, Workload.HANDOFF)) {
                for (int threads : new int[] {1, 2}) {
                    boolean measured = result.figure(allocator.label(), workload.label(), threads).isPresent();
                    boolean skipped = result.skipped().stream()
                            .anyMatch(each -> each.allocator().equals(allocator.label())
                                    && each.workload().equals(workload.label()) && each.threads() == threads);
                    assertThat(measured).as("%s, %s, %d", allocator, workload, threads).isNotEqualTo(skipped);
                }
            }
        }
        assertThat(result.foundFailures()).isFalse();
        assertThat(result.curve("cleave", "fill").orElseThrow().reached()).isTrue();
        assertThat(result.first("full", 2).orElseThrow().result().allocator()).isIn("llfree", "cleave");
    }

    @Test
    void thePairsOfTheFloorStandBesideEveryPhase() {
        RaceResult result = race(List.of(Workload.FILL), named("cleave"), List.of(1), settings(false,
                PATIENCE));
        assertThat(result.figure("floor", "fill", 1)).isPresent();
        assertThat(result.figure("floor", "fill-free", 1)).isPresent();
        assertThat(result.first("fill", 1).orElseThrow().result().allocator()).isEqualTo("cleave");
    }

    @Test
    void oneJvmServesSeveralThreadCountsAndSizes() {
        RaceSettings forked = new RaceSettings(8 << 20, Duration.ofMillis(5), Duration.ofMillis(5), 1, true,
                PATIENCE, Duration.ofMinutes(9), Clock.ELAPSED, 1);
        RaceResult result = race(List.of(Workload.FILL), named("bitmap-tree", "cleave"), List.of(1, 2), forked);
        assertThat(result.curve("cleave", "fill").orElseThrow().measured()).extracting(FillCurve.Point::blocks)
                .containsExactly(1_024L, 2_048L);
        assertThat(result.figure("cleave", "fill", 2)).isPresent();
        assertThat(result.skipped()).extracting(SkippedTrial::allocator).containsOnly("bitmap-tree");
    }

    @Test
    void whatExceedsTheTimeLimitIsSkippedAndNoFailure() {
        RaceResult result = race(List.of(Workload.PAIR), named("cleave"), List.of(1), settings(true,
                Duration.ofMillis(1)));
        assertThat(result.figures()).isEmpty();
        assertThat(result.foundFailures()).isFalse();
        assertThat(String.join("\n", RaceReport.lines(result, false))).contains("not measured:", "--time-limit");
    }

    @Test
    void theTableMarksTheFirstPlaceAndWhatIsExtrapolatedAndTellsTheHeadline() {
        String table = String.join("\n", RaceReport.lines(made(), false));
        assertThat(table)
                .containsPattern("cleave +\\* +20\\.0 +1\\.00 +4\\.00 +30\\.0 +1\\.00 +6\\.00")
                .containsPattern("lists-linked +~262,144 +13,107 +52,429 +–")
                .containsPattern("malloc +– +\\* +25\\.0 +0\\.83 +5\\.00")
                .contains("(threads 2), lists-linked: it is for one thread at a time")
                .contains("full (threads 1), malloc: it is never full")
                .contains("Cleave is first in 1 of 2. The others:", "fill, 2 threads: malloc 25.0, cleave 30.0 ns")
                .contains("took two minutes with vectors and twenty-five with linked lists")
                .containsPattern(
                        "lists-linked +68\\.7 s +\\(extrapolated, a quadratic law fitted to 5 sizes up to 16,384")
                .containsPattern("cleave +5\\.2 ms +\\(measured\\)")
                .contains("To keep within 9 minutes, 3 pairs");
    }

    @Test
    void aYardstickTakesNoPlace() {
        RaceResult made = made();
        List<RaceResult.Figure> figures = new ArrayList<>(made.figures());
        figures.add(figure("reference", 1, 6, false));
        RaceResult result = new RaceResult(made.environment(), made.settings(), figures, made.skipped(),
                made.curves(), 12, 3);
        assertThat(result.first("fill", 1).orElseThrow().result().allocator()).isEqualTo("cleave");
        assertThat(String.join("\n", RaceReport.lines(result, false)))
                .contains("Cleave is first in 1 of 2.", "floor and reference aside")
                .containsPattern("reference +6\\.0 +0\\.30 +1\\.20");
    }

    @Test
    void theJsonKeepsTheBenchsFieldsAndAddsItsOwn() {
        JsonNode json = new ObjectMapper().valueToTree(RaceJson.of(made()));
        assertThat(json.fieldNames()).toIterable()
                .containsExactly("environment", "results", "skipped", "seconds", "hurried", "curves");
        JsonNode slow = json.at("/results/1");
        assertThat(slow.get("extrapolated").booleanValue()).isTrue();
        assertThat(slow.get("ratioToFloor").doubleValue()).isGreaterThan(50_000);
        assertThat(json.at("/results/2/ratioToCleave").doubleValue()).isEqualTo(1);
        assertThat(json.at("/results/2/ratioToBestPeer").isNull()).isTrue();
        assertThat(json.at("/results/4/ratioToBestPeer").doubleValue()).isEqualTo(1.2);
        assertThat(json.at("/curves/0/extrapolated").booleanValue()).isTrue();
        assertThat(json.at("/curves/0/law").textValue()).isEqualTo("quadratic");
        assertThat(json.at("/curves/1/law").isNull()).isTrue();
    }

    @Test
    void theChartIsDrawnAndDashesWhatIsExtrapolatedAlone(@TempDir Path folder) throws IOException {
        Path svg = folder.resolve("race.svg");
        Path png = folder.resolve("race.png");
        RaceChart.write(made(), svg, ChartFormat.SVG);
        RaceChart.write(made(), png, ChartFormat.PNG);
        assertThat(Files.readString(svg)).contains(DASHED);
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(2 * 1640);

        RaceResult made = made();
        List<FillCurve> reached = made.curves().stream().filter(FillCurve::reached).toList();
        RaceChart.write(
                new RaceResult(made.environment(), made.settings(), made.figures(), made.skipped(), reached, 1, 0),
                svg, ChartFormat.SVG);
        assertThat(Files.readString(svg)).contains("<svg").doesNotContain(DASHED);
    }

    @Test
    void progressTellsWhatRunsAndReachesItsEnd() {
        List<String> steps = new ArrayList<>();
        long[] last = new long[2];
        new Race(List.of(Workload.PAIR), named("cleave", "llfree"), List.of(1), settings(false, PATIENCE),
                (what, done, total) -> {
                    steps.add(what);
                    last[0] = done;
                    last[1] = total;
                }).run();
        assertThat(steps.getFirst()).isEqualTo("pair, floor");
        assertThat(steps).anySatisfy(step -> assertThat(step).startsWith("pair, llfree, about ").endsWith(" left"));
        assertThat(last[0]).isEqualTo(last[1]).isEqualTo(3);
    }

    @Test
    void whoIsLateHurries() {
        RaceSettings late = new RaceSettings(4 << 20, Duration.ofMillis(5), Duration.ofMillis(5), 1, false,
                PATIENCE, Duration.ofMillis(1), Clock.ELAPSED, 1);
        RaceResult result = race(List.of(Workload.PAIR), named("cleave", "llfree"), List.of(1), late);
        assertThat(result.hurried()).isEqualTo(2);
        assertThat(result.figure("llfree", "pair", 1)).isPresent();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> settings(false, Duration.ZERO)).hasMessageStartingWith("--time-limit 0.0: must be");
        assertThatThrownBy(() -> new RaceSettings(3 << 20, Duration.ZERO, Duration.ofMillis(1), 1, false,
                Duration.ofSeconds(1), Duration.ofMinutes(9), Clock.ELAPSED, 1))
                .hasMessageStartingWith("--region 3145728: must be a power of two");
    }
}
