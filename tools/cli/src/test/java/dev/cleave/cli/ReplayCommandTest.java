package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.workshop.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cleave replay} from end to end, as a user runs it. */
class ReplayCommandTest {
    private static final String PAGES = "a 0 0 1 0 512\na 1 3 0 1 1024\nf 0 1\na 2 1 2 0 2048\n";
    private static final String HEAP = "a 0 48 0\na 1 1000000 3\nf 0 2\n";
    private static final String BUILD = "../../samples/pages-build.trace.gz";
    private static final String SQLITE = "../../samples/malloc-sqlite.trace.gz";

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("replay", arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static void assertRefused(Run run, String message) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains(message).doesNotContain("Exception", "\tat ");
        assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void theKernelsSampleReplaysAndItsResultIsComplete() throws IOException {
        Path results = folder.resolve("results.json");

        Run run = run(BUILD, "--passes", "1", "--json", results.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "A page trace of 849,322 events: 462,569 blocks allocated on 2 processors, 75,816 never freed.")
                .contains("Served from a region of 421.5 MiB, 1.1 × the 383.2 MiB that were live at the peak.")
                .contains("OK  every allocation was served, and every byte of it held.")
                .doesNotContain("\u001B");
        JsonNode result = json(results).get(0);
        assertThat(json(results)).hasSize(1);
        assertThat(result.get("trace").asText()).isEqualTo(BUILD);
        assertThat(result.get("allocator").asText()).isEqualTo("cleave");
        assertThat(result.get("events").asInt()).isEqualTo(849_322);
        assertThat(result.get("allocations").asInt()).isEqualTo(462_569);
        assertThat(result.get("failures").asInt()).isZero();
        assertThat(result.get("verified").asInt()).isEqualTo(462_569);
        assertThat(result.get("nsPerEvent").asDouble()).isPositive();
        assertThat(result.at("/peak/liveBytes").asLong()).isEqualTo(98_094 * 4096L);
        assertThat(result.at("/peak/requestedBytes").asLong()).isEqualTo(98_094 * 4096L);
        assertThat(result.at("/peak/usedBytes").asLong()).isEqualTo(98_094 * 4096L);
        assertThat(result.at("/peak/committedBytes").asLong()).isGreaterThanOrEqualTo(98_094 * 4096L);
        assertThat(result.at("/atEnd/unusableFreeSpaceIndex").asDouble()).isBetween(0.0, 1.0);
        assertThat(result.at("/unmovablePageblocks/linux").asInt()).isEqualTo(43);
        assertThat(result.at("/unmovablePageblocks/ours").asInt()).isBetween(1, 21);
        assertThat(result.at("/atEnd/pageTypes/pageblocks/unmovable").asInt()).isPositive();
        assertThat(result.at("/atEnd/pageTypes/mixed/movable").isInt()).isTrue();
        assertThat(result.at("/atEnd/pageTypes/fallbacks").isInt()).isTrue();
        assertThat(result.at("/atEnd/pageTypes/conversions").isInt()).isTrue();
        assertThat(run.out()).contains("cleave: pageblocks of 2 MiB by group, at the end", "(extfrag)");
        long free = 0;
        JsonNode byOrder = result.at("/atEnd/freeBlocksByOrder");
        for (int order = 0; order < byOrder.size(); order++) {
            free += byOrder.get(order).asLong() << order;
        }
        assertThat(free).as("pages free at the end").isBetween(107_904L - 98_094, 107_904L);
        assertThat(byOrder.get(result.at("/atEnd/largestFreeOrder").asInt()).asLong()).isPositive();
    }

    @Test
    void theHeapSampleReplaysWithoutPageblocks() throws IOException {
        Path results = folder.resolve("results.json");

        Run run = run(SQLITE, "--passes", "1", "--json", results.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("A heap trace of 384,970 events").doesNotContain("pageblock");
        assertThat(json(results).get(0).has("unmovablePageblocks")).isFalse();
        assertThat(json(results).get(0).get("verified").asInt()).isEqualTo(192_493);
    }

    @Test
    void tracesComeFromStandardInputToo() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(PAGES.getBytes(StandardCharsets.US_ASCII)));
        try {
            Run run = run("-");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).startsWith("standard input").contains("A page trace of 4 events");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void allocatorsStandSideBySideWithLinux() throws IOException {
        Run run = run(file("p.trace", PAGES), "--allocator", "cleave", "--allocator", "malloc", "--region-factor", "4");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("cleave +malloc +Linux").contains("OK  cleave:").contains("OK  malloc:");
    }

    @Test
    void theSamePagesWithoutGroupsStandBesideThem() throws IOException {
        Path results = folder.resolve("results.json");

        Run run = run(file("p.trace", PAGES), SQLITE, "--ungrouped", "--passes", "1", "--region-factor", "4", "--json",
                results.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("cleave +cleave-ungrouped +Linux")
                .contains("cleave-ungrouped cannot replay a heap trace: its blocks have no mobility");
        assertThat(json(results).findValuesAsText("allocator")).containsExactly("cleave", "cleave-ungrouped", "cleave");
    }

    @Test
    void aTraceThatTheMachineCannotHoldIsAFailureFoundWithItsReason() throws IOException {
        StringBuilder huge = new StringBuilder();
        for (int id = 0; id < 1 << 14; id++) {
            huge.append("a ").append(id).append(" 18 1 0 0\n");
        }

        Run run = run(file("huge.trace", huge.toString()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains("huge.trace needs 18022.4 GiB of real memory")
                .hasLineCount(1);
    }

    @Test
    void jsonTakesStandardOutputForItself() throws IOException {
        Run run = run(file("p.trace", PAGES), "--json", "-", "--region-factor", "4");

        assertThat(run.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get(0).get("events").asInt()).isEqualTo(4);
    }

    @Test
    void aRegionTooSmallIsAFailureFound() throws IOException {
        String fourPages = "a 0 0 1 0 512\na 1 0 1 0 513\na 2 0 1 0 514\na 3 0 1 0 515\n";
        String trace = file("p.trace", fourPages + "f 0 0\nf 2 0\na 4 1 1 0 516\n");

        Run run = run(trace, "--region-factor", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED  1 of 5 allocations found no room: try a larger --region-factor.");
    }

    @Test
    void theMapIsPlainWhereThereIsNoTerminal() throws IOException {
        Run run = run(file("p.trace", PAGES), "--map", "--region-factor", "600");

        assertThat(run.out()).contains("Memory at the peak of use: ").contains("Memory at the end of the trace: ")
                .contains("u holds unmovable").doesNotContain("\u001B");
    }

    @Test
    void oneChartHasTheNameGivenAndSeveralHaveTheirOwn() throws IOException {
        String pages = file("p.trace", PAGES);
        String heap = file("h.trace", HEAP);
        Path chart = folder.resolve("chart.svg");

        Run one = run(pages, "--chart", chart.toString(), "--region-factor", "4");
        Run two = run(pages, heap, "--chart", folder.resolve("chart.png").toString(), "--region-factor", "4");

        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(two.exitCode()).as(two.err()).isZero();
        assertThat(chart).isNotEmptyFile();
        assertThat(folder.resolve("chart-p-cleave.png")).isNotEmptyFile();
        assertThat(folder.resolve("chart-h-cleave.png")).isNotEmptyFile();
        assertThat(two.out()).contains("chart-p-cleave.png");
    }

    @Test
    void allReplaysThroughEveryAllocator() throws IOException {
        Run run = run(file("p.trace", PAGES), "--allocator", "all", "--passes", "1", "--region-factor", "4", "--json",
                "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(new ObjectMapper().readTree(run.out())).extracting(result -> result.get("allocator").textValue())
                .contains("cleave", "jdk-confined", "jdk-shared", "malloc", "unsafe", "netty-pooled", "netty-adaptive")
                .containsAll(Arrays.stream(Algorithm.values()).map(Algorithm::label).toList())
                .doesNotContain("floor");
        assertThat(new ObjectMapper().readTree(run.out())).allSatisfy(result -> {
            assertThat(result.at("/fragmentation/internal/atPeak").doubleValue()).isGreaterThanOrEqualTo(1);
            assertThat(result.at("/fragmentation/internal/average").doubleValue()).isGreaterThanOrEqualTo(1);
            boolean shows = Algorithm.named(result.get("allocator").textValue()).isPresent();
            assertThat(result.at("/fragmentation/external/atPeak").isNumber()).isEqualTo(shows);
            assertThat(result.at("/fragmentation/external/largestFreeOrderAtPeak").isNumber()).isEqualTo(shows);
        });
    }

    @Test
    void anAllocatorAskedForByNameThatCannotDoItIsAFailureFoundAndOneOfAllIsForgiven() throws IOException {
        String trace = file("p.trace", PAGES);

        Run named = run(trace, "--allocator", "cleave,jdk-confined", "--threads", "2", "--region-factor", "4");
        Run all = run(trace, "--allocator", "all", "--threads", "2", "--region-factor", "4", "--passes", "1");

        assertThat(named.exitCode()).isEqualTo(1);
        assertThat(named.err()).contains("jdk-confined cannot replay a page trace: ").hasLineCount(1);
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out()).contains("jdk-confined cannot replay a page trace: ",
                "lists-vector cannot replay a page trace: it is for one thread at a time: ask --threads 1");
    }

    @Test
    void aMalformedTraceHasItsStackTraceWithDebugAlone() throws IOException {
        Run run = run(file("bad.trace", "nonsense\n"), "--debug");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("cleave: ").contains("\tat dev.cleave.lab.trace.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatCannotBeWrittenInTheEndIsOneLineThatSaysWhy() throws IOException {
        String pages = file("p.trace", PAGES);
        for (String name : List.of("chart.svg", "results.json")) {
            Path full = Files.createSymbolicLink(folder.resolve(name), Path.of("/dev/full"));
            String option = name.endsWith("json") ? "--json" : "--chart";

            Run run = run(pages, option, full.toString(), "--passes", "1", "--region-factor", "4");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("cleave: " + option + " " + full
                    + ": could not be written: No space left on device" + System.lineSeparator());
        }
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(run("--version").out()).startsWith("cleave ").contains("Java ");
    }

    @Test
    void theTightestRegionIsReported() throws IOException {
        Path results = folder.resolve("results.json");

        Run run = run(file("p.trace", PAGES), "--tightest", "--region-factor", "4", "--json", results.toString());

        Matcher factor = Pattern.compile("smallest region found that serves all +([0-9.]+) × peak").matcher(run.out());
        assertThat(factor.find()).as(run.out()).isTrue();
        assertThat(json(results).get(0).get("tightestRegionFactor").asDouble()).isBetween(1.0, 4.0);
    }

    @Test
    void realThreadsReplayTheSample() {
        Run run = run(SQLITE, "--threads", "2", "--passes", "1");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a 0 48 0;x 1 48 0                | bad.trace:2: unknown event 'x'
            a 0 48 0;a 1 48                  | bad.trace:2: THREAD is missing
            a 0 48 0;a 1 -48 0               | bad.trace:2: BYTES is -48: expected 1 to 1099511627776
            a 0 48 0;a 1 9999999999999999 0  | bad.trace:2: BYTES is 9999999999999999: expected 1 to
            a 0 64 1 0 9                     | bad.trace:1: ORDER is 64: expected 0 to 18
            a 0 48 0;a 0 48 0                | bad.trace:2: allocates id 0 again
            a 0 48 0;f 1 0                   | bad.trace:2: frees id 1, which was never allocated
            a 0 48 0;f 0 0;f 0 0             | bad.trace:3: frees id 0 a second time
            """)
    void malformedTracesAreRefusedInOneLine(String text, String message) throws IOException {
        assertRefused(run(file("bad.trace", text.replace(";", "\n") + "\n")), message);
    }

    @Test
    void filesThatAreNoTracesAreRefusedInOneLine() throws IOException {
        byte[] sample = Files.readAllBytes(Path.of(BUILD));
        Path truncated = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(sample, sample.length / 3));
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        Path noisy = Files.write(folder.resolve("noise"), noise);

        assertRefused(run(truncated.toString()), "the gzip data ends here, in the middle");
        assertThat(run(truncated.toString()).err()).containsPattern("cut\\.gz:\\d{5,6}: ");
        assertRefused(run(noisy.toString()), "noise:1: ");
        assertRefused(run(file("empty.trace", "")), "empty.trace:1: is empty: expected at least one event");
        assertRefused(run(folder.resolve("missing.trace").toString()), "no such file");
        assertRefused(run(folder.toString()), "is a directory");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    short.rep | rep      | script   | 2;2;a 0 8;f 0
                    long.rep  | rep      | script   | 100;2;2;1;a 0 8;f 0
                    log.csv   | csv      | RMM      | 7,0,allocate,0x10,8,0
                    my k.txt  | ftrace   | kmem     | cpus=2;c-1 [1] 1.5: mm_page_alloc: page=1 pfn=0x1 order=0 migratetype=0
                    m.log     | mtrace   | mtrace   | = Start;@ ./a.out:[0x1] + 0x10 0x10
                    v.log     | valgrind | valgrind | ==1== Memcheck;--1-- malloc(10) = 0x10
                    """)
    void aRecordingPointsToItsImport(String name, String format, String kind, String lines) throws IOException {
        String recording = file(name, lines.replace(";", "\n") + "\n");
        String word = name.contains(" ") ? '"' + recording + '"' : recording;

        Run run = run(recording);

        assertRefused(run, "is no trace but a ");
        assertThat(run.err()).contains(kind, "make one of it with 'cleave import " + format + " " + word + "'",
                recording.substring(0, recording.lastIndexOf('.')) + ".trace.gz");
    }

    @Test
    void nothingIsReplayedWhenOneOfTheTracesIsMalformed() throws IOException {
        Path results = folder.resolve("results.json");

        Run run = run(file("good.trace", PAGES), file("bad.trace", "nonsense\n"), "--json", results.toString());

        assertRefused(run, "bad.trace:1: unknown event 'nonsense'");
        assertThat(results).doesNotExist();
    }

    @Test
    void badUsageIsRefusedBeforeAnyWork() throws IOException {
        String good = file("good.trace", PAGES);

        assertRefused(run(), "TRACE");
        assertRefused(run(good, "--allocator", "quick"),
                "unknown allocator 'quick': must be one of floor, reference, cleave, pool, child, tenant, ");
        assertRefused(run(good, "--allocator", "floor"), "--allocator floor: must be one of cleave, lists-vector, ");
        assertRefused(run(good, "--allocator", "malloc,reference"),
                "--allocator reference: must be one of cleave, lists-vector, ");
        assertRefused(run(good, "--map", "--json", "-"), "--map: cannot be drawn while --json - takes");
        assertRefused(run(good, "--region-factor", "0.5"), "--region-factor 0.5: must be 1 to 1000");
        assertRefused(run(good, "--region-factor", "much"), "--region-factor");
        assertRefused(run(good, "--passes", "0"), "--passes 0: must be 1 to 10000");
        assertRefused(run(good, "--threads", "0"), "--threads 0: must be 1 to 1024");
        assertRefused(run(good, "--threads", "-3"), "--threads -3: must be 1 to 1024");
        assertRefused(run(good, "--chart", "chart.gif"), "--chart chart.gif: the name must end in .svg or .png");
        assertRefused(run(good, "--chart", folder.resolve("none/chart.svg").toString()), "there is no directory");
        assertRefused(run(good, "--json", folder.toString()), "is a directory: name a file in it");
        assertRefused(run(good, "--colour"), "--colour");
    }

    @Test
    void theHelpNamesEveryOptionAndTheExitCodes() {
        Run run = run("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--allocator", "--region-factor", "--tightest", "--no-verify", "--passes",
                "--threads", "--seed", "--chart", "--map", "--json", "Exit codes:", "Examples:");
    }

    @DisplayName("A plan serves both kinds of trace, every block stamped, from little more than is live")
    @Test
    void plansServeTraces() throws IOException {
        Path results = folder.resolve("planned.json");

        Run run = run(SQLITE, file("p.trace", PAGES), "--allocator", "planned,cleave", "--passes", "1",
                "--region-factor", "4", "--json",
                results.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode planned = json(results).get(0);
        assertThat(planned.get("allocator").asText()).isEqualTo("planned");
        assertThat(planned.get("failures").asInt()).isZero();
        assertThat(planned.get("verified").asInt()).isEqualTo(planned.get("allocations").asInt());
        assertThat(planned.at("/peak/committedBytes").asDouble())
                .isLessThan(1.05 * planned.at("/peak/liveBytes").asDouble());
        assertThat(json(results).findValuesAsText("allocator"))
                .containsExactly("planned", "cleave", "planned", "cleave");
    }

    @DisplayName("A plan is an order of allocations: threads are refused")
    @Test
    void plansRefuseThreads() throws IOException {
        Run run = run(file("p.trace", PAGES), "--allocator", "planned", "--threads", "2");

        assertThat(run.exitCode()).isOne();
        assertThat(run.err()).contains("planned cannot replay a page trace", "ask --threads 1");
    }
}
