package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cleave heap-report} from end to end, as a user runs it. */
class HeapReportCommandTest {
    private static final String SQLITE = "../../samples/malloc-sqlite.trace.gz";

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("heap-report", arguments);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @DisplayName("The sample's peak, as a table and as JSON")
    @Test
    void theSamplesPeakAsATableAndAsJson() throws IOException {
        Path results = folder.resolve("report.json");

        Run run = run(SQLITE, "--json", results.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("The heap after event 364,944 of 384,970, where most is live: 1,234 blocks live")
                .contains("slot bytes", "stranded", "waste", "share", "Slabs opened until then", "all slots")
                .doesNotContain("\u001B");
        JsonNode report = new ObjectMapper().readTree(results.toFile()).get(0);
        assertThat(report.get("trace").asText()).isEqualTo(SQLITE);
        assertThat(report.get("liveBlocks").asInt()).isEqualTo(1_234);
        assertThat(report.at("/rounding/all/allocations").asInt()).isEqualTo(192_493);
        assertThat(report.at("/rounding/largerSlots/average").asDouble()).isBetween(0.0, 0.125);
    }

    @DisplayName("Another event, several traces, and JSON alone on the standard output")
    @Test
    void anotherEventAndJsonAlone() throws IOException {
        String one = file("one.trace", "a 0 48 0\na 1 48 0\nf 0 0\n");
        String two = file("two.trace", "a 0 1000 0\n");

        Run run = run(one, two, "--at", "1", "--json", "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode reports = new ObjectMapper().readTree(run.out());
        assertThat(reports).hasSize(2);
        assertThat(reports.get(0).get("liveBytes").asInt()).isEqualTo(48);
        assertThat(reports.get(0).get("atPeak").asBoolean()).isFalse();
        assertThat(reports.get(1).get("atPeak").asBoolean()).isTrue();
    }

    @DisplayName("Bad usage is one line that says what is allowed, with exit code 2")
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "HEAP --at 0, --at 0: must be 1 to 2",
                "HEAP --at 3, --at 3: must be 1 to 2",
                "HEAP --at many, '--at'",
                "HEAP --region-factor 0.9, --region-factor 0.9: must be 1 to 1000",
                "HEAP --json, '--json'",
                "HEAP --json /no/such/folder/report.json, there is no directory",
                "PAGES, is a page trace: must be a heap trace",
                "BROKEN, broken.trace:1: has 3 fields",
                "MISSING, MISSING",
            })
    void badUsageIsOneLineThatSaysWhatIsAllowed(String line, String message) throws IOException {
        String[] arguments = line.replace("HEAP", file("heap.trace", "a 0 48 0\na 1 100 0\n"))
                .replace("PAGES", file("pages.trace", "a 0 0 1 0 512\n"))
                .replace("BROKEN", file("broken.trace", "a 0 zero\n"))
                .split(" ");

        Run run = run(arguments);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains(message).doesNotContain("Exception", "\tat ");
        assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @DisplayName("A heap without room for the trace is a failure found")
    @Test
    void aHeapWithoutRoomIsAFailureFound() throws IOException {
        StringBuilder tight = new StringBuilder();
        for (int id = 0; id < 40; id++) {
            tight.append("a ").append(id).append(" 40001 0\n");
        }

        Run run = run(file("tight.trace", tight.toString()), "--region-factor", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("had no room for 40,001 bytes", "--region-factor");
    }
}
