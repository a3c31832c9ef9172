package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The budget of mappings")
class MapBudgetTest {
    @Test
    @DisplayName("is three quarters of what the system allows")
    void threeQuarters() {
        MapBudget budget = new MapBudget(() -> 100);
        assertThat(budget.most()).isEqualTo(75);
        assertThat(budget.tryTake(75)).isTrue();
        assertThat(budget.tryTake(1)).isFalse();
        budget.giveBack(5);
        assertThat(budget.tryTake(6)).as("all or none").isFalse();
        assertThat(budget.tryTake(5)).isTrue();
        assertThat(budget.taken()).isEqualTo(75);
    }

    @Test
    @DisplayName("follows the system's setting, which may be raised while the process runs")
    void raised() {
        AtomicLong setting = new AtomicLong(4);
        MapBudget budget = new MapBudget(setting::get);
        assertThat(budget.tryTake(4)).isFalse();
        setting.set(400);
        assertThat(budget.tryTake(300)).isTrue();
        setting.set(4);
        assertThat(budget.tryTake(1)).isFalse();
    }

    @Test
    @DisplayName("is never exceeded, whoever takes at once")
    void threads() throws Exception {
        MapBudget budget = new MapBudget(() -> 8);
        AtomicLong held = new AtomicLong();
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(() -> {
                for (int round = 0; round < 20_000; round++) {
                    if (budget.tryTake(2)) {
                        assertThat(held.addAndGet(2)).isLessThanOrEqualTo(6);
                        held.addAndGet(-2);
                        budget.giveBack(2);
                    }
                }
                return null;
            });
        }
        Together.run(threads);
        assertThat(budget.taken()).isZero();
    }
}
