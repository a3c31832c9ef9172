package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of owners")
class OwnerTableTest {
    @Test
    @DisplayName("knows who owns what, and visits all from the lowest unit on")
    void knows() {
        OwnerTable<String> table = new OwnerTable<>(1000);
        assertThat(table.get(999)).isNull();
        table.set(999, "last");
        table.set(0, "first");
        table.set(300, "middle");
        table.set(300, null);
        List<String> seen = new ArrayList<>();
        table.forEach(seen::add);
        assertThat(seen).containsExactly("first", "last");
        assertThat(table.get(999)).isEqualTo("last");
    }

    @Test
    @DisplayName("loses nothing where many open one part at once")
    void threads() throws Exception {
        OwnerTable<Integer> table = new OwnerTable<>(64 * 256);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            int from = t;
            threads.execute(() -> {
                for (int unit = from; unit < 64 * 256; unit += 4) {
                    table.set(unit, unit);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        List<Integer> seen = new ArrayList<>();
        table.forEach(seen::add);
        assertThat(seen).hasSize(64 * 256).isSorted();
    }
}
