package dev.cleave.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What observation costs")
class ObservationCostTest {
    private static Slice slice(long processNanos) {
        return new Slice(1000, processNanos, 900_000, 1_000_000);
    }

    private static final ObservationCost COST = new ObservationCost("record",
            List.of(slice(1_000_000), slice(2_000_000), slice(1_000_000)),
            List.of(slice(1_050_000), slice(2_080_000), slice(1_010_000)), 1, 0);

    @Test
    @DisplayName("is told by turns, so that a slow minute counts in both of its halves")
    void byTurns() {
        assertThat(COST.more(Slice::processNanosAnEvent)).containsExactly(new double[] {0.05, 0.04, 0.01},
                within(1e-9));
        assertThat(COST.more(Slice::elapsedNanosAnEvent)).containsOnly(0);
    }

    @Test
    @DisplayName("has its median and its extremes in the table, and every turn for programs")
    void isTold() {
        assertThat(ObservationCost.lines(List.of(COST)).get(1))
                .contains("processor time of the process", "1000.0", "1050.0", "4.0 %", "1.0 %", "5.0 %", "1,000,000");
        assertThat(COST.json().at("/processorTime/more").asDouble()).isEqualTo(0.04, within(1e-9));
        assertThat(COST.json().at("/processorTime/moreByTurn")).hasSize(3);
        assertThat(COST.warnings()).isEmpty();
    }

    @Test
    @DisplayName("says where not everything was observed")
    void sampled() {
        assertThat(new ObservationCost("record", COST.without(), COST.with(), 4, 17).warnings())
                .containsExactly("record: one block of 4 was recorded, 17 events lost");
    }

    @Test
    @DisplayName("goes from one JVM to the other as one line")
    void slices() {
        Slice slice = new Slice(1, 2, 3, 4);
        assertThat(Slice.of(slice.toLine())).isEqualTo(slice);
        assertThat(new Slice(11, 22, 33, 44).since(slice)).isEqualTo(new Slice(10, 20, 30, 40));
    }
}
