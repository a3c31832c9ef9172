package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptUnitsTest {
    @Test
    void allAreKeptAtFirstAndNoneBeyondTheLast() {
        assertThat(new KeptUnits(1).count()).isEqualTo(1);
        assertThat(new KeptUnits(64).count()).isEqualTo(64);
        assertThat(new KeptUnits(129).count()).isEqualTo(129);
    }

    @Test
    void randomHistoriesAgreeWithASetOfBits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeptUnits units = new KeptUnits(5000);
        BitSet kept = new BitSet();
        kept.set(0, 5000);
        for (int step = 0; step < 1000; step++) {
            int first = random.nextInt(5000);
            int count = 1 + random.nextInt(Math.min(5000 - first, 200));
            boolean any = !kept.get(first, first + count).isEmpty();
            assertThat(units.any(first, count)).as("seed " + seed).isEqualTo(any);
            assertThat(units.release(first, count)).as("seed " + seed).isEqualTo(any);
            kept.clear(first, first + count);
            assertThat(units.any(first, count)).as("seed " + seed).isFalse();
            assertThat(units.count()).as("seed " + seed).isEqualTo(kept.cardinality());
        }
    }
}
