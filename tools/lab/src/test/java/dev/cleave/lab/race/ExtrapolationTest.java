package dev.cleave.lab.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What a curve says of sizes that were not measured. */
class ExtrapolationTest {
    private static final long TARGET = 1 << 18;

    private static FillCurve curve(int lastOrder, LongToDoubleFunction seconds) {
        List<FillCurve.Point> points = new ArrayList<>();
        for (int order = 10; order <= lastOrder; order++) {
            points.add(new FillCurve.Point(1L << order, seconds.applyAsDouble(1L << order)));
        }
        return new FillCurve("some", "fill", points, TARGET);
    }

    @Test
    void aLineGoesOnAsALine() {
        Extrapolation law = curve(14, n -> 3e-8 * n).extrapolation().orElseThrow();
        assertThat(law.law()).isEqualTo("linear");
        assertThat(law.quadratic()).isZero();
        assertThat(law.seconds(TARGET)).isCloseTo(3e-8 * TARGET, within(1e-12));
    }

    @Test
    void whatBendsGoesOnAsAParabolaAndItsStraightBeginningCountsToo() {
        FillCurve curve = curve(15, n -> 5e-8 * n + 2e-10 * n * n);
        Extrapolation law = curve.extrapolation().orElseThrow();
        assertThat(law.law()).isEqualTo("quadratic");
        assertThat(law.linear()).isCloseTo(5e-8, within(1e-14));
        assertThat(law.quadratic()).isCloseTo(2e-10, within(1e-16));
        double expected = 5e-8 * TARGET + 2e-10 * TARGET * TARGET;
        assertThat(curve.secondsAtTarget().orElseThrow()).isCloseTo(expected, within(expected * 1e-6));
    }

    @Test
    void whatBendsMoreThanAParabolaHasNoPartBelowZero() {
        Extrapolation law = curve(15, n -> 1e-14 * n * n * n).extrapolation().orElseThrow();
        assertThat(law.linear()).isZero();
        assertThat(law.quadratic()).isPositive();
    }

    @Test
    void noiseOfATenthMovesTheResultByNoMoreThanAFifth() {
        FillCurve noisy =
                curve(16, n -> (5e-8 * n + 2e-10 * n * n) * (Long.numberOfTrailingZeros(n) % 2 == 0 ? 1.1 : 0.9));
        double expected = 5e-8 * TARGET + 2e-10 * TARGET * TARGET;
        assertThat(noisy.secondsAtTarget().orElseThrow()).isBetween(expected * 0.8, expected * 1.2);
    }

    @Test
    void whatWasMeasuredToItsEndIsNotExtrapolated() {
        FillCurve curve = curve(18, n -> 1e-9 * n * n);
        assertThat(curve.reached()).isTrue();
        assertThat(curve.extrapolation()).isEmpty();
        assertThat(curve.secondsAtTarget()).contains(1e-9 * TARGET * TARGET);
    }

    @Test
    void onePointIsNoLaw() {
        FillCurve curve = curve(10, n -> 1e-9 * n);
        assertThat(curve.secondsAtTarget()).isEmpty();
        assertThatThrownBy(() -> Extrapolation.of(curve.measured()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 points: a law needs two at least");
    }
}
