package dev.cleave.gpu.densenet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.vulkan.NeedsVulkan;
import dev.cleave.gpu.vulkan.VulkanContext;
import dev.cleave.gpu.vulkan.VulkanDevices;
import dev.cleave.gpu.vulkan.VulkanMemory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsVulkan
@DisplayName("A space over a device's heap")
class DeviceSpaceTest {
    @Test
    @DisplayName("carries out a step in each way, with no more blocks for fused than for naive, and gives all back")
    void steps() {
        try (VulkanContext context = VulkanContext.open(VulkanDevices.ANY);
                DeviceMemory memory = VulkanMemory.of(context)) {
            long[] reserved = new long[Way.values().length];
            for (Way way : Way.values()) {
                TrainingSequence sequence = TrainingSequence.of(DenseNet.BC_100, way, 2, ElementType.FLOAT32);
                try (DeviceSpace space = new DeviceSpace(memory)) {
                    SequenceRun first = SequenceRun.of(sequence, space);
                    SequenceRun second = SequenceRun.of(sequence, space);
                    assertThat(second.peakLiveBytes()).isEqualTo(sequence.peakLiveBytes());
                    assertThat(second.copiedBytes()).isEqualTo(first.copiedBytes()).isEqualTo(sequence.copiedBytes());
                    assertThat(second.peakReservedBytes()).isGreaterThanOrEqualTo(second.peakLiveBytes());
                    reserved[way.ordinal()] = second.peakReservedBytes();
                }
                try (DeviceSpace fresh = new DeviceSpace(memory)) {
                    assertThat(fresh.reservedBytes()).as("blocks of a heap that was not used").isZero();
                }
            }
            assertThat(reserved[Way.FUSED.ordinal()]).isLessThanOrEqualTo(reserved[Way.NAIVE.ordinal()]);
        }
    }
}
