package dev.cleave.gpu.opencl;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Says whether this machine has an OpenCL device. */
final class OpenClCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        try {
            return ConditionEvaluationResult.enabled("runs on " + OpenClDevices.choose(OpenClDevices.ANY));
        } catch (OpenClException none) {
            return ConditionEvaluationResult.disabled("skipped: " + none.getMessage());
        }
    }
}
