package dev.cleave.verify.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.verify.fault.EveryStep;
import dev.cleave.verify.fault.FaultyLoader;
import dev.cleave.verify.fault.StepKind;
import dev.cleave.verify.fault.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Each allocation and each system call of an operation is made to fail in turn")
class FailureAtEveryStepTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"CoreTrials", "HeapTrials", "ContiguityTrials", "TierTrials", "DurableTrials", "ObjectTrials",
                "CacheTrials", "GuardTrials", "DeviceTrials"})
    @DisplayName("and nothing is lost, all verifies, and the operation works when tried again")
    void nothingIsLost(String layer) throws Exception {
        List<String> findings = new ArrayList<>();
        int failures = 0;
        for (Map.Entry<String, Trial.Opening> each : trials(layer).entrySet()) {
            for (StepKind kind : StepKind.values()) {
                EveryStep.Outcome outcome = EveryStep.of(each.getValue(), kind);
                failures += outcome.failed();
                outcome.findings().forEach(found -> findings.add(each.getKey() + ": " + found));
            }
        }
        assertThat(findings).as(String.join("\n", findings)).isEmpty();
        assertThat(failures).as("steps of " + layer).isPositive();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Trial.Opening> trials(String layer) throws ReflectiveOperationException {
        Supplier<?> trials = new FaultyLoader()
                .create(FailureAtEveryStepTest.class.getPackageName() + "." + layer, Supplier.class);
        return (Map<String, Trial.Opening>) trials.get();
    }
}
