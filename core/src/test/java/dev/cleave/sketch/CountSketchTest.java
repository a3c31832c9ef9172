package dev.cleave.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sketch of counts")
class CountSketchTest {
    private final Random random = new Random(1);

    @Test
    @DisplayName("never says less than was counted, up to fifteen, and nearly always just that")
    void estimates() {
        CountSketch sketch = new CountSketch();
        sketch.fit(1024);
        long[] hashes = random.longs(1000).toArray();
        for (int each = 0; each < hashes.length; each++) {
            for (int time = 0; time < each % 5; time++) {
                sketch.count(hashes[each]);
            }
        }
        int exact = 0;
        for (int each = 0; each < hashes.length; each++) {
            assertThat(sketch.estimate(hashes[each])).isGreaterThanOrEqualTo(each % 5);
            exact += sketch.estimate(hashes[each]) == each % 5 ? 1 : 0;
        }
        assertThat(exact).isGreaterThan(950);
    }

    @Test
    @DisplayName("keeps its counts when it grows, and halves them after ten times as many as there are objects")
    void growsAndForgets() {
        CountSketch sketch = new CountSketch();
        sketch.fit(16);
        for (int time = 0; time < 12; time++) {
            sketch.count(42);
        }
        assertThat(sketch.lengthFor(1000)).isEqualTo(512 * 8);
        sketch.fit(1000);
        assertThat(sketch.length()).isEqualTo(512 * 8);
        assertThat(sketch.estimate(42)).isEqualTo(12);
        for (int time = 12; time < 10_000; time++) {
            sketch.count(random.nextLong());
        }
        assertThat(sketch.estimate(42)).isLessThan(12);
    }
}
