package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A histogram of sizes")
class SizeHistogramTest {
    @Test
    @DisplayName("counts requests by grain, and the bytes that they asked for")
    void counts() {
        SizeHistogram histogram = new SizeHistogram(8);
        histogram.add(17);
        histogram.add(24, 2);
        histogram.add(25);
        assertThat(histogram.count(3)).isEqualTo(3);
        assertThat(histogram.bytes(3)).isEqualTo(17 + 2 * 24);
        assertThat(histogram.count(4)).isEqualTo(1);
        assertThat(histogram.total()).isEqualTo(4);
    }

    @Test
    @DisplayName("takes a request back")
    void removes() {
        SizeHistogram histogram = new SizeHistogram(8);
        histogram.add(17, 3);
        histogram.add(90);
        histogram.remove(17);
        assertThat(histogram.count(3)).isEqualTo(2);
        assertThat(histogram.bytes(3)).isEqualTo(2 * 17);
        assertThat(histogram.total()).isEqualTo(3);
    }

    @Test
    @DisplayName("forgets half with each decay")
    void decays() {
        SizeHistogram histogram = new SizeHistogram(16);
        histogram.add(100, 8);
        histogram.decay();
        histogram.add(4096);
        assertThat(histogram.count(7)).isEqualTo(4);
        assertThat(histogram.bytes(7)).isEqualTo(400);
        assertThat(histogram.total()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -8, 3, 24, 128})
    @DisplayName("refuses a grain that is no power of two up to 64")
    void wrongGrain(int grain) {
        assertThatThrownBy(() -> new SizeHistogram(grain)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a grain of " + grain + " bytes: must be a power of two from 1 to 64");
    }

    @Test
    @DisplayName("refuses sizes beyond a page, and counts below zero")
    void wrongRequests() {
        SizeHistogram histogram = new SizeHistogram(8);
        assertThatThrownBy(() -> histogram.add(0)).hasMessageStartingWith("a size of 0 bytes: must be 1 to 4096");
        assertThatThrownBy(() -> histogram.add(4097)).hasMessageStartingWith("a size of 4097 bytes");
        assertThatThrownBy(() -> histogram.add(8, -1)).hasMessage("-1 requests: must be 0 or more");
        assertThat(histogram.total()).isZero();
    }
}
