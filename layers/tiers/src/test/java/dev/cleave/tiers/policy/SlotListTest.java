package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of slots")
class SlotListTest {
    @Test
    @DisplayName("agrees with a list, whatever is added, moved and removed")
    void agreesWithList() {
        long seed = 3;
        Random random = new Random(seed);
        SlotList list = new SlotList();
        List<Integer> model = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            Integer slot = random.nextInt(40);
            if (!model.contains(slot)) {
                list.addLast(slot);
                model.add(slot);
            } else if (random.nextBoolean()) {
                list.remove(slot);
                model.removeIf(slot::equals);
            } else {
                list.moveToLast(slot);
                model.removeIf(slot::equals);
                model.add(slot);
            }
            List<Integer> found = new ArrayList<>();
            for (int each = list.first(); each != IdTable.NONE; each = list.after(each)) {
                found.add(each);
            }
            assertThat(found).as("seed %d, step %d", seed, step).isEqualTo(model);
            assertThat(list.size()).isEqualTo(model.size());
        }
    }
}
