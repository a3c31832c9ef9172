package dev.cleave.gpu;

import static dev.cleave.gpu.MemoryProperty.DEVICE_COHERENT;
import static dev.cleave.gpu.MemoryProperty.DEVICE_LOCAL;
import static dev.cleave.gpu.MemoryProperty.HOST_CACHED;
import static dev.cleave.gpu.MemoryProperty.HOST_VISIBLE;
import static dev.cleave.gpu.MemoryProperty.PROTECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory types for a request")
class TypeChoiceTest {
    private final TypeChoice choice = new TypeChoice(new DeviceInfo("Double", "1.0", "a double", DeviceKind.OTHER,
            new DeviceLimits(64, 1, 1, 1 << 20, 10), List.of(new MemoryHeap(0, 1 << 20, true)),
            List.of(new MemoryType(0, 0, Set.of(DEVICE_LOCAL, PROTECTED)),
                    new MemoryType(1, 0, Set.of(DEVICE_LOCAL, DEVICE_COHERENT)),
                    new MemoryType(2, 0, Set.of(HOST_VISIBLE)),
                    new MemoryType(3, 0, Set.of(DEVICE_LOCAL)),
                    new MemoryType(4, 0, Set.of(HOST_VISIBLE, HOST_CACHED, DEVICE_LOCAL)))));
    private final AllocationRequest any = AllocationRequest.of(1);

    @Test
    @DisplayName("are those that have what is required, most of what is preferred first, then in the device's order")
    void areSorted() {
        assertThat(choice.of(any)).containsExactly(2, 3, 4);
        assertThat(choice.of(any.prefer(DEVICE_LOCAL))).containsExactly(3, 4, 2);
        assertThat(choice.of(any.require(HOST_VISIBLE).prefer(HOST_CACHED, DEVICE_LOCAL))).containsExactly(4, 2);
        assertThat(choice.of(any.types(0b1100))).containsExactly(2, 3);
    }

    @Test
    @DisplayName("are special ones only where they are asked for")
    void areSpecialOnDemand() {
        assertThat(choice.of(any.require(PROTECTED))).containsExactly(0);
        assertThat(choice.of(any.require(DEVICE_COHERENT))).containsExactly(1);
    }

    @Test
    @DisplayName("are the same each time, whatever else was asked meanwhile")
    void areKept() {
        int[] first = choice.of(any.type(3));
        for (int bits = 1; bits < 1 << 5; bits++) {
            if ((bits & 0b11100) != 0) {
                choice.of(any.types(bits).prefer(DEVICE_LOCAL));
                choice.of(any.types(bits));
            }
        }
        assertThat(choice.of(any.type(3))).isEqualTo(first).containsExactly(3);
    }

    @Test
    @DisplayName("are none, and what there is is said")
    void areNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> choice.of(any.type(0)))
                .withMessageContaining("allowed are types 1 ").withMessageContaining("PROTECTED");
    }
}
