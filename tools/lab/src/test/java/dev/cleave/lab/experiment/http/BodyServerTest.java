package dev.cleave.lab.experiment.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The server of bodies, and its clients")
@Timeout(value = 2, unit = TimeUnit.MINUTES) // for a hang
class BodyServerTest {
    private ServerBuffers buffers;
    private BodyServer server;

    @BeforeEach
    void start() throws InterruptedException {
        buffers = ServerBuffers.Kind.CLEAVE.open(64 << 20);
        server = new BodyServer(buffers.buffers(), 1);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(buffers.pinnedBytes().get()).as("bytes of buffers that nobody released").hasValue(0);
        buffers.close().run();
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                    .version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 300, BodyServer.MOST_BYTES})
    @DisplayName("A body has as many bytes as were asked for, each the number's lowest eight bits")
    void aBodyIsWhatWasAskedFor(int bytes) throws Exception {
        HttpResponse<byte[]> answer = get("/" + bytes);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(bytes).containsOnly(repeated((byte) bytes, bytes));
    }

    private static byte[] repeated(byte each, int times) {
        byte[] all = new byte[times];
        Arrays.fill(all, each);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/65537", "/-1"})
    @DisplayName("What is no length is answered by an error, and the server goes on")
    void whatIsNoLengthIsAnsweredByAnError(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(500);
        assertThat(get("/5").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("A load counts every request that was answered")
    void aLoadCountsWhatWasAnswered() {
        HttpLoad.Outcome outcome = new HttpLoad(3, 5, Duration.ofMillis(1)).run(server.port(),
                Duration.ofMillis(200), new SplittableRandom(1));
        assertThat(outcome.failures()).isZero();
        assertThat(outcome.requests()).isGreaterThanOrEqualTo(15);
        assertThat(outcome.requests() % 5).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HTTP/1.1 500 Oops~content-length: 64~~ | an answer that begins with HTTP/1.1 500",
        "HTTP/1.1 200 OK~content-length: 63~~ | an answer of 63 bytes",
        "HTTP/1.1 200 OK~server: x~~ | an answer of -1 bytes",
        "HTTP/1.1 2 | the server ended the connection"})
    @DisplayName("A client takes no answer for good that is not")
    void aClientTakesNoAnswerForGoodThatIsNot(String answer, String complaint) throws Exception {
        try (ServerSocket liar = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> lie(liar, answer));
            HttpLoad.Outcome outcome =
                    new HttpLoad(1, 1, Duration.ZERO).run(liar.getLocalPort(), Duration.ZERO, new SplittableRandom(1));
            assertThat(outcome.failures()).isEqualTo(1);
            assertThat(outcome.requests()).isZero();
            assertThat(outcome.reason()).contains(complaint);
        }
    }

    private static void lie(ServerSocket liar, String answer) {
        try (Socket client = liar.accept()) {
            InputStream requests = client.getInputStream();
            assertThat(requests.read()).isPositive();
            client.getOutputStream().write(answer.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            requests.readAllBytes();
        } catch (IOException ended) {
            throw new AssertionError(ended);
        }
    }

    @Test
    @DisplayName("Figures come back from their line as they were")
    void figuresSurviveTheirLine() {
        ServerFigures told = new ServerFigures(3, 2, 1, OptionalLong.of(0));
        ServerFigures untold = new ServerFigures(3, 2, 1, OptionalLong.empty());
        assertThat(ServerFigures.parse(told.toLine())).isEqualTo(told);
        assertThat(ServerFigures.parse(untold.toLine())).isEqualTo(untold);
        assertThatThrownBy(() -> ServerFigures.parse("1 2")).hasMessage("no figures of a server: 1 2");
    }
}
