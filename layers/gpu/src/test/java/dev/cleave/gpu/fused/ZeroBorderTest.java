package dev.cleave.gpu.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A channel with a border of zeros")
class ZeroBorderTest {
    @Test
    @DisplayName("holds the channel it took last, normalized, and zeros around and behind it")
    void fill() {
        try (Arena arena = Arena.ofConfined()) {
            PieceTensor<HostMemory> maps = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(1, 2, 1, 3));
            for (int at = 0; at < 6; at++) {
                HostTensors.set(maps, at, 0, at / 3, 0, at % 3);
            }
            HostChannels channels = new HostChannels(maps);
            ZeroBorder plane = new ZeroBorder(1, 3, 4);
            plane.fill(channels, Normalization.IDENTITY, 0, 1);
            assertThat(plane.stride()).isEqualTo(6);
            assertThat(plane.values()).containsExactly(0, 0, 0, 0, 0, 0, 0, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0, 0);
            plane.fill(channels, new Normalization(new float[] {10, 1}, new float[] {-5, 0}), 0, 0);
            assertThat(plane.values()).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 5, 15, 0, 0);
        }
    }
}
