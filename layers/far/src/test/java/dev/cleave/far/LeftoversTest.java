package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Keys left over")
class LeftoversTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("are deleted a batch at a time; those of a server that is away wait until it is back")
    void waitForTheServer() {
        RedisServer.assumeInstalled();
        Duration patience = Duration.ofMinutes(1);
        try (RedisServer server = RedisServer.start(folder); Servers servers = new Servers(server.uri(), patience)) {
            Courier courier = new Courier(
                    servers, new Round.Limits(new InFlight(1 << 20), patience, 0), 1, new Figures());
            Leftovers leftovers = new Leftovers();
            for (int each = 0; each < 63; each++) {
                leftovers.add(new Identity(1, each, 1).key());
            }
            leftovers.deleteSome(courier);
            assertThat(leftovers.count()).as("less than a batch").isEqualTo(63);

            server.kill();
            leftovers.add(new Identity(1, 63, 1).key());
            leftovers.deleteSome(courier);
            assertThat(leftovers.count()).as("none is forgotten").isEqualTo(64);

            server.restart();
            String key = new Identity(1, 5, 1).keyText();
            server.with(redis -> redis.set(key, "value"));
            assertThat(leftovers.delete(courier)).isTrue();
            assertThat(leftovers.count()).isZero();
            long found = server.with(redis -> redis.exists(key));
            assertThat(found).isZero();
        }
    }
}
