package dev.cleave.gpu.vulkan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceLostException;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lwjgl.vulkan.VK10;

@DisplayName("What Vulkan's calls return")
class ResultsTest {
    @Test
    @DisplayName("is success, or an exception of its kind that says what was tried")
    void isTranslated() {
        assertThatCode(() -> Results.require(VK10.VK_SUCCESS, "opening")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Results.require(VK10.VK_ERROR_DEVICE_LOST, "copying"))
                .isExactlyInstanceOf(DeviceLostException.class).hasMessage("copying: device lost (error -4)");
        assertThatThrownBy(() -> Results.require(VK10.VK_ERROR_TOO_MANY_OBJECTS, "reserving"))
                .isExactlyInstanceOf(OutOfDeviceMemoryException.class).hasMessageContaining("too many objects");
        assertThatThrownBy(() -> Results.require(VK10.VK_ERROR_OUT_OF_DEVICE_MEMORY, "reserving"))
                .isExactlyInstanceOf(OutOfDeviceMemoryException.class);
        assertThatThrownBy(() -> Results.require(-1234, "asking"))
                .isExactlyInstanceOf(DeviceException.class).hasMessage("asking: Vulkan refused (error -1234)");
    }
}
