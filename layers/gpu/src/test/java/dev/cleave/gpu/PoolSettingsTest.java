package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.READ_BACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings of a pool")
class PoolSettingsTest {
    private final PoolSettings usual = PoolSettings.of(0);

    @Test
    @DisplayName("are refused with what was given and what is allowed")
    void areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> usual.unit(100)).withMessageContaining("unit 100");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.unit(1L << 31))
                .withMessageContaining("the largest is");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.blocksOf(1000))
                .withMessageContaining("a block of 1000 bytes: it must be a multiple of the unit, 256");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.blocksOf(-256)).withMessageContaining("-256 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.blocks(3, 2))
                .withMessageContaining("3 to 2 blocks");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.keepEmpty(-1)).withMessageContaining("-1 of them");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.aligned(48)).withMessageContaining("alignment 48");
        assertThatIllegalArgumentException().isThrownBy(() -> usual.dedicatedFrom(-1))
                .withMessageContaining("-1 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> PoolSettings.ring(0, 4096).blocks(1, 2))
                .withMessageContaining("RING of up to 2 blocks");
    }

    @Test
    @DisplayName("make a unit of an atom of flushes at least, where memory is not coherent")
    void growTheUnit() {
        DeviceDouble device = new DeviceDouble(64 * MIB, new DeviceLimits(1024, 1, 16, 64 * MIB, 64));
        assertThat(PoolShape.of(PoolSettings.of(READ_BACK).unit(256), device.info()).settings().unitBytes())
                .isEqualTo(1024);
        assertThat(PoolShape.of(usual.unit(256), device.info()).settings().unitBytes()).isEqualTo(256);
        assertThatThrownBy(() -> PoolShape.of(PoolSettings.of(7), device.info()))
                .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("memory type 7");
    }
}
