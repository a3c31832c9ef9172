package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.peer.AllocatorName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line as users meet it: what it prints, where, and with which exit code. */
class CommandLineTest {
    private static final List<String> QUICK =
            List.of("--forks", "0", "--seconds", "0.02", "--warmup", "0", "--rounds", "1", "--region", "16MiB");

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine cleave = Cleave.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = cleave.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private static Outcome runQuickly(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(QUICK);
        return run(all.toArray(String[]::new));
    }

    @Test
    void withoutACommandHelpIsPrinted() {
        Outcome outcome = run();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("Usage: cleave", "Commands:", "bench", "lab", "Examples:", "Exit code:");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void theVersionIsPrinted() {
        Outcome outcome = run("--version");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("cleave ").contains("Java ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "frobnicate, unknown command 'frobnicate': must be one of ",
                "--frobnicate, Unknown option: '--frobnicate'",
                "bench pear, unknown workload 'pear': must be one of pair",
                "bench --allocator pear, unknown allocator 'pear': must be one of floor",
                "bench --region 7x, '7x' is no size",
                "bench --region 1KiB, --region 1024: must be",
                "bench --order 99, --order 99: must be 0 to 18",
                "bench --order many, '--order'",
                "bench --threads 0, --threads 0: must be 1 to 1024",
                "bench --threads two, '--threads'",
                "bench --rounds 0, --rounds 0: must be",
                "bench --seconds -1, --seconds -1.0: must be",
                "bench --seconds NaN, --seconds NaN: must be",
                "bench --limit 1e300, --limit 1.0E300: must be 0",
                "bench --limit 3601, --limit 3601.0: must be 0.001 to 3600 seconds",
                "bench --clock sundial, '--clock'",
                "bench --json, '--json'",
                "bench heap-pair --bytes 0, --bytes 0: must be 1 to 16MiB",
                "bench heap-pair --bytes 64;128, '64;128' is no size",
                "bench heap-churn --live 1KiB, --live 1024: must be 1MiB to 1TiB",
                "bench heap-churn --replacements 0, --replacements 0: must be 1 to",
                "lab pear, unknown experiment 'pear': must be one of list",
                "lab placement --region 4KiB, --region 4096: must be",
                "lab placement --repetitions 0, --repetitions 0: must be",
                "lab placement --chart a.svg, 'placement' draws nothing",
                "lab ghost-leak --chart a.jpg, --chart a.jpg: the name must end in .svg or .png",
                "lab ghost-leak --region 4KiB, --region 4096: must be",
                "lab dialogue --threads 2, --threads [2]: must be 1",
                "lab density --case pear, --case pear: must be one of fill",
                "lab density --allocator floor, --allocator floor: must be one of cleave",
                "lab contiguity --size 100, --size 100: must be a multiple of 4KiB",
                "lab contiguity --region 1MiB, --region 1048576: must be a multiple of 2MiB from 16MiB",
                "lab contiguity --threads 2, --threads [2]: must be 1",
                "lab contiguity --plain, --plain: 'contiguity' has no scenes; must be with one of convoy",
                "lab placement --ascii, --ascii: 'placement' has no scenes; must be with one of convoy",
                "lab convoy --region 3MiB, --region 3145728: must be a power of two from 1MiB to 1GiB",
                "lab convoy --size 64KiB, --size 65536: nothing to choose there; must be with one of contiguity",
                "lab density --region 1GB1, '1GB1' is no size",
                "lab placement --case fill, --case fill: nothing to choose there; must be with one of density",
                "lab placement --allocator cleave, --allocator cleave: nothing to choose there; must be",
                "lab placement --tlb 64x4, --tlb 64x4: nothing to choose there; must be with one of tlb",
                "lab tlb --tlb 64x5, --tlb 64x5: must be so many ways that they divide the entries",
                "lab tlb --tlb 64x4@4KiB+pear, 'pear' is no part of a TLB",
                "lab tlb --tlb 64x4@pear, 'pear' is no size",
                "lab tlb --region 5MiB, --region 5242880: must be",
                "lab placement --trace a.trace, --trace a.trace: nothing to choose there; must be with one of density",
            })
    void badUsageIsOneLineThatSaysWhatIsAllowedAndExits2(String line, String message) {
        Outcome outcome = run(line.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("cleave: ").contains(message).contains("--help");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench", "lab"})
    void everyCommandExplainsItself(String command) {
        Outcome outcome = run(command, "--help");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("Usage: cleave " + command, "--json", "--seed", "--threads", "Examples:");
    }

    @Test
    void aBenchPrintsATableAndWritesJson(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bench.json");
        Outcome outcome = runQuickly("bench", "pair", "batch", "--threads", "1,2", "--json", file.toString());
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("workload", "x floor", "pair", "batch", "cleave", "floor");
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("results")).hasSize(8);
    }

    @Test
    void jsonOnTheStandardOutputIsAlone() throws IOException {
        Outcome outcome = runQuickly("bench", "pair", "--threads", "1", "--json", "-");
        assertThat(outcome.exitCode()).isZero();
        assertThat(new ObjectMapper().readTree(outcome.out()).get("results")).hasSize(2);
    }

    @Test
    void allocatorsMayBeRepeatedListedOrAll() throws IOException {
        Outcome outcome = runQuickly(
                "bench", "pair", "--threads", "1", "--allocator", "cleave,malloc", "--allocator", "unsafe", "--json",
                "-");
        assertThat(new ObjectMapper().readTree(outcome.out()).get("results"))
                .extracting(row -> row.get("allocator").textValue())
                .containsExactly("floor", "cleave", "malloc", "unsafe");
        assertThat(new AllocatorOption.Converter().convert("all").allocators()).isEqualTo(AllocatorName.all());
    }

    @Test
    void aHeapsWorkloadIsMeasuredWithEachSizeOfTheList() throws IOException {
        Outcome outcome = runQuickly("bench", "heap-pair", "--threads", "1", "--bytes", "64,4KiB", "--allocator",
                "cleave,malloc", "--json", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(new ObjectMapper().readTree(outcome.out()).get("results"))
                .extracting(row -> row.get("allocator").textValue() + " " + row.get("bytes").longValue())
                .containsExactly("floor 64", "cleave 64", "malloc 64", "floor 4096", "cleave 4096", "malloc 4096");
    }

    /**
     * In a JVM of its own, for in this one the Java heap shrinks meanwhile; and of so many bytes
     * that what the compilers give back is little beside them.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aChurnTellsOfResidentMemory() throws IOException {
        Outcome outcome = run(
                "bench", "heap-churn", "--allocator", "cleave", "--threads", "1", "--live", "64MiB", "--replacements",
                "500", "--forks", "1", "--seconds", "0.02", "--warmup", "0", "--rounds", "1", "--region", "256MiB",
                "--json", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode row = new ObjectMapper().readTree(outcome.out()).get("results").get(1);
        assertThat(row.get("operations").longValue()).isEqualTo(500);
        assertThat(row.get("residentPerLive").doubleValue()).isPositive();
        assertThat(row.get("residentShareAfterFree").doubleValue()).isNotNegative();
    }

    @Test
    void operationsThatFailAreAFailureFound() {
        Outcome outcome = run(
                "bench", "batch", "--order", "6", "--threads", "1", "--forks", "0", "--seconds", "0.02", "--warmup",
                "0",
                "--rounds", "1", "--region", "16MiB");
        assertThat(outcome.out()).contains("failures");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "full, malloc, 1, 1", "full, cleave, 1, 0", "handoff, cleave, 1, 1", "handoff, 'cleave,malloc', '1,2', 1",
        "full, all, 1, 0",
    })
    void whatWasNamedAndNotMeasuredIsAFailureFound(String workload, String allocators, String threads, int exitCode) {
        Outcome outcome = runQuickly("bench", workload, "--allocator", allocators, "--threads", threads);
        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
    }

    @Test
    void threadCountsUnaskedForMayBeMissing() {
        Outcome outcome = runQuickly("bench", "handoff", "--allocator", "cleave");
        assertThat(outcome.out()).contains("not measured:");
        assertThat(outcome.exitCode()).isZero();
    }

    @Command(name = "exhausted")
    private static final class Exhausted implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 3"})
    void errorsOfTheJvmAreOneLineAndExitOneToo(boolean debug, int leastLines) {
        StringWriter err = new StringWriter();
        CommandLine cleave = Cleave.commandLine().addSubcommand(new Exhausted()).setErr(new PrintWriter(err));
        int exitCode = debug ? Cleave.execute(cleave, "--debug", "exhausted") : Cleave.execute(cleave, "exhausted");
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).startsWith("cleave: out of memory: Java heap space");
        assertThat(err.toString().lines().count()).isGreaterThanOrEqualTo(leastLines);
        assertThat(err.toString().contains("\tat ")).isEqualTo(debug);
    }

    @Test
    void theHelpNamesEveryWorkloadAndFitsEightyColumns() {
        Outcome outcome = run("bench", "--help");
        for (Workload each : Workload.values()) {
            assertThat(outcome.out()).contains(each.label());
        }
        assertThat(run().out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void theListOfExperimentsIsToBeHadAsJson() throws IOException {
        Outcome outcome = run("lab", "list", "--json", "-");
        assertThat(new ObjectMapper().readTree(outcome.out()).at("/0/experiment").textValue()).isEqualTo("placement");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench pair", "lab placement"})
    void aFileThatCannotBeWrittenIsRefusedBeforeTheWork(String command, @TempDir Path folder) {
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        line.addAll(List.of("--json", folder.toString()));
        Outcome outcome = run(line.toArray(String[]::new));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("cleave: --json " + folder + ": is a directory");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void withDebugTheStackTraceFollows(@TempDir Path folder) {
        Outcome outcome = run("--debug", "bench", "pair", "--json", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSizeGreaterThan(3);
        assertThat(outcome.err()).contains("\tat dev.cleave.cli.");
    }

    @Test
    void theLabListsItsExperiments() {
        for (Outcome outcome : List.of(run("lab"), run("lab", "list"))) {
            assertThat(outcome.exitCode()).isZero();
            assertThat(outcome.out()).contains("placement", "density", "dialogue", "ghost-leak", "three-phase",
                    "contiguity", "convoy", "tlb");
        }
    }

    @Test
    void theLabsHelpNamesTheCasesAndAllocatorsOfItsExperiments() {
        assertThat(run("lab", "--help").out().replaceAll("\\s+", " "))
                .contains("fill, phases, bursts, threads, trace", "cleave, malloc, jemalloc, rpmalloc");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void tracesAreTakenFromAFolderAndWhatIsNoneIsLeftOutAndToldOf(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("few.trace"), "a 0 48 0\na 1 1000000 3\nf 0 2\n");
        Files.writeString(folder.resolve("other.trace"), "g 0 4096\n");
        Files.writeString(folder.resolve("README.md"), "a 0 48 0\n");
        Outcome outcome = run("lab", "density", "--case", "trace", "-a", "cleave", "--trace", folder.toString(),
                "--json", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err().lines()).hasSize(1)
                .first()
                .asString()
                .startsWith("cleave: left out: " + folder.resolve("other.trace") + ":1: ");
        assertThat(new ObjectMapper().readTree(outcome.out()).get("rows"))
                .hasSize(6)
                .allSatisfy(row -> assertThat(row.get("trace").textValue()).isEqualTo("few"));
    }

    @Test
    void refusalsThatAreMeasuredAreNoFailureFound(@TempDir Path folder) throws IOException {
        StringBuilder trace = new StringBuilder();
        IntStream.range(0, 100).forEach(block -> trace.append("a ").append(block).append(" 1000 0\n"));
        IntStream.range(0, 50).forEach(block -> trace.append("f ").append(2 * block).append(" 0\n"));
        IntStream.range(100, 125).forEach(block -> trace.append("a ").append(block).append(" 2000 0\n"));
        Path file = Files.writeString(folder.resolve("tight.trace"), trace);
        Outcome outcome = run("lab", "density", "--case", "trace", "-a", "cleave", "--trace", file.toString(),
                "--json", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(new ObjectMapper().readTree(outcome.out()).at("/rows/0/failures").longValue())
                .as("holes of one block each serve none of two, not in the ideal either")
                .isPositive();
    }

    @Test
    void aFileOrFolderWithoutATraceIsBadInput(@TempDir Path folder) throws IOException {
        Path none = Files.writeString(folder.resolve("other.trace"), "g 0 4096\n");
        Outcome named = run("lab", "density", "--case", "trace", "--trace", none.toString());
        assertThat(named.exitCode()).isEqualTo(2);
        assertThat(named.err()).startsWith("cleave: " + none + ":1: ");
        Outcome searched = run("lab", "density", "--case", "trace", "--trace", folder.toString());
        assertThat(searched.exitCode()).isEqualTo(2);
        assertThat(searched.err()).contains(folder + ": has no trace: expected files named *.trace or *.trace.gz");
    }

    @Test
    void anExperimentPrintsItsParametersAndRows() throws IOException {
        String[] line = {"lab", "placement", "--region", "16MiB", "--repetitions", "1", "--threads", "1"};
        Outcome table = run(line);
        assertThat(table.exitCode()).isZero();
        assertThat(table.out()).contains("regionBytes 16777216", "sharePercent", "address-ordered binary buddy",
                "wave");

        List<String> asJson = new ArrayList<>(List.of(line));
        asJson.addAll(List.of("--json", "-"));
        JsonNode json = new ObjectMapper().readTree(run(asJson.toArray(String[]::new)).out());
        assertThat(json.get("experiment").textValue()).isEqualTo("placement");
        assertThat(json.get("rows")).hasSize(8);
    }

    @Test
    void theTlbExperimentTakesASizeAndAShape(@TempDir Path folder) throws IOException {
        Path chart = folder.resolve("tlb.svg");
        Outcome outcome = run("lab", "tlb", "--region", "2MiB", "--repetitions", "1", "--tlb",
                "64x4@4KiB+32x4@2MiB,1536x12", "--chart", chart.toString(), "--json", "-");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(outcome.out());
        assertThat(json.at("/parameters/tlb").textValue()).isEqualTo("64x4@4KiB+32x4@2MiB,1536x12");
        assertThat(json.get("rows")).hasSize(3);
        assertThat(json.get("rows").get(0).fieldNames()).toIterable()
                .contains("layout", "nanosPerAccess", "faults", "modelMisses", "anonHugePagesBytes");
        assertThat(chart).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096", "4KiB, 4096", "4k, 4096", "1 MB, 1048576", "16GiB, 17179869184", "2t, 2199023255552", "7B, 7",
    })
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
    }
}
