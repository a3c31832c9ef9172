package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.plan.TraceLifetimes;
import dev.cleave.lab.trace.TraceReader;
import dev.cleave.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cleave plan} from end to end, as a user runs it. */
class PlanCommandTest {
    private static final String SQLITE = "../../samples/malloc-sqlite.trace.gz";
    private static final String PAGES = "../../samples/pages-build.trace.gz";

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("plan", arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @DisplayName("The samples need no more than is live, as a table and as JSON")
    @Test
    void theSamplesNeedNoMoreThanIsLive() throws IOException {
        Path results = folder.resolve("plans.json");

        Run run = run(SQLITE, PAGES, "--json", results.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("allocations", "most live", "planned", "/ aligned live", "found by", "192,493", "462,569")
                .doesNotContain("\u001B");
        JsonNode plans = new ObjectMapper().readTree(results.toFile());
        assertThat(plans).hasSize(2);
        assertThat(plans.at("/0/trace").asText()).isEqualTo(SQLITE);
        assertThat(plans.at("/0/peakLiveBytes").asLong()).isEqualTo(4_373_362);
        assertThat(plans.at("/1/peakLiveBytes").asLong()).isEqualTo(98_094 * 4096L);
        for (JsonNode plan : plans) {
            assertThat(plan.get("plannedBytes").asDouble() / plan.get("peakLiveBytes").asDouble())
                    .isBetween(1.0, 1.05);
            assertThat(plan.get("seconds").asDouble()).isPositive();
        }
    }

    @DisplayName("The plan's file is of this trace")
    @Test
    void writesThePlan() throws Exception {
        String trace = file("own.trace", "a 0 100 0\na 1 50 0\nf 0 0\na 2 90 0\n");
        Path plan = folder.resolve("own.plan");

        Run run = run(trace, "--out", plan.toString(), "--alignment", "32");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Plan of " + trace + ": " + plan);
        Plan read = Plan.read(plan);
        read.requireFor(TraceLifetimes.of(TraceReader.read(trace)));
        assertThat(read.alignment()).isEqualTo(32);
        assertThat(read.plannedBytes()).isEqualTo(128 + 64);
    }

    @DisplayName("A loop is found by itself, and one turn of it planned")
    @Test
    void plansOneTurn() throws Exception {
        StringBuilder loop = new StringBuilder("a 0 777 0\n");
        for (int block = 1; block < 60; block += 3) {
            loop.append("a %d 64 0\na %d 200 0\nf %d 0\na %d 56 0\nf %d 0\nf %d 0\n"
                    .formatted(block, block + 1, block, block + 2, block + 1, block + 2));
        }
        String trace = file("loop.trace", loop.toString());
        Path plan = folder.resolve("turn.plan");

        Run whole = run(trace);
        Run turn = run(trace, "--turn", "--out", plan.toString());
        Run none = run(file("once.trace", "a 0 48 0\nf 0 0\n"), "--turn");
        Run chance = run(SQLITE, "--turn");

        assertThat(whole.out()).contains("repeats itself every 3 allocations");
        assertThat(turn.exitCode()).isZero();
        assertThat(turn.out()).doesNotContain("repeats itself");
        assertThat(chance.exitCode()).isOne();
        assertThat(Plan.read(plan).lifetimes().count()).isEqualTo(3);
        assertThat(Plan.read(plan).plannedBytes()).isEqualTo(264);
        assertThat(none.exitCode()).isOne();
        assertThat(none.err()).contains("once.trace is no loop: at least half of its allocations");
    }

    @DisplayName("JSON alone on the standard output")
    @Test
    void jsonAlone() throws IOException {
        Run run = run(file("one.trace", "a 0 48 0\nf 0 0\n"), "--json", "-");

        assertThat(run.exitCode()).isZero();
        JsonNode plan = new ObjectMapper().readTree(run.out()).get(0);
        assertThat(plan.get("plannedBytes").asLong()).isEqualTo(48);
        assertThat(plan.has("peers")).isFalse();
    }

    @DisplayName("Beside the plan: Cleave's heap, malloc and jemalloc on the same trace")
    @Test
    void compares() throws IOException {
        Path results = folder.resolve("plans.json");

        Run run = run(file("some.trace", "a 0 48000 0\na 1 480000 0\nf 0 0\n"), "--compare", "--json",
                results.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("real memory at most", "cleave heap", "malloc", "jemalloc");
        JsonNode peers = new ObjectMapper().readTree(results.toFile()).at("/0/peers");
        assertThat(peers).hasSize(3);
        assertThat(peers.get(0).get("peakResidentBytes").asLong()).isGreaterThanOrEqualTo(400_000);
    }

    @DisplayName("Wrong usage: what was given, and what is allowed")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "--limit 0 | --limit 0.0: must be 0.001 to 86400 seconds",
        "--limit -1 | --limit -1.0: must be 0.001 to 86400 seconds",
        "--limit NaN | --limit NaN: must be 0.001 to 86400 seconds",
        "--alignment 24 | --alignment 24: must be a power of two from 1 to 1 GiB",
        "--alignment 0 | --alignment 0: must be a power of two from 1 to 1 GiB",
        "--alignment 2GiB | --alignment 2147483648: must be a power of two from 1 to 1 GiB",
        "--alignment x | is no size",
        "--out /nowhere/some.plan | --out /nowhere/some.plan: there is no directory /nowhere",
    })
    void wrongUsage(String options, String message) {
        String[] arguments = (SQLITE + " " + options).split(" ");

        Run run = run(arguments);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("see cleave plan --help");
        assertThat(run.out()).isEmpty();
    }

    @DisplayName("One file takes the plan of one trace; what is no trace is refused")
    @Test
    void refusesTwoTracesAndNone() throws IOException {
        Run two = run(SQLITE, SQLITE, "--out", folder.resolve("a.plan").toString());
        Run none = run(file("no.trace", "hello\n"));

        assertThat(two.exitCode()).isEqualTo(2);
        assertThat(two.err()).contains("must be of one trace, and there are 2");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("no.trace:1: unknown event 'hello'");
    }
}
