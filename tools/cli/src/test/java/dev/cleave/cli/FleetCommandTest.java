package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code cleave fleet} and {@code cleave lab sweep}, where Spark is not on the class path: it is
 * not here.
 */
class FleetCommandTest {
    @Test
    void withoutSparkItSaysHowToBringIt(@TempDir Path folder) {
        Run fleet = Run.of("fleet", folder.toString());
        assertThat(fleet.exitCode()).isEqualTo(2);
        assertThat(fleet.err()).startsWith("cleave: Spark is not on this class path: './cleave fleet'");
        Run sweep = Run.of("lab", "sweep", "--master", "local[2]");
        assertThat(sweep.exitCode()).isEqualTo(2);
        assertThat(sweep.err()).startsWith("cleave: Spark is not on this class path");
    }

    @Test
    void whatCannotBeIsRefusedFirst(@TempDir Path folder) {
        assertThat(Run.of("fleet").err()).contains("PATH");
        assertThat(Run.of("fleet", "x", "--unit", "4KiB").err()).contains("must be with --what-if");
        assertThat(Run.of("fleet", "x", "--what-if", "--unit", "3KiB").err())
                .contains("--unit 3072: must be a power of two from 1KiB to 64KiB");
        assertThat(Run.of("fleet", "x", "--what-if", "--grouping", "some").err())
                .contains("'some' is no grouping: must be none or mobility");
        assertThat(Run.of("fleet", "x", "--top", "0").err()).contains("--top 0: must be 1 to 10000");
        assertThat(Run.of("fleet", "x", "--html", folder.toString()).err()).contains("is a directory");
        assertThat(Run.of("lab", "placement", "--master", "local").err())
                .contains("--master: nothing to choose there; must be with sweep");
        assertThat(Run.of("lab", "placement", "--unit", "4KiB").err()).contains("must be with sweep");
    }

    @Test
    void aSweepOnThreadsHasARowForEachSetting(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("sweep.json");
        Run run = Run.of("lab", "sweep", "--unit", "4KiB,16KiB", "--factor", "1.2", "--threads", "2", "--json",
                json.toString(), "--chart", folder.resolve("sweep.svg").toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("mixed pages").containsPattern("(?m)16384 +mobility +1.2 ");
        JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).get("unit").asLong()).isEqualTo(4096);
        assertThat(folder.resolve("sweep.svg")).isNotEmptyFile();
    }
}
