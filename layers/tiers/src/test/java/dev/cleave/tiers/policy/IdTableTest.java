package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of ids")
class IdTableTest {
    @Test
    @DisplayName("agrees with a map, whatever is added and removed")
    void agreesWithMap() {
        long seed = 77;
        Random random = new Random(seed);
        IdTable table = new IdTable();
        Map<Long, Integer> model = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            long id = random.nextInt(600) * (random.nextBoolean() ? 1L : 1L << 40);
            Integer slot = model.get(id);
            assertThat(table.find(id)).as("seed %d, step %d", seed, step).isEqualTo(slot == null ? IdTable.NONE : slot);
            if (slot == null) {
                int added = table.add(id);
                assertThat(model.values()).doesNotContain(added);
                model.put(id, added);
                assertThat(table.id(added)).isEqualTo(id);
            } else if (random.nextInt(3) > 0) {
                table.remove(slot);
                model.remove(id);
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        model.forEach((id, slot) -> assertThat(table.find(id)).isEqualTo(slot));
    }
}
