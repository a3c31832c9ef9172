package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Counted with a clock that only moves as it is told. */
@DisplayName("Thrift")
class ThriftTest {
    private static final long COST = 1_000;
    private static final int REST = 200;

    private long now;
    private long computed;
    private final Thrift thrift = new Thrift(REST, 0, () -> now);

    private long ask(String question) {
        return thrift.ask(question, Long.class, () -> {
            now += COST;
            return ++computed;
        });
    }

    @Test
    @DisplayName("spends at most a share of the time, however often and whatever it is asked")
    void share() {
        for (int each = 0; each < 200_000; each++) {
            ask("one");
            ask("another");
            now += 10;
        }
        assertThat(computed * COST * REST).isLessThanOrEqualTo(now + 2 * COST * REST);
        assertThat(computed).as("and does spend it").isGreaterThan(now / (COST * (REST + 2)) / 2);
    }

    @Test
    @DisplayName("answers a new question at once, and a known one with what there is")
    void answers() {
        assertThat(ask("one")).isEqualTo(1);
        assertThat(ask("another")).isEqualTo(2);
        assertThat(ask("one")).as("the first of a kind does not count").isEqualTo(3);
        assertThat(ask("one")).isEqualTo(3);
        assertThat(ask("one more")).as("new, and of a kind that counts").isEqualTo(4);
        assertThat(ask("another")).isEqualTo(2);
        now += (REST + 1) * COST;
        assertThat(ask("one")).isEqualTo(5);
    }

    @Test
    @DisplayName("keeps no more answers than it says")
    void bounded() {
        for (int each = 0; each < 10 * Thrift.MOST_KEPT; each++) {
            ask("question " + each);
        }
        assertThat(ask("question " + (10 * Thrift.MOST_KEPT - 1))).isEqualTo(10 * Thrift.MOST_KEPT);
        assertThat(ask("question 0")).as("the oldest was forgotten").isEqualTo(10 * Thrift.MOST_KEPT + 1);
    }
}
