package dev.cleave.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A property tried on random histories")
class RandomHistoriesTest {
    /** Fails where three steps of more than 100 come, and nothing else counts. */
    private static void hasNoThreeLarge(ByteHistory history) {
        int large = 0;
        while (history.hasMore()) {
            large += history.tell(history.below(256)) > 100 ? 1 : 0;
        }
        assertThat(large).isLessThan(3);
    }

    @Test
    @DisplayName("that fails is shrunk to the least that fails, and told with seed, bytes and steps")
    void shrinks() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> RandomHistories.check(42, 100, 300, RandomHistoriesTest::hasNoThreeLarge))
                .withMessageContaining("history 0 of -Dcleave.histories.seed=42 failed")
                .withMessageContaining("to 3: -Dcleave.histories.bytes=656565\n  101\n  101\n  101\n")
                .withMessageContaining("less than")
                .withCauseInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("that holds is tried as often as was said, on bytes of many lengths, the same for one seed")
    void tries() {
        assertThat(bytesSeen(7)).hasSize(200).isEqualTo(bytesSeen(7)).isNotEqualTo(bytesSeen(8));
        assertThat(bytesSeen(7).stream().mapToInt(List::size).summaryStatistics())
                .satisfies(lengths -> {
                    assertThat(lengths.getMin()).isLessThan(10);
                    assertThat(lengths.getMax()).isBetween(40, 50);
                });
        assertThat(bytesSeen(7).stream().flatMap(List::stream).filter(value -> value == 255).count())
                .as("edges come often").isGreaterThan(200);
    }

    private static List<List<Integer>> bytesSeen(long seed) {
        List<List<Integer>> seen = new ArrayList<>();
        RandomHistories.check(seed, 200, 50, history -> {
            List<Integer> values = new ArrayList<>();
            while (history.hasMore()) {
                values.add(history.below(256));
            }
            seen.add(values);
        });
        return seen;
    }

    @Test
    @DisplayName("that fails now and then says that something in it is random")
    void unsteady() {
        AtomicInteger calls = new AtomicInteger();
        Consumer<ByteHistory> once = history -> assertThat(calls.incrementAndGet()).isNotEqualTo(1);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> RandomHistories.check(1, 5, 5, once))
                .withMessageContaining("did not fail again");
    }

    @Test
    @DisplayName("is given as bytes, to look at one history")
    void given() {
        System.setProperty("cleave.histories.bytes", "c8c8c9");
        try {
            List<Object> told = new ArrayList<>();
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> RandomHistories.check(10, 10, history -> {
                told.add(history.below(256));
                hasNoThreeLarge(history);
                told.addAll(history.told());
                assertThat(told).isEmpty();
            })).withMessageContaining("empty");
            assertThat(told).containsExactly(200, 200, 201);
        } finally {
            System.clearProperty("cleave.histories.bytes");
        }
    }
}
