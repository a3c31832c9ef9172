package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sketch of heat")
class HeatSketchTest {
    private static final Offset<Double> NEARLY = within(1e-3);

    @Test
    @DisplayName("falls by half in a half-life, and rises by one with an access")
    void decays() {
        HeatSketch sketch = new HeatSketch();
        Decay decay = new Decay(100);
        assertThat(sketch.add(5, 1, decay)).isCloseTo(1, NEARLY);
        assertThat(sketch.heat(5, 101, decay)).isCloseTo(0.5, NEARLY);
        assertThat(sketch.add(5, 101, decay)).isCloseTo(1.5, NEARLY);
        assertThat(sketch.heat(5, 301, decay)).isCloseTo(0.375, NEARLY);
        assertThat(sketch.heat(6, 301, decay)).isZero();
    }

    @Test
    @DisplayName("never says less than is, and grows with the objects that are warm")
    void neverLess() {
        long seed = 4;
        Random random = new Random(seed);
        HeatSketch sketch = new HeatSketch();
        Decay decay = new Decay(200_000);
        double[] heats = new double[50_000];
        long[] times = new long[heats.length];
        for (long now = 1; now <= 400_000; now++) {
            int id = (int) (heats.length * Math.pow(random.nextDouble(), 3));
            heats[id] = decay.after(heats[id], now - times[id]) + 1;
            times[id] = now;
            sketch.add(id, now, decay);
        }
        for (int id = 0; id < heats.length; id++) {
            double heat = decay.after(heats[id], 400_000 - times[id]);
            double found = sketch.heat(id, 400_000, decay);
            assertThat(found).as("seed %d, id %d", seed, id).isGreaterThan(heat * 0.999 - 0.02);
        }
        assertThat(sketch.length()).isGreaterThan(1 << 15);
    }
}
