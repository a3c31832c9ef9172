package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.workshop.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cleave workshop} from end to end, as a user runs it. */
class WorkshopCommandTest {
    @TempDir
    private Path folder;

    @Test
    void theListNamesEveryAlgorithmAndMarksTheBaselines() throws IOException {
        Run run = Run.of("workshop", "list");
        assertThat(run.exitCode()).isZero();
        for (Algorithm each : Algorithm.values()) {
            assertThat(run.out()).contains(each.label(), each.description().source());
        }
        assertThat(run.out().substring(run.out().indexOf("baseline"))).contains("malloc", "jdk-shared");

        JsonNode json = new ObjectMapper().readTree(Run.of("workshop", "list", "--json", "-").out());
        assertThat(json)
                .hasSameSizeAs(AllocatorName.all().stream().filter(each -> !each.isYardstick()).toList());
        assertThat(json).filteredOn(row -> row.get("kind").textValue().equals("algorithm"))
                .hasSize(Algorithm.values().length)
                .allSatisfy(row -> assertThat(row.get("metadataBytesAGib").longValue()).isPositive());
    }

    @Test
    void aRacePrintsTablesAndWritesItsChartAndItsJson() throws IOException {
        Path chart = folder.resolve("race.svg");
        Path json = folder.resolve("race.json");
        Run run = Run.of("workshop", "race", "fill", "constant-occupancy", "--allocator", "lists-vector,cleave",
                "--allocator", "malloc", "--threads", "1,2", "--region", "16MiB", "--quick", "--no-forks", "--chart",
                chart.toString(), "--json", json.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("fill-free", "constant-occupancy", "xcleave", "2 threads",
                "(threads 2), lists-vector: it is for one thread at a time",
                "Filling 16 MiB block by block, 4,096 blocks of 4 KiB", "lists-vector", "Chart: " + chart);
        assertThat(Files.readString(chart)).contains("<svg");
        assertThat(new ObjectMapper().readTree(json.toFile()).get("results"))
                .extracting(row -> row.get("allocator").textValue())
                .contains("floor", "lists-vector", "cleave", "malloc");
    }

    @Test
    void aCheckPrintsEveryOutcomeAndPasses() throws IOException {
        Run run = Run.of("workshop", "check", "lists-intrusive");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("lists-intrusive: ", "OK", "uniqueness", "double-free", "checks passed (--seed 1)")
                .doesNotContain("FAILED");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "workshop race pear | unknown workload 'pear': must be one of pair, batch, mixed, fill",
        "workshop race arena-open | unknown workload 'arena-open': must be one of pair",
        "workshop race -a pear | unknown allocator 'pear': must be one of floor, reference, cleave",
        "workshop race --threads 0 | --threads 0: must be 1 to 1024",
        "workshop race --time-limit 0 | --time-limit 0.0: must be",
        "workshop race --region 5MiB | --region 5242880: must be a power of two",
        "workshop race --chart race.pdf | --chart race.pdf: the name must end in .svg or .png",
        "workshop check pear | unknown algorithm 'pear': must be one of lists-vector",
        "workshop check --effort 0 | --effort 0: must be 1 or more",
        "workshop pear | unknown command 'pear': must be one of list, show, race",
        "replay --time-limit -1 x.trace | --time-limit -1.0: must be",
    })
    void badUsageIsOneLineThatSaysWhatIsAllowedAndExits2(String line, String message) {
        Run run = Run.of(line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains(message).contains("--help");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void theWorkshopExplainsItself() {
        assertThat(Run.of("workshop").out()).contains("list", "race", "check");
        assertThat(Run.of("workshop", "race", "--help").out()).contains("--time-limit", "less than ten minutes",
                "Examples:");
        for (AllocatorName each : AllocatorName.all()) {
            assertThat(Run.of("bench", "--help").out()).contains(each.label(), each.summary().split(" ")[0]);
        }
    }
}
