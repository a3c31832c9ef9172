package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave lab densenet}, as users have it. */
class LabDenseNetTest {

    @Test
    void theTableHasARowForEachWay(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("densenet.json");
        Path chart = folder.resolve("densenet.svg");
        Run run = Run.of("lab", "densenet", "--case", "bc-100", "--batch", "2", "--precision", "float16",
                "--repetitions", "1", "--json", json.toString(), "--chart", chart.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("batch 2", "precision float16").containsPattern("(?m)^bc-100 +naive ")
                .containsPattern("(?m)^bc-100 +shared ").containsPattern("(?m)^bc-100 +fused ");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.get("rows")).allSatisfy(row -> assertThat(row.fieldNames()).toIterable()
                .startsWith("network", "way", "peakBytes", "reservedBytes", "copiedBytes", "millis"));
        assertThat(Files.readString(chart)).contains("<svg");
    }

    @Test
    void itsTracesCanBeReplayed(@TempDir Path folder) {
        Run run = Run.of("lab", "densenet", "--case", "bc-100", "--batch", "1", "--repetitions", "1", "--trace-out",
                folder.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("densenet-bc-100-fused.trace.gz: ");
        Run report = Run.of("heap-report", folder.resolve("densenet-bc-100-shared.trace.gz").toString());
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void wrongOptionsAreRefusedWithWhatIsAllowed(@TempDir Path folder) {
        assertThat(Run.of("lab", "densenet", "--batch", "0")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("--batch 0: must be 1 to 65536");
        });
        assertThat(Run.of("lab", "densenet", "--precision", "int4").err())
                .contains("--precision int4: must be one of float32, float16, bfloat16");
        assertThat(Run.of("lab", "tlb", "--batch", "4").err())
                .contains("--batch 4: nothing to choose there; must be with one of densenet, fused");
        assertThat(Run.of("lab", "densenet", "--trace-out", folder.resolve("none").toString()).err())
                .contains("must be a directory that can be written to");
        assertThat(Run.of("lab", "tlb", "--trace-out", folder.toString()).err())
                .contains("must be with one of densenet");
    }
}
