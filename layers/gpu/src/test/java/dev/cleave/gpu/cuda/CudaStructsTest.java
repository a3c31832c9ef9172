package dev.cleave.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceLostException;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("CUDA's structures, results and library")
class CudaStructsTest {
    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }

    @DisplayName("The structures are as large as a C compiler makes them, with every field where it puts it")
    @Test
    void structuresAreAsACompilerMakesThem() {
        StructLayout properties = CudaStructs.ALLOCATION_PROPERTIES;

        assertThat(CudaStructs.LOCATION.byteSize()).isEqualTo(8);
        assertThat(CudaStructs.ACCESS.byteSize()).isEqualTo(12);
        assertThat(offset(CudaStructs.ACCESS, "flags")).isEqualTo(8);
        assertThat(properties.byteSize()).isEqualTo(32);
        assertThat(properties.byteAlignment()).isEqualTo(8);
        assertThat(List.of(offset(properties, "type"), offset(properties, "requestedHandleTypes"),
                offset(properties, "location"), offset(properties, "win32HandleMetaData"),
                offset(properties, "compressionType"), offset(properties, "gpuDirectRDMACapable"),
                offset(properties, "usage"), offset(properties, "reserved")))
                .containsExactly(0L, 4L, 8L, 16L, 24L, 25L, 26L, 28L);
    }

    @DisplayName("What is asked for is pinned memory of one device, for that to read and write; all else is zero")
    @Test
    void whatIsAskedFor() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = CudaStructs.memoryOn(5, arena);
            MemorySegment access = CudaStructs.accessFor(5, arena);

            assertThat(memory.toArray(JAVA_INT)).containsExactly(1, 0, 1, 5, 0, 0, 0, 0);
            assertThat(access.toArray(JAVA_INT)).containsExactly(1, 5, 3);
        }
        assertThat(ValueLayout.ADDRESS.byteSize()).isEqualTo(8);
    }

    @DisplayName("Results become the exceptions that device heaps know")
    @Test
    void resultsBecomeExceptions() {
        assertThat(CudaResult.exception("cuMemCreate", 2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"))
                .isInstanceOf(OutOfDeviceMemoryException.class)
                .hasMessage("cuMemCreate: CUDA_ERROR_OUT_OF_MEMORY (2): out of memory");
        assertThat(CudaResult.exception("cuInit", 100, "", "")).isInstanceOf(NoDeviceException.class);
        assertThat(CudaResult.exception("cuMemMap", 1, "", "")).isExactlyInstanceOf(DeviceException.class);
    }

    @DisplayName("A context that no later call can use is a lost device")
    @ParameterizedTest
    @ValueSource(ints = {4, 46, 214, 700, 702, 709, 710, 714, 719})
    void aContextThatNoLaterCallCanUse(int result) {
        assertThat(CudaResult.exception("any", result, "", "")).isInstanceOf(DeviceLostException.class);
    }

    @DisplayName("Without the library the error says what was looked for, and of an old one what it lacks")
    @Test
    void withoutTheLibrary() {
        Assertions.assertThatThrownBy(() -> CudaLibrary.load(List.of("libno-such-cuda.so.1")))
                .isInstanceOf(NoDeviceException.class)
                .hasMessageContaining("looked for libno-such-cuda.so.1")
                .hasMessageContaining("NVIDIA's driver");
        CudaLibrary other = CudaLibrary.load(List.of("libc.so.6"));
        Assertions.assertThatThrownBy(() -> new NativeCudaDriver(other))
                .isInstanceOf(NoDeviceException.class)
                .hasMessageStartingWith("libc.so.6 has no cuGetErrorName: the driver is too old");
    }

    @DisplayName("The processor's memory is what the system tells, and very much where it does not")
    @Test
    void theProcessorsMemory() {
        assertThat(HostMemory.byteSize(List.of("MemFree:  5 kB", "MemTotal:       16384 kB"))).isEqualTo(16L << 20);
        assertThat(HostMemory.byteSize(List.of("nothing"))).isEqualTo(1L << 40);
        assertThat(HostMemory.byteSize()).isPositive();
    }
}
