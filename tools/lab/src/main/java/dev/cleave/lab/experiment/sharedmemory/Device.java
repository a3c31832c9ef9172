package dev.cleave.lab.experiment.sharedmemory;

import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.opencl.OpenClException;
import dev.cleave.lab.experiment.ExperimentResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The device that an experiment runs on: a graphics card where there is one. */
final class Device {
    private Device() {}

    /** Runs something on the device; a result without rows, which says why, where there is none. */
    static ExperimentResult run(String experiment,
            BiFunction<OpenClContext, Map<String, Object>, ExperimentResult> run) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose(OpenClDevices.ANY))) {
            parameters.put("device", context.device().name());
            return run.apply(context, parameters);
        } catch (OpenClException failure) {
            if (failure.code() != OpenClException.NO_CODE) {
                throw failure;
            }
            parameters.put("device", failure.getMessage());
            return new ExperimentResult(experiment, parameters, List.of());
        }
    }
}
