package dev.cleave.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Bytes that are like good ones")
class MutatedBytesTest {
    private static String of(String good, int... history) {
        byte[] bytes = new byte[history.length];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) history[at];
        }
        return new String(MutatedBytes.of(ByteHistory.of(bytes), good.getBytes(StandardCharsets.US_ASCII)),
                StandardCharsets.US_ASCII);
    }

    @Test
    @DisplayName("are changed as the history says: set, flipped, cut, repeated, put in, ended")
    void changes() {
        assertThat(of("good")).isEqualTo("good");
        assertThat(of("good", 0, 1, 'x')).isEqualTo("gxod");
        assertThat(of("good", 1, 3, 0)).isEqualTo("gooe");
        assertThat(of("good", 2, 1, 1)).isEqualTo("gd");
        assertThat(of("good", 2, 3, 9)).as("no more than there is").isEqualTo("goo");
        assertThat(of("good", 3, 0, 1)).isEqualTo("gogood");
        assertThat(of("good", 4, 2, 1, 'a', 'b')).isEqualTo("goabod");
        assertThat(of("good", 5, 2)).isEqualTo("go");
        assertThat(of("good", 2, 0, 0, 0, 0, 'f')).as("one after the other").isEqualTo("fod");
    }

    @Test
    @DisplayName("come in many kinds, and are empty at the worst")
    void many() {
        Set<String> seen = new HashSet<>();
        byte[] good = "a 1 2\n".getBytes(StandardCharsets.US_ASCII);
        RandomHistories.check(7, 2_000, 40, history -> seen.add(
                new String(MutatedBytes.of(history, good), StandardCharsets.ISO_8859_1)));
        assertThat(seen).hasSizeGreaterThan(1_000).contains("");
    }
}
