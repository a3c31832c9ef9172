package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.cli.serve.Serving;
import dev.cleave.histories.Patience;
import dev.cleave.lab.jfr.FlightTimeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave serve}, where it opens nothing; and what it would open, asked by HTTP. */
class ServeCommandTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    private static Serving.Settings local(boolean actions) {
        return new Serving.Settings(InetAddress.getLoopbackAddress(), 0, actions);
    }

    private static HttpResponse<String> ask(Serving serving, String path, boolean post) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(serving.page().address() + path));
        if (post) {
            request.POST(HttpRequest.BodyPublishers.noBody()).header("X-Cleave-Page", "1");
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    @DisplayName("Bad usage is told in a line, and nothing is opened")
    void badUsage() throws IOException {
        assertThat(Run.ofCommand("serve", "--port", "70000").err()).contains("--port 70000: must be 0 to 65535");
        assertThat(Run.ofCommand("serve", "--capacity", "1M").err()).contains("at least 16M");
        assertThat(Run.ofCommand("serve", folder.resolve("none").toString()).err()).contains("there is no file");
        assertThat(Run.ofCommand("serve", folder.resolve("none.trace").toString()).exitCode()).isEqualTo(2);
        Path torn = Files.write(folder.resolve("torn.snapshot"), new byte[] {1, 2, 3});
        Run run = Run.ofCommand("serve", torn.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("snapshot");
    }

    @Test
    @DisplayName("A file that is no trace is known by its first bytes: a time line, a recording, or else a snapshot")
    void knownByContent() throws IOException {
        Path line = Files.writeString(folder.resolve("line"), "{\"format\": \"other\"}");
        assertThat(Run.ofCommand("serve", line.toString()).err())
                .contains("is no time line of 'cleave jfr --json': its \"format\" is 'other'");
        Path flight = Files.writeString(folder.resolve("flight"), "FLR\0 torn");
        assertThat(Run.ofCommand("serve", flight.toString()).err()).contains("is no recording of the Flight Recorder");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(Run.ofCommand("serve", empty.toString()).err()).contains("snapshot");
        assertThat(Run.ofCommand("serve", empty.toString()).exitCode()).isEqualTo(2);
    }

    @Test
    @DisplayName("A time line's page has no pool, and gives figures and happenings of a range of time")
    void timeline() throws Exception {
        Instant start = Instant.parse("2026-11-30T12:00:00Z");
        FlightTimeline line = new FlightTimeline("app.jfr", start, start.plusSeconds(9),
                List.of(new FlightTimeline.Series("orders", "used", "bytes",
                        List.of(new FlightTimeline.Point(0, 1), new FlightTimeline.Point(5_000, 2)))),
                List.of(new FlightTimeline.Mark(7_000, 0, "dev.cleave.Purge", "orders", "given back")),
                Map.of("dev.cleave.Purge", 1L), 0);
        try (Serving serving = Serving.timeline(line, local(false))) {
            assertThat(ask(serving, "api/", false).body()).contains("\"topics\":[\"timeline\"]");
            assertThat(ask(serving, "api/timeline", false).body()).contains("\"millis\":9000.0", "orders");
            assertThat(ask(serving, "api/timeline/series?source=orders&from=1", false).body())
                    .contains("\"at\":[5000.0],\"values\":[2.0]");
            assertThat(ask(serving, "api/timeline/marks?to=6999", false).body()).contains("\"count\":0");
            assertThat(ask(serving, "api/timeline/marks?event=dev.cleave.Purge", false).body()).contains("given back");
            assertThat(ask(serving, "api/timeline/marks?from=2&to=1", false).statusCode()).isEqualTo(400);
            assertThat(ask(serving, "api/timeline/none", false).statusCode()).isEqualTo(404);
        }
    }

    @Test
    @DisplayName("A port that another program has is named")
    void portTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = Run.ofCommand("serve", "--no-browser", "--port", String.valueOf(other.getLocalPort()));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("port " + other.getLocalPort(), "choose another");
        }
    }

    @Test
    @DisplayName("The demonstration fills its pool, with a child, a heap and movable blocks")
    void demo() throws Exception {
        try (Serving serving = Serving.demo(16 * MIB, 1, local(false))) {
            Patience.waitUntil(() -> {
                try {
                    String figures = ask(serving, "api/pool/holders", false).body();
                    return figures.contains("\"name\":\"images\"") && figures.contains("\"slotBytes\"");
                } catch (Exception gone) {
                    return false;
                }
            });
            assertThat(ask(serving, "api/pool/map?colour=pinned", false).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("The workshop shows the reader's own requests, and says what is wrong with them")
    void workshop() throws Exception {
        try (Serving serving = Serving.demo(16 * MIB, 1, local(false))) {
            assertThat(ask(serving, "api/workshop/show?algorithm=cleave&script=a1+f1", false).body())
                    .contains("\"caption\"", "\"pieces\"");
            HttpResponse<String> wrong = ask(serving, "api/workshop/show?algorithm=cleave&script=a1+f7", false);
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("f7 frees what was not allocated");
            assertThat(ask(serving, "api/workshop/show?algorithm=none", false).body()).contains("must be one of");
        }
    }

    @Test
    @DisplayName("An experiment is started where actions are allowed, one at a time, and shows its rows")
    void experiments() throws Exception {
        try (Serving serving = Serving.demo(16 * MIB, 1, local(false))) {
            assertThat(ask(serving, "api/experiments/start?name=convoy", true).statusCode()).isEqualTo(403);
        }
        try (Serving serving = Serving.demo(16 * MIB, 1, local(true))) {
            assertThat(ask(serving, "api/experiments/start?name=none", true).body()).contains("must be one of");
            assertThat(ask(serving, "api/experiments/start?name=convoy", true).statusCode()).isEqualTo(200);
            Patience.waitUntil(() -> {
                try {
                    return ask(serving, "api/experiments/runs", false).body().contains("\"rows\":[{");
                } catch (Exception gone) {
                    return false;
                }
            });
            assertThat(ask(serving, "api/convoy", false).body()).contains("\"road\":\"", "\"title\"");
        }
    }
}
