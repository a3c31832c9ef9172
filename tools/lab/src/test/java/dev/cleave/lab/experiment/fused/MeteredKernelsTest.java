package dev.cleave.lab.experiment.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.fused.HostKernels;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Kernels whose feature maps are counted")
class MeteredKernelsTest {
    @Test
    @DisplayName("know the most that was live at a time, and begin anew with what is live")
    void peak() {
        try (Pool pool = Pool.builder().capacity(1 << 20).build()) {
            MeteredKernels<HostMemory> kernels = new MeteredKernels<>(HostKernels.scalar(pool));
            PieceTensor<HostMemory> first = kernels.allocate(Shape.of(1, 2, 4, 4));
            PieceTensor<HostMemory> second = kernels.allocate(Shape.of(1, 1, 4, 4));
            kernels.free(first);
            assertThat(kernels.takePeak()).isEqualTo(192);
            assertThat(kernels.takePeak()).isEqualTo(64);
            kernels.free(second);
            assertThat(kernels.name()).isEqualTo("scalar");
            assertThat(pool.usedBytes()).isZero();
        }
    }
}
