package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.cli.serve.Serving;
import dev.cleave.histories.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
