package dev.cleave.gpu.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Statistics of channels")
class StatisticsTest {
    @Test
    @DisplayName("of pieces side by side are theirs, one behind another")
    void along() {
        Statistics joined = Statistics.along(List.of(new Statistics(new float[] {1, 2}, new float[] {3, 4}),
                new Statistics(new float[] {5}, new float[] {6})));
        assertThat(joined.channels()).isEqualTo(3);
        assertThat(joined.mean()).containsExactly(1, 2, 5);
        assertThat(joined.variance()).containsExactly(3, 4, 6);
        assertThatThrownBy(() -> new Statistics(new float[1], new float[2]))
                .hasMessage("1 means and 2 variances: must be one of both for each channel");
    }

    @Test
    @DisplayName("make scales and shifts that bring a channel to the mean and spread that was learned")
    void normalization() {
        Statistics statistics = new Statistics(new float[] {10}, new float[] {4});
        Normalization normalization =
                Normalization.of(statistics, new float[] {3}, new float[] {100}, Float.MIN_NORMAL);
        assertThat(normalization.apply(10, 0)).isEqualTo(100);
        assertThat(normalization.apply(12, 0)).isEqualTo(103);
        assertThat(normalization.apply(-90, 0)).as("ReLU").isZero();
    }
}
