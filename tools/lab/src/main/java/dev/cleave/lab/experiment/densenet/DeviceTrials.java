package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.densenet.DeviceSpace;
import dev.cleave.gpu.densenet.SequenceRun;
import dev.cleave.gpu.densenet.TensorSpaceFullException;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.vulkan.VulkanContext;
import dev.cleave.gpu.vulkan.VulkanDevices;
import dev.cleave.gpu.vulkan.VulkanMemory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sequences carried out in a heap over the memory of this machine's Vulkan device, where there is one. */
final class DeviceTrials implements AutoCloseable {
    private final @Nullable VulkanContext context;
    private final @Nullable DeviceMemory memory;
    private final String device;

    private DeviceTrials(@Nullable VulkanContext context, @Nullable DeviceMemory memory, String device) {
        this.context = context;
        this.memory = memory;
        this.device = device;
    }

    /** Opens the device that there is, or none. */
    static DeviceTrials open() {
        try {
            VulkanContext context = VulkanContext.open(VulkanDevices.ANY);
            DeviceMemory memory = VulkanMemory.of(context);
            return new DeviceTrials(context, memory, memory.info().name());
        } catch (NoDeviceException none) {
            return new DeviceTrials(null, null, "none: " + none.getMessage());
        }
    }

    /** The device's name, or why there is none. */
    String device() {
        return device;
    }

    /** The second of two steps, if there is a device and it has the memory. */
    Optional<SequenceRun> run(TrainingSequence sequence) {
        if (memory == null) {
            return Optional.empty();
        }
        try (DeviceSpace space = new DeviceSpace(memory)) {
            SequenceRun.of(sequence, space);
            return Optional.of(SequenceRun.of(sequence, space));
        } catch (TensorSpaceFullException | DeviceException tooSmall) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
        }
        if (context != null) {
            context.close();
        }
    }
}
