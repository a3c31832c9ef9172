package dev.cleave.workshop.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shape")
class ShapeTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "16, 4", "17, 4", "4097, 12", "1099511627776, 40"})
    @DisplayName("of a number of units has the largest blocks that fit")
    void largestThatFits(long units, int order) {
        assertThat(Shape.of(units)).isEqualTo(new Shape(units, order));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Shape.MOST_UNITS + 1, Long.MAX_VALUE})
    @DisplayName("has 1 to 2^40 units")
    void refusesUnits(long units) {
        assertThatThrownBy(() -> Shape.of(units)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(units + " units").hasMessageContaining("1 to " + (1L << 40));
        assertThatThrownBy(() -> new Shape(units, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 63, Integer.MAX_VALUE})
    @DisplayName("has no blocks larger than fit")
    void refusesLargestOrder(int order) {
        assertThatThrownBy(() -> new Shape(13, order)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("largest order " + order + ": allowed for 13 units are 0 to 3");
    }

    @Test
    @DisplayName("of a capacity in bytes counts whole minimum blocks")
    void ofBytes() {
        assertThat(Shape.ofBytes(1 << 20, 4096, 1 << 16)).isEqualTo(new Shape(256, 4));
        assertThat(Shape.ofBytes(10_000, 4096, 8192)).isEqualTo(new Shape(2, 1));
        assertThat(Shape.ofBytes(64, 64, 64)).isEqualTo(new Shape(1, 0));
    }

    @ParameterizedTest
    @CsvSource({"100, 3, 8, minimum block of 3", "100, 4, 12, maximum block of 12", "100, 0, 4, minimum block of 0",
        "100, 8, 4, none may be larger than the next", "7, 4, 8, none may be larger than the next",
        "100, -9223372036854775808, 4, power of two"})
    @DisplayName("of bytes refuses blocks that are no powers of two, or larger than the capacity")
    void refusesBytes(long capacity, long minimum, long maximum, String message) {
        assertThatThrownBy(() -> Shape.ofBytes(capacity, minimum, maximum))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    @DisplayName("lets orders and offsets in range pass, and names the others")
    void requirements() {
        Shape shape = new Shape(13, 2);

        assertThat(shape.requireOrder(0)).isZero();
        assertThat(shape.requireOrder(2)).isEqualTo(2);
        assertThat(shape.requireOffset(12)).isEqualTo(12);
        assertThatThrownBy(() -> shape.requireOrder(3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("order 3: allowed are 0 to 2");
        assertThatThrownBy(() -> shape.requireOrder(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> shape.requireOffset(13)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset 13 is out of range: the space has units 0 to 12");
        assertThatThrownBy(() -> shape.requireOffset(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "8, 3"})
    @DisplayName("knows the smallest order that holds a number of units")
    void orderOf(long units, int order) {
        assertThat(new Shape(16, 3).orderOf(units)).isEqualTo(order);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 9, Long.MAX_VALUE})
    @DisplayName("has no order for more units than its largest block")
    void noOrderOf(long units) {
        assertThatThrownBy(() -> new Shape(16, 3).orderOf(units)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(units + " units: allowed are 1 to 8");
    }

    @Test
    @DisplayName("is made of aligned blocks, no larger than its largest")
    void roots() {
        assertThat(roots(new Shape(16, 4))).containsExactly("0+16");
        assertThat(roots(new Shape(16, 2))).containsExactly("0+4", "4+4", "8+4", "12+4");
        assertThat(roots(new Shape(15, 3))).containsExactly("0+8", "8+4", "12+2", "14+1");
        assertThat(roots(new Shape(3, 0))).containsExactly("0+1", "1+1", "2+1");
    }

    @Test
    @DisplayName("cuts any range into aligned blocks")
    void ranges() {
        List<String> seen = new ArrayList<>();

        new Shape(32, 3).forEachAligned(3, 21, (offset, units) -> seen.add(offset + "+" + units));

        assertThat(seen).containsExactly("3+1", "4+4", "8+8", "16+4", "20+1");
    }

    private static List<String> roots(Shape shape) {
        List<String> seen = new ArrayList<>();
        shape.forEachRoot((offset, units) -> seen.add(offset + "+" + units));
        return seen;
    }
}
