package dev.cleave.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a tenant may have")
class SmallPartsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0, 1, 1, 1, 1, 0, a share of 0 bytes",
        "-5, 1, 1, 1, 1, 0, a share of -5 bytes",
        "10, 9, 1, 1, 1, 0, a most of 9 bytes beside a share of 10",
        "10, 10, 0, 1, 1, 0, a limit of 0 blocks",
        "10, 10, 1, 0, 1, 0, a rate of 0 bytes a second",
        "10, 10, 1, 1, 0, 0, a burst of 0 bytes",
        "10, 10, 1, 1, 1, -1, a limit of -1 pageblocks of others"})
    @DisplayName("is refused out of its range, by name")
    void ranges(long share, long most, long blocks, long rate, long burst, long strays, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TenantLimits(share, most, blocks, rate, burst, strays))
                .withMessageContaining(message);
    }

    @Test
    @DisplayName("is confinement by damage: none at first, a pageblock at last, and back")
    void confinement() {
        assertThat(Confinement.units(0, 0, 9)).isZero();
        assertThat(Confinement.units(1, 0, 9)).isZero();
        assertThat(Confinement.units(2, 0, 9)).isEqualTo(2);
        assertThat(Confinement.units(5, 0, 9)).isEqualTo(16);
        assertThat(Confinement.units(1_000, 0, 9)).isEqualTo(512);
        assertThat(Confinement.units(5, 100, 9)).as("little, beside what it needs").isZero();
        for (long wasted = 1; wasted < 100; wasted++) {
            assertThat(Confinement.units(wasted, 8, 9)).isGreaterThanOrEqualTo(Confinement.units(wasted - 1, 8, 9));
        }
    }

    @Test
    @DisplayName("is divided so that nobody has more while somebody has less and wants more")
    void maxMin() {
        assertThat(MaxMin.divide(10, new long[] {2, 8, 8})).containsExactly(2, 4, 4);
        assertThat(MaxMin.divide(100, new long[] {2, 8, 8})).containsExactly(2, 8, 8);
        assertThat(MaxMin.divide(0, new long[] {2, 8})).containsExactly(0, 0);
        assertThat(MaxMin.divide(5, new long[] {})).isEmpty();
        assertThat(MaxMin.divide(2, new long[] {9, 9, 9})).containsExactly(1, 1, 0);
        assertThat(MaxMin.divide(Long.MAX_VALUE, new long[] {Long.MAX_VALUE, 1}))
                .containsExactly(Long.MAX_VALUE - 1, 1);
    }
}
