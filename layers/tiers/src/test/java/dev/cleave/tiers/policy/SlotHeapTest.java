package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The heap of slots")
class SlotHeapTest {
    @Test
    @DisplayName("has the least key first, whatever is added, changed and removed")
    void leastFirst() {
        long seed = 6;
        Random random = new Random(seed);
        SlotHeap heap = new SlotHeap();
        Map<Integer, Double> model = new HashMap<>();
        for (int step = 0; step < 30_000; step++) {
            int slot = random.nextInt(200);
            double key = random.nextDouble();
            if (!model.containsKey(slot)) {
                assertThat(heap.contains(slot)).isFalse();
                heap.add(slot, key);
                model.put(slot, key);
            } else if (random.nextBoolean()) {
                heap.change(slot, key);
                model.put(slot, key);
            } else {
                heap.remove(slot);
                model.remove(slot);
            }
            assertThat(heap.size()).isEqualTo(model.size());
            if (!model.isEmpty()) {
                assertThat(heap.firstKey()).as("seed %d, step %d", seed, step)
                        .isEqualTo(Collections.min(model.values()));
                assertThat(model).containsEntry(heap.first(), heap.firstKey());
            }
        }
    }
}
