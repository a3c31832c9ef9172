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
        assertThat(sketch.byteSizeFor(1000)).isEqualTo(512 * 4);
        sketch.fit(1000);
        assertThat(sketch.byteSize()).isEqualTo(512 * 4);
        assertThat(sketch.estimate(42)).isEqualTo(12);
        for (int time = 12; time < 10_000; time++) {
            sketch.count(random.nextLong());
        }
        assertThat(sketch.estimate(42)).isLessThan(12);
    }

    @Test
    @DisplayName("shrinks when there are a fourth as many objects, and says no less than before of any")
    void shrinks() {
        CountSketch sketch = new CountSketch();
        sketch.fit(4096);
        long[] hashes = random.longs(4096).toArray();
        for (int each = 0; each < hashes.length; each++) {
            for (int time = 0; time < each % 16; time++) {
                sketch.count(hashes[each]);
            }
        }
        sketch.fit(1025);
        assertThat(sketch.byteSize()).isEqualTo(4096);
        int[] before = new int[hashes.length];
        for (int each = 0; each < hashes.length; each++) {
            before[each] = sketch.estimate(hashes[each]);
        }
        sketch.fit(511);
        assertThat(sketch.byteSize()).isEqualTo(256 * 4);
        for (int each = 0; each < hashes.length; each++) {
            assertThat(sketch.estimate(hashes[each])).isBetween(before[each], 15);
        }
    }
}
