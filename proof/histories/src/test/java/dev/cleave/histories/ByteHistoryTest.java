package dev.cleave.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A history of bytes")
class ByteHistoryTest {
    @Test
    @DisplayName("reads as few bytes as a range needs, the highest first")
    void ranges() {
        ByteHistory history = ByteHistory.of(new byte[] {7, 1, 2, 1, 0, 5, (byte) 200});
        assertThat(history.below(1)).isZero();
        assertThat(history.below(256)).isEqualTo(7);
        assertThat(history.below(257)).isEqualTo(0x102 % 257);
        assertThat(history.below(1L << 24)).isEqualTo(0x10005);
        assertThat(history.between(-10, 10)).isEqualTo(-10 + 200 % 21);
        assertThat(history.hasMore()).isFalse();
    }

    @Test
    @DisplayName("is the first of each range behind its end")
    void end() {
        ByteHistory history = ByteHistory.of(new byte[0]);
        assertThat(history.hasMore()).isFalse();
        assertThat(history.below(Long.MAX_VALUE)).isZero();
        assertThat(history.between(3, 9)).isEqualTo(3);
        assertThat(history.flag()).isFalse();
        assertThat(history.oneOf("a", "b")).isEqualTo("a");
    }

    @Test
    @DisplayName("reaches all of a range")
    void all() {
        assertThat(IntStream.range(0, 256).mapToLong(value -> ByteHistory.of(new byte[] {(byte) value}).below(256))
                .distinct().count()).isEqualTo(256);
        assertThat(ByteHistory.of(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}).below(Long.MAX_VALUE)).isNotNegative();
    }

    @Test
    @DisplayName("tells what it was told, in order")
    void tells() {
        ByteHistory history = ByteHistory.of(new byte[0]);
        assertThat(history.tell("allocate")).isEqualTo("allocate");
        history.tell(7);
        assertThat(history.told()).containsExactly("allocate", 7);
    }

    @Test
    @DisplayName("refuses an empty range")
    void empty() {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteHistory.of(new byte[0]).below(0))
                .withMessageContaining("below 0");
    }
}
