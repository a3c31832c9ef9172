package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreedLatelyTest {
    @Test
    void aPageIsHeldUntilItIsAllocatedAgain() {
        FreedLately freed = new FreedLately();
        freed.add(7);

        assertThat(freed.holds(7)).isTrue();
        assertThat(freed.holds(8)).isFalse();
        freed.remove(7);
        assertThat(freed.holds(7)).isFalse();
    }

    @Test
    void theOldestIsForgottenAndOneFreedAgainIsYoung() {
        FreedLately freed = new FreedLately();
        freed.add(-1);
        freed.add(-2);
        freed.add(-1);
        long next = 0;
        while (freed.holds(-2)) {
            freed.add(next++);
        }

        assertThat(next).isGreaterThan(1000);
        assertThat(freed.holds(-1)).isTrue();
        freed.add(next);
        assertThat(freed.holds(-1)).isFalse();
    }
}
