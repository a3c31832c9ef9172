package dev.cleave.gpu.occupancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "0; 32; 0; 0; threads a block: 0 given, 1 to 1024 allowed",
        "-32; 32; 0; 0; threads a block: -32 given, 1 to 1024 allowed",
        "1025; 32; 0; 0; threads a block: 1025 given, 1 to 1024 allowed",
        "32; 256; 0; 0; registers a thread: 256 given, 0 to 255 allowed",
        "32; -1; 0; 0; registers a thread: -1 given, 0 to 255 allowed",
        "32; 32; -1; 0; bytes of static shared memory: -1 given, 0 or more allowed",
        "32; 32; 0; -1; bytes of dynamic shared memory: -1 given, 0 or more allowed"})
    void refusesWhatNoCardCanHave(int threads, int registers, int fixed, int dynamic, String message) {
        assertThatThrownBy(() -> new Launch(threads, registers, fixed, dynamic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aWarpThatIsNotFullCountsAsOne() {
        assertThat(new Launch(33, 32, 0, 0).warps()).isEqualTo(2);
        assertThat(new Launch(1, 32, 0, 0).warps()).isOne();
    }

    @Test
    void aWarpHasItsRegistersInMultiplesOf256() {
        assertThat(new Launch(32, 32, 0, 0).registersOfWarp()).isEqualTo(1024);
        assertThat(new Launch(32, 33, 0, 0).registersOfWarp()).isEqualTo(1280);
        assertThat(new Launch(32, 0, 0, 0).registersOfWarp()).isZero();
    }

    @Test
    void dynamicSharedMemoryChangesFirst() {
        Launch launch = new Launch(32, 32, 1000, 500);
        assertThat(launch.withShared(1200)).isEqualTo(new Launch(32, 32, 1000, 200));
        assertThat(launch.withShared(900)).isEqualTo(new Launch(32, 32, 900, 0));
        assertThat(launch.withShared(2000)).isEqualTo(new Launch(32, 32, 1000, 1000));
    }

    @Test
    void anUnknownCapabilityIsRefusedWithThoseThatAreKnown() {
        assertThat(Capability.of("10.0")).isEqualTo(Capability.V10_0);
        assertThatThrownBy(() -> Capability.of("6.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown compute capability '6.1': expected one of"
                        + " 7.0, 7.5, 8.0, 8.6, 8.9, 9.0, 10.0, 12.0");
    }
}
