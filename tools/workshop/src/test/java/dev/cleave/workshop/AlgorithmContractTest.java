package dev.cleave.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cleave.workshop.kit.ContractCheck;
import dev.cleave.workshop.kit.ContractSuite;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * Every algorithm of the catalogue under the contract suite. {@code -Dcleave.contract.seed=…} repeats a run, {@code -Dcleave.contract.effort=…} multiplies its
 * steps, {@code -Dcleave.contract.only=…} keeps to one algorithm.
 */
@DisplayName("Every algorithm of the workshop")
class AlgorithmContractTest {
    private static final long SEED = Long.getLong("cleave.contract.seed", System.nanoTime());
    private static final int EFFORT = Integer.getInteger("cleave.contract.effort", 1);
    private static final String ONLY = System.getProperty("cleave.contract.only", "");

    @TestFactory
    @DisplayName("keeps the contract")
    Stream<DynamicContainer> keepsTheContract() {
        System.out.println("cleave.contract.seed=" + SEED);
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> ONLY.isEmpty() || algorithm.label().equals(ONLY))
                .map(AlgorithmContractTest::checks);
    }

    private static DynamicContainer checks(Algorithm algorithm) {
        ContractSuite suite = ContractSuite.of(algorithm::open).withSeed(SEED).withEffort(EFFORT);
        return dynamicContainer(algorithm.label(), suite.checks().stream()
                .map(check -> dynamicTest(check.name() + ": " + check.proves(), () -> runOnEveryShape(check))));
    }

    /** An algorithm may want smaller blocks, but every number of units it must take. */
    private static void runOnEveryShape(ContractCheck check) {
        assertThat(check.run().adaptations()).noneMatch(line -> line.contains("left out"));
    }
}
