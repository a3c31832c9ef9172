package dev.cleave.lab.experiment.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The polynomial that comes nearest to some points")
class PolynomialFitTest {
    private static final double[] ACROSS = {10, 20, 30, 50, 90};

    @Test
    @DisplayName("meets them all where they lie on one of its degree")
    void exact() {
        double[] upward = new double[ACROSS.length];
        for (int point = 0; point < upward.length; point++) {
            upward[point] = 3 * ACROSS[point] * ACROSS[point] - 7 * ACROSS[point] + 11;
        }
        PolynomialFit parabola = PolynomialFit.of(ACROSS, upward, 2);
        assertThat(parabola.coefficients()).hasSize(3);
        assertThat(parabola.coefficients()[0]).isEqualTo(11, within(1e-6));
        assertThat(parabola.coefficients()[1]).isEqualTo(-7, within(1e-6));
        assertThat(parabola.coefficients()[2]).isEqualTo(3, within(1e-6));
        assertThat(parabola.determination()).isEqualTo(1, within(1e-12));
        assertThat(PolynomialFit.of(ACROSS, upward, 1).determination()).isBetween(0.9, 0.99);
    }

    @Test
    @DisplayName("of degree 0 is their mean, which explains nothing")
    void mean() {
        PolynomialFit mean = PolynomialFit.of(new double[] {1, 2, 3}, new double[] {3, 6, 9}, 0);
        assertThat(mean.coefficients()).containsExactly(6);
        assertThat(mean.determination()).isZero();
    }

    @Test
    @DisplayName("is said in mebibytes over layers")
    void text() {
        double[] upward = {-1 << 20, 0, 1 << 20};
        assertThat(PolynomialFit.of(new double[] {0, 1, 2}, upward, 1).text())
                .isEqualTo("1.000 L - 1.000 MiB (R² 1.000000)");
    }
}
