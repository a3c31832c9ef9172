package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A bounded count")
class BoundedTest {
    private static final int ROUNDS = 40_000;

    @Test
    @DisplayName("never passes its limit, which is not lowered below it")
    void limit() {
        Bounded count = new Bounded(2);
        assertThat(count.raise()).isTrue();
        assertThat(count.raise()).isTrue();
        assertThat(count.raise()).isFalse();
        assertThat(count.changeLimit(1)).isFalse();
        assertThat(count.limit()).isEqualTo(2);
        count.lower();
        assertThat(count.changeLimit(1)).isTrue();
        assertThat(count.raise()).isFalse();
        assertThat(count.get()).isEqualTo(1);
    }

    /** Race 3. */
    @Test
    @DisplayName("keeps to a limit that is lowered meanwhile")
    void threads() throws Exception {
        Bounded count = new Bounded(2);
        AtomicLong holding = new AtomicLong();
        AtomicLong over = new AtomicLong();
        Callable<Void> raises = () -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (count.raise()) {
                    holding.getAndIncrement();
                    holding.getAndDecrement();
                    count.lower();
                }
            }
            return null;
        };
        Callable<Void> lowers = () -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (count.changeLimit(1)) {
                    over.addAndGet(holding.get() > 1 ? 1 : 0);
                    count.changeLimit(2);
                }
            }
            return null;
        };
        Together.run(List.of(raises, raises, lowers));
        assertThat(over).hasValue(0);
        assertThat(count.get()).isZero();
        assertThat(count.limit()).isEqualTo(2);
    }
}
