package dev.cleave.gpu.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Strides")
class StridesTest {
    private static long[] reshaped(Shape from, long[] strides, long... to) {
        return Strides.reshaped(from, strides, Shape.of(to)).orElse(null);
    }

    @Test
    @DisplayName("of dense elements count what lies within")
    void dense() {
        assertThat(Strides.dense(Shape.of(2, 3, 4))).containsExactly(12, 4, 1);
        assertThat(Strides.reach(Shape.of(2, 3, 4), new long[] {12, 4, 1})).isEqualTo(23);
        assertThat(Strides.denseFrom(Shape.of(2, 3, 4), new long[] {12, 4, 1})).isZero();
        assertThat(Strides.denseFrom(Shape.of(2, 3, 4), new long[] {24, 4, 1})).isEqualTo(1);
        assertThat(Strides.denseFrom(Shape.of(2, 3, 4), new long[] {1, 2, 6})).isEqualTo(3);
        assertThat(Strides.denseFrom(Shape.of(5, 1, 4), new long[] {4, 99, 1})).isZero();
    }

    @Test
    @DisplayName("are kept by axes that are split, joined where they are dense, and refused where they are not")
    void reshaped() {
        Shape from = Shape.of(6, 4);
        assertThat(reshaped(from, new long[] {10, 1}, 2, 3, 2, 2)).containsExactly(30, 10, 2, 1);
        assertThat(reshaped(from, new long[] {4, 1}, 24)).containsExactly(1);
        assertThat(reshaped(from, new long[] {4, 1}, 8, 3)).containsExactly(3, 1);
        assertThat(reshaped(from, new long[] {10, 1}, 24)).isNull();
        assertThat(reshaped(from, new long[] {10, 1}, 8, 3)).isNull();
        assertThat(reshaped(Shape.of(2, 1, 4), new long[] {1, 77, 2}, 2, 1, 1, 4)).startsWith(1).endsWith(2);
        assertThat(reshaped(Shape.of(1, 1), new long[] {5, 7}, 1)).hasSize(1);
    }
}
