package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The budget of a pass")
class PassBudgetTest {
    @Test
    @DisplayName("is spent by bytes and by moves, and a move that is too long spends nothing")
    void isSpent() {
        PassBudget budget = new PassBudget(DefragmentationSettings.ofPass(100, 3));
        assertThat(budget.spend(60)).isTrue();
        assertThat(budget.spend(60)).isFalse();
        assertThat(budget.spend(10)).isTrue();
        assertThat(budget.isSpent()).isFalse();
        assertThat(budget.spend(10)).isTrue();
        assertThat(budget.isSpent()).isTrue();
        assertThat(budget.spend(1)).isFalse();
    }
}
