package dev.cleave.examples.attacked;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("The example attacked-server")
class AttackedServerTest {
    private static final long CAPACITY = 128L << 20;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("serves its honest client under attack as without one where it is guarded, and recovers in any case")
    void attacked(@TempDir Path folder) throws Exception {
        Path chart = folder.resolve("chart.svg");
        assertThat(run("--seconds", "2", "--rate", "20", "--capacity", "128", "--json", "--chart", chart.toString()))
                .as(err + "\n" + out).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.at("/parameters/guardKeptRate").asDouble()).isGreaterThanOrEqualTo(0.99);
        assertThat(result.at("/parameters/guardRecovered").asBoolean()).isTrue();
        assertThat(result.at("/parameters/capsRecovered").asBoolean()).isTrue();
        assertThat(result.get("rows")).hasSize(6)
                .allSatisfy(row -> assertThat(row.get("asked").asLong()).isPositive());
        assertThat(Files.readString(chart)).contains("<svg");
    }

    @Test
    @DisplayName("keeps a value as long as the connection that put it, answers for what is wrong, and goes on")
    void values() throws Exception {
        try (StoreServer server = new StoreServer(Defence.GUARD, CAPACITY)) {
            try (StoreClient client = new StoreClient(server.address(), HonestClient.NAME);
                    StoreClient nobody = new StoreClient(server.address(), "nobody")) {
                byte[] value = new byte[17 << 20];
                value[1] = 7;
                assertThat(client.put("key", value, 2 << 20)).isEqualTo(StoreClient.CREATED);
                assertThat(client.put("large", value, value.length)).isEqualTo(413);
                assertThat(client.get("key")).isEqualTo(StoreClient.OK);
                assertThat(client.body()).hasSize(2 << 20).startsWith(0, 7);
                assertThat(client.delete("key")).isEqualTo(StoreClient.OK);
                assertThat(client.delete("key")).isEqualTo(404);
                assertThat(nobody.put("key", value, 1)).isEqualTo(404);
                for (int each = 0; each < 2; each++) {
                    assertThat(client.put("part" + each, value, 16 << 20)).isEqualTo(StoreClient.CREATED);
                }
                assertThat(client.put("more", value, 16 << 20)).isEqualTo(StoreClient.INSUFFICIENT_STORAGE);
                assertThat(client.get("part1")).isEqualTo(StoreClient.OK);
            }
        }
    }

    @Test
    @DisplayName("explains itself, and refuses what cannot be before it starts anything")
    void usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("--seconds", "--capacity", "--rate", "--json", "--chart");
        assertThat(run("--seconds", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--capacity", "129")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--capacity", "64")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--rate", "1001")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("--chart", "chart.gif")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--seconds 0: it must be 1 to 600", "--capacity 129: it must be a multiple",
                "--capacity 64: it must be 128 to 8192", "--rate 1001: it must be 1 to 1000", ".svg or .png");
    }

    private int run(String... arguments) {
        return new CommandLine(new AttackedServer()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
