package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave lab contiguity} and {@code cleave lab convoy}, as users have them. */
class LabContiguityTest {

    @Test
    void theTableHasARowForEachWay(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("contiguity.json");
        Path chart = folder.resolve("contiguity.svg");
        Run run = Run.of("lab", "contiguity", "--region", "32MiB", "--size", "8MiB", "--repetitions", "1",
                "--json", json.toString(), "--chart", chart.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("freePercent 99.8", "requestBytes 8388608", "in blocks >= 2 MiB")
                .containsPattern("(?m)^buddy +refused ").containsPattern("(?m)^grouping +yes ")
                .containsPattern("(?m)^compaction +yes ").containsPattern("(?m)^reservation +yes ")
                .containsPattern("(?m)^gather +yes ");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.fieldNames()).toIterable().containsExactly("experiment", "parameters", "rows");
        assertThat(result.get("rows")).allSatisfy(row -> assertThat(row.fieldNames()).toIterable()
                .contains("way", "served", "millis", "bytesCopied"));
        assertThat(result.at("/rows/0/served").isBoolean()).isTrue();
        assertThat(Files.readString(chart)).contains("<svg");
    }

    @Test
    void withoutATerminalEverySceneIsPrinted(@TempDir Path folder) throws IOException {
        Path chart = folder.resolve("convoy.svg");
        Run run = Run.of("lab", "convoy", "--ascii", "--chart", chart.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Scene 1 of ", "A city on a road", "A convoy comes, and fits nowhere",
                "Overpasses: house 1 moves", "The convoy claims its lane", "The convoy splits", "^ a house")
                .doesNotContain("\u001B");
        assertThat(run.out()).isASCII();
        assertThat(Files.readString(chart)).contains("The convoy splits");
        assertThat(Run.of("lab", "convoy").out()).contains("⌂ a house", "═ reserved");
        assertThat(Run.of("lab", "convoy", "--seed", "2").out())
                .isNotEqualTo(Run.of("lab", "convoy", "--seed", "3").out());
    }

    @Test
    void asJsonTheStoryIsItsRows() throws IOException {
        Run run = Run.of("lab", "convoy", "--json", "-");
        assertThat(run.exitCode()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.get("experiment").textValue()).isEqualTo("convoy");
        assertThat(result.at("/rows/0/way").textValue()).isEqualTo("buddy");
        assertThat(result.at("/rows/0/served").booleanValue()).isFalse();
    }
}
