package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave tier far} from end to end, as a user runs it, where there is a redis-server. */
@DisplayName("tier far")
class TierFarCommandTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("tier", arguments);
    }

    @Test
    @DisplayName("times a server, and says what would be lost with it")
    void times() throws Exception {
        assumeTrue(isInstalled(), "there is no redis-server: apt install redis-server");
        int port = freePort();
        Process server = new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--dir", folder.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            awaitOpen(server, port);
            Run shown =
                    run("far", "--redis", "redis://127.0.0.1:" + port, "--objects", "200", "--batch", "16", "--size",
                            "1KiB", "--repetitions", "1", "--lost");
            assertThat(shown.err()).isEmpty();
            assertThat(shown.exitCode()).isZero();
            assertThat(shown.out()).contains("write", "read", "objects/s", "127.0.0.1:" + port, "it has no replica");

            JsonNode summary = new ObjectMapper().readTree(run("far", "--redis", "redis://127.0.0.1:" + port,
                    "--objects", "50", "--batch", "10", "--repetitions", "1", "--json", "-").out());
            assertThat(summary.at("/size").asLong()).isEqualTo(4096);
            assertThat(summary.at("/rows")).hasSize(4).allSatisfy(row -> {
                assertThat(row.at("/operations").asLong()).isEqualTo(50);
                assertThat(row.at("/perSecond").asDouble()).isPositive();
            });
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    @Test
    @DisplayName("says which server does not answer")
    void nobodyThere() throws IOException {
        Run refused = run("far", "--redis", "redis://127.0.0.1:" + freePort(), "--objects", "1", "--batch", "1");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("127.0.0.1");
    }

    @Test
    @DisplayName("refuses what it was told in vain")
    void refuses() {
        assertThat(run("far").exitCode()).isEqualTo(2);
        for (List<String> wrong : List.of(List.of("--batch", "20000"), List.of("--size", "4"),
                List.of("--threads", "0"))) {
            Run refused = run("far", "--redis", "redis://localhost", wrong.getFirst(), wrong.getLast());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err()).contains(wrong.getFirst() + " " + wrong.getLast() + ": must be from ");
        }
        Run noUri = run("far", "--redis", "http:///nowhere");
        assertThat(noUri.exitCode()).isEqualTo(2);
        assertThat(noUri.err()).contains("--redis", "redis://localhost:6379");
    }

    private static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(each -> Files.isExecutable(Path.of(each, "redis-server")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitOpen(Process server, int port) throws InterruptedException {
        long begin = System.nanoTime();
        while (!isOpen(port)) {
            assertThat(server.isAlive()).as("redis-server runs").isTrue();
            assertThat(System.nanoTime() - begin).isLessThan(LONGEST.toNanos());
            Thread.sleep(20);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
