package dev.cleave.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.opencl.OpenClDevice.Handles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.opencl.CL10;

class OpenClDevicesTest {
    private static final List<OpenClDevice> THREE = List.of(
            device(0, "cpu-haswell", OpenClDevice.Type.CPU), device(1, "Radeon 780", OpenClDevice.Type.GPU),
            device(2, "GeForce 4090", OpenClDevice.Type.GPU));

    private static OpenClDevice device(int index, String name, OpenClDevice.Type type) {
        return new OpenClDevice(index, name, "maker", "OpenCL 3.0", type, 4, 1024, 48 << 10, 1L << 30, 1L << 28,
                new Handles(1, index));
    }

    @ParameterizedTest
    @CsvSource({"any, 1", "ANY, 1", "gpu, 1", "cpu, 0", "0, 0", "2, 2", "geforce, 2", "haswell, 0", "Radeon 780, 1"})
    void isChosenByTypeIndexOrName(String wanted, int index) {
        assertThat(OpenClDevices.choose(wanted, THREE).index()).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accelerator", "7", "4090 Ti", "", "780x", "40"})
    void refusesWhatIsNotThere(String wanted) {
        assertThatThrownBy(() -> OpenClDevices.choose(wanted, THREE))
                .isInstanceOf(OpenClException.class)
                .hasMessage("no OpenCL device '" + wanted
                        + "': expected any, gpu, accelerator, cpu, an index, or a part of a name; there is"
                        + " 0: cpu-haswell (cpu), 1: Radeon 780 (gpu), 2: GeForce 4090 (gpu)");
    }

    @Test
    void aTypeMayCarryTheDefaultBit() {
        assertThat(DeviceQuery.type(CL10.CL_DEVICE_TYPE_CPU | CL10.CL_DEVICE_TYPE_DEFAULT))
                .isEqualTo(OpenClDevice.Type.CPU);
        assertThat(DeviceQuery.type(CL10.CL_DEVICE_TYPE_GPU)).isEqualTo(OpenClDevice.Type.GPU);
        assertThat(DeviceQuery.type(CL10.CL_DEVICE_TYPE_ACCELERATOR)).isEqualTo(OpenClDevice.Type.ACCELERATOR);
        assertThat(DeviceQuery.type(0)).isEqualTo(OpenClDevice.Type.OTHER);
    }

    @Test
    @NeedsOpenCl
    void tellsNamesAndLimits() {
        List<OpenClDevice> devices = OpenClDevices.list();
        assertThat(devices).isNotEmpty().allSatisfy(device -> {
            assertThat(device.name()).isNotBlank();
            assertThat(device.version()).startsWith("OpenCL ");
            assertThat(device.computeUnits()).isPositive();
            assertThat(device.workGroupSize()).isPositive();
            assertThat(device.localMemoryBytes()).isGreaterThanOrEqualTo(16 << 10);
            assertThat(device.globalMemoryBytes()).isGreaterThanOrEqualTo(device.bufferBytes());
            assertThat(OpenClDevices.choose(String.valueOf(device.index()))).isEqualTo(device);
        });
    }

    @Test
    void withoutADeviceTheErrorSaysWhatToInstall() {
        if (OpenClDevices.list().isEmpty()) {
            assertThatThrownBy(() -> OpenClDevices.choose("any")).hasMessageContaining("pocl-opencl-icd");
        } else {
            assertThat(OpenClDevices.choose("any")).isNotNull();
        }
    }
}
