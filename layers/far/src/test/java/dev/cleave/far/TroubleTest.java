package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Trouble")
class TroubleTest {
    private static final Address SERVER = new Address("localhost", 6379);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "MOVED 3999 127.0.0.1:6381 | MOVED | true",
        "ASK 3999 127.0.0.1:6381 | ASK | true",
        "READONLY You can't write against a read only replica. | MOVED | true",
        "LOADING Redis is loading the dataset in memory | UNREADY | true",
        "CLUSTERDOWN The cluster is down | UNREADY | true",
        "TRYAGAIN Multiple keys request during rehashing of slot | UNREADY | true",
        "OOM command not allowed when used memory > 'maxmemory'. | FULL | true",
        "NOAUTH Authentication required. | REFUSED | false",
        "WRONGPASS invalid username-password pair | REFUSED | false",
        "NOPERM this user has no permissions to run the 'info' command | REFUSED | false",
        "DENIED Redis is running in protected mode | REFUSED | false",
        "ERR unknown command | FAILED | false"
    })
    @DisplayName("is told by the first word of what a server answers, in whatever that is wrapped")
    void answers(String message, Trouble.Kind kind, boolean passing) {
        Trouble trouble = Trouble.of(SERVER, new RedisConnectionException("Unable to connect",
                new RedisCommandExecutionException(message)));

        assertThat(trouble.kind()).isEqualTo(kind);
        assertThat(trouble.kind().isPassing()).isEqualTo(passing);
        assertThat(trouble.what()).startsWith("localhost:6379 ");
        assertThat(trouble.server()).isEqualTo(SERVER);
    }

    @Test
    @DisplayName("names the server that a key is on instead")
    void otherServer() {
        assertThat(Trouble.of(SERVER, new RedisCommandExecutionException("ASK 1 10.0.0.1:7001")).other())
                .isEqualTo(new Address("10.0.0.1", 7001));
        assertThat(Trouble.of(SERVER, new RedisCommandExecutionException("ASK 1 ::1:7001")).other())
                .hasToString("[::1]:7001");
    }

    @Test
    @DisplayName("with a connection, or with time, is not taken for an answer")
    void noAnswer() {
        assertThat(Trouble.of(SERVER, new TimeoutException()).kind()).isEqualTo(Trouble.Kind.SILENT);
        Trouble refused = Trouble.of(SERVER, new RedisConnectionException("Unable to connect",
                new IOException("Connection refused")));
        assertThat(refused.kind()).isEqualTo(Trouble.Kind.UNREACHABLE);
        assertThat(refused.what()).isEqualTo("localhost:6379 cannot be reached: Connection refused");
    }
}
