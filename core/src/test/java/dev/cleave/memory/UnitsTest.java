package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class UnitsTest {
    private static final long BASE = 0x10_0000;

    private final Units units = new Units("test", BASE, 10 << 12, 12, 1 << 15);

    @Test
    void bytesAreRoundedUpToUnits() {
        assertThat(units.of(1)).isEqualTo(1);
        assertThat(units.of(4096)).isEqualTo(1);
        assertThat(units.of(4097)).isEqualTo(2);
        assertThat(units.of(Long.MAX_VALUE)).isEqualTo(1L << 51);
        assertThatIllegalArgumentException().isThrownBy(() -> units.of(0));
    }

    @Test
    void anAlignmentIsAnOrderOfUnits() {
        assertThat(units.order(1)).isZero();
        assertThat(units.order(4096)).isZero();
        assertThat(units.order(8192)).isEqualTo(1);
        assertThat(units.order(1 << 15)).isEqualTo(3);
        for (long wrong : new long[] {0, -1, 3, 1 << 16, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> units.order(wrong));
        }
    }

    @Test
    void addressesAndOffsetsAreEachOthersInverse() {
        for (long offset = 0; offset < units.count(); offset++) {
            assertThat(units.offsetOf(units.address(offset))).isEqualTo(offset);
        }
        for (long wrong : new long[] {0, BASE - 1, BASE + 1, BASE + (10 << 12), Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> units.offsetOf(wrong));
        }
    }

    @Test
    void anyAddressHasAnIndexThatIsCutOffAtTheRims() {
        assertThat(units.indexOf(0, 0)).isZero();
        assertThat(units.indexOf(BASE + 4095, 0)).isZero();
        assertThat(units.indexOf(BASE + 4095, 4095)).isEqualTo(1);
        assertThat(units.indexOf(BASE + 4096, 4095)).isEqualTo(1);
        assertThat(units.indexOf(BASE + 4097, 4095)).isEqualTo(2);
        assertThat(units.indexOf(Long.MAX_VALUE, 4095)).isEqualTo(10);
    }
}
