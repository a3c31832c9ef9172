package dev.cleave.lab.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.sweep.SweepSetting;
import dev.cleave.lab.sweep.SweepTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A fleet's report")
class FleetReportTest {
    private static final String HOSTILE = "<script>alert(\"1\")</script> & co";

    @Test
    @DisplayName("is a page that needs nothing but itself, with a table behind each picture, and runs nobody's script")
    void isAPage(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("fleet.html");
        FleetHtml.write(report(), file);
        String page = Files.readString(file);
        assertThat(page).contains("500 snapshots of 100 processes, 2 traces, 3 torn, 1 other file")
                .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co")
                .doesNotContain("<script").doesNotContain("src=\"http").doesNotContain("href=");
        assertThat(page.split("<img ", -1)).as("a picture each of contiguity, versions, classes, days and what-if")
                .hasSize(1 + 5);
        assertThat(page.split("<table>", -1)).as("tables").hasSize(1 + 9);
        assertThat(page).contains("src=\"data:image/svg+xml;base64,");
    }

    @Test
    @DisplayName("is text: torn files by name, shares in percent, and lists that end")
    void isText() {
        String text = String.join("\n", FleetText.of(report()));
        assertThat(text).contains("2 MiB         100       30  30.0 %               4                   20")
                .contains("Torn, the first 1 of 3").contains("/fleet/a.json  is empty")
                .contains("… and 5 more: see --html or --json")
                .contains("+1.25 %").contains("−3 KiB");
    }

    @Test
    @DisplayName("is JSON, with every part under the name of its record")
    void isJson() throws Exception {
        JsonNode json = new ObjectMapper().valueToTree(FleetJson.of(report()));
        assertThat(json.at("/scan/torn").asInt()).isEqualTo(3);
        assertThat(json.at("/scan/tornNamed/0/reason").asText()).isEqualTo("is empty");
        assertThat(json.at("/contiguity/0/share").asDouble()).isEqualTo(0.3);
        assertThat(json.at("/versions/0/application").asText()).isEqualTo(HOSTILE);
        assertThat(json.at("/drifts/0/usedBytesPerDay").asDouble()).isEqualTo(-3072);
        assertThat(json.at("/whatIf/rows/0/unmovablePageblocks").isNull()).isTrue();
        assertThat(json.at("/whatIf/refused/0/reason").asText()).isEqualTo("too large");
    }

    @Test
    @DisplayName("of nothing shows nothing but what was looked at")
    void ofNothing() {
        FleetReport.Scan scan = new FleetReport.Scan(1, 0, 0, 0, 1, 0, List.of());
        FleetReport empty = new FleetReport(
                scan, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());
        assertThat(FleetText.of(empty)).containsExactly("0 snapshots of 0 processes, 0 traces, 0 torn, 1 other file");
    }

    @Test
    @DisplayName("has as many rows in its lists as were asked for, one or more")
    void refusesNoRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FleetQuestion(List.of("a"), "local", Optional.empty(), Optional.empty(), 0))
                .withMessage("--top 0: must be 1 to 10000");
    }

    private static FleetReport report() {
        List<FleetReport.Site> sites = java.util.stream.IntStream.range(0, 25)
                .mapToObj(each -> new FleetReport.Site("Site" + each, "orders", 3, 1 << 20, 1 << 10)).toList();
        SweepRow row = new SweepRow("/fleet/x.trace", "heap trace", 4096, "none", 1.5, 1 << 20, 10, 0, 5, 6, 7, 1.2,
                0.5, 4096, null);
        SweepResult.Refusal refusal = new SweepResult.Refusal(
                new SweepTask("/fleet/y.trace", new SweepSetting(4096, true, 1.5)), "too large");
        return new FleetReport(
                new FleetReport.Scan(506, 500, 100, 2, 1, 3,
                        List.of(new FleetReport.Torn("/fleet/a.json", "is empty"))),
                List.of(new FleetReport.Contiguity(2 << 20, 100, 30, 4, 20),
                        new FleetReport.Contiguity(64 << 20, 100, 90, 40, 50)),
                List.of(new FleetReport.Version(HOSTILE, "1.0", 100, 1, 2, 3, 4, 5, 6, 7)),
                List.of(new FleetReport.SizeClass(64, 10, 1, 2, 3)),
                sites,
                List.of(new FleetReport.Day("2026-11-29", 99, 20, 80, 1, 2, 3, 0.25),
                        new FleetReport.Day("2026-11-30", 100, 30, 90, 1, 2, 3, 0.5)),
                List.of(new FleetReport.Drift("host/1", "orders", "1.0", 2, 0.0125, -3072, 0)),
                Optional.of(new SweepResult(List.of(row), List.of(refusal))));
    }
}
