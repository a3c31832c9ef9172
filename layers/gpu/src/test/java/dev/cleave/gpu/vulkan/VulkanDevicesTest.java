package dev.cleave.gpu.vulkan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.DeviceKind;
import dev.cleave.gpu.NoDeviceException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The choice of a Vulkan device")
class VulkanDevicesTest {
    private static final List<VulkanDevice> DEVICES = List.of(
            new VulkanDevice(0, "llvmpipe", DeviceKind.CPU, "1.3.230"),
            new VulkanDevice(1, "Radeon", DeviceKind.DISCRETE_GPU, "1.3.203"));

    @Test
    @DisplayName("is a card where there is one, or what kind, index or name say")
    void chooses() {
        assertThat(VulkanDevices.choose("any", DEVICES).index()).isEqualTo(1);
        assertThat(VulkanDevices.choose("cpu", DEVICES).index()).isZero();
        assertThat(VulkanDevices.choose("discrete-gpu", DEVICES).index()).isEqualTo(1);
        assertThat(VulkanDevices.choose("0", DEVICES).index()).isZero();
        assertThat(VulkanDevices.choose("PIPE", DEVICES).index()).isZero();
    }

    @Test
    @DisplayName("is refused where there is no such device, and those that there are are named")
    void refuses() {
        for (String wanted : List.of("GeForce", "2", "integrated-gpu", "")) {
            assertThatThrownBy(() -> VulkanDevices.choose(wanted, DEVICES)).isInstanceOf(NoDeviceException.class)
                    .hasMessageContaining("'" + wanted + "'").hasMessageContaining("1: Radeon (discrete-gpu)");
        }
        assertThatThrownBy(() -> VulkanDevices.choose("any", List.of())).isInstanceOf(NoDeviceException.class)
                .hasMessageContaining("mesa-vulkan-drivers");
    }

    @Test
    @NeedsVulkan
    @DisplayName("is made among the devices of this machine")
    void lists() {
        assertThat(VulkanDevices.list()).isNotEmpty().allSatisfy(device -> {
            assertThat(device.name()).isNotBlank();
            assertThat(device.apiVersion()).matches("\\d+\\.\\d+\\.\\d+");
        });
        assertThatThrownBy(() -> VulkanContext.open("no such card")).isInstanceOf(NoDeviceException.class);
    }
}
