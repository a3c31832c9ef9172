package dev.cleave.examples.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import dev.cleave.netty.CleaveByteBufAllocator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayName("The example netty-server")
class NettyServerTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("serves its own requests, and has released every buffer when it ends")
    void once() {
        assertThat(run("--once")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("listens on http://localhost:", "200 bodies came back")
                .containsPattern("when closed .*usedDirectMemory: 0, pinnedDirectMemory: 0, committedDirectMemory: 0,");
    }

    @Test
    @DisplayName("ends a connection whose body is larger than the pool, and goes on serving others")
    void fullPool() throws Exception {
        try (Pool pool = Pool.builder().capacity(1 << 20).build();
                CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool)) {
            try (EchoServer server = new EchoServer(allocator, 0);
                    HttpClient client = HttpClient.newHttpClient()) {
                assertThatThrownBy(() -> post(client, server.address(), new byte[4 << 20]))
                        .isInstanceOf(IOException.class);
                byte[] small = {1, 2, 3};
                assertThat(post(client, server.address(), small)).isEqualTo(small);
                String usage = client.send(HttpRequest.newBuilder(server.address().resolve("/usage")).build(),
                        BodyHandlers.ofString()).body();
                assertThat(usage).contains("maxDirectMemory: 1048576");
            }
            assertThat(allocator.metric().pinnedDirectMemory()).isZero();
        }
    }

    @Test
    @DisplayName("explains itself, and refuses pools and ports that cannot be")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--port", "--capacity", "--once");
        assertThat(run("--capacity", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--capacity", "1048577")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--port", "65536")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--capacity 0: it must be 1 to 1048576", "--capacity 1048577: it must be",
                "--port 65536: it must be 0 to 65535");
    }

    private int run(String... arguments) {
        return new CommandLine(new NettyServer()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static byte[] post(HttpClient client, URI address, byte[] body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).version(HttpClient.Version.HTTP_1_1)
                .POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray()).body();
    }
}
