package dev.cleave.gpu.vulkan;

import dev.cleave.gpu.NoDeviceException;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says whether this machine has a Vulkan device that can be used. */
final class VulkanCondition implements ExecutionCondition {
    /** Looked for once: opening Vulkan takes a while. */
    private static final ConditionEvaluationResult RESULT = look();

    private static ConditionEvaluationResult look() {
        try (VulkanContext context = VulkanContext.open(VulkanDevices.ANY)) {
            return ConditionEvaluationResult.enabled(
                    "runs on " + VulkanInstance.describe(0, context.physicalDevice()).name());
        } catch (NoDeviceException none) {
            return ConditionEvaluationResult.disabled("skipped: " + none.getMessage());
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RESULT;
    }
}
