package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.SampleTable.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table of samples")
class SampleTableTest {
    private final SampleTable table = new SampleTable();

    @Test
    @DisplayName("does what a map does, whatever is added and removed in between")
    void behavesAsAMap() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Sample> model = new HashMap<>();
        for (int step = 0; step < 100_000; step++) {
            // few addresses, so that they meet; page addresses as well as neighbours
            long address = random.nextBoolean() ? random.nextInt(700) : (long) random.nextInt(700) << 12;
            if (random.nextInt(100) < (step / 10_000 % 2 == 0 ? 60 : 30)) {
                Sample sample = new Sample(address, List.of(), step, "");
                table.put(sample);
                model.put(address, sample);
            } else {
                table.remove(address);
                model.remove(address);
            }
            assertThat(table.get(address)).as("seed %d step %d", seed, step).isSameAs(model.get(address));
            assertThat(table.size()).isEqualTo(model.size());
        }
        model.forEach((address, sample) -> assertThat(table.get(address)).as("seed %d", seed).isSameAs(sample));
        assertThat(table.all()).containsExactlyInAnyOrderElementsOf(model.values());
    }
}
