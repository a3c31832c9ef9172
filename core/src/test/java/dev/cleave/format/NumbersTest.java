package dev.cleave.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A number of as many bytes as it needs")
class NumbersTest {
    private static byte[] bytes(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Numbers.write(out, number);
        return out.toByteArray();
    }

    @ParameterizedTest(name = "{0}: {1} bytes")
    @CsvSource({"0, 1", "1, 1", "127, 1", "128, 2", "16383, 2", "16384, 3", "4294967296, 5",
        "9223372036854775807, 9"})
    @DisplayName("is read as it was written")
    void isReadAsWritten(long number, int size) {
        byte[] written = bytes(number);
        assertThat(written).hasSize(size);
        ByteBuffer from = ByteBuffer.wrap(written);
        assertThat(Numbers.read(from)).isEqualTo(number);
        assertThat(from.hasRemaining()).isFalse();
        for (int length = 0; length < size; length++) {
            assertThat(Numbers.read(ByteBuffer.wrap(Arrays.copyOf(written, length)))).isEqualTo(Numbers.ENDS);
        }
    }

    @Test
    @DisplayName("has the lowest bits first")
    void lowestFirst() {
        assertThat(bytes(300)).containsExactly(0xac, 0x02);
    }

    @Test
    @DisplayName("of more than 63 bits is none")
    void tooLong() {
        byte[] sign = new byte[10];
        Arrays.fill(sign, 0, 9, (byte) 0x80);
        sign[9] = 1;
        assertThat(Numbers.read(ByteBuffer.wrap(sign))).isEqualTo(Numbers.TOO_LONG);
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xff);
        assertThat(Numbers.read(ByteBuffer.wrap(endless))).isEqualTo(Numbers.TOO_LONG);
    }
}
