package dev.cleave.workshop.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kit must pass what is right and be seen to bark at what is wrong. */
@DisplayName("The contract suite")
class ContractSuiteTest {
    private static final long SEED = Long.getLong("cleave.contract.seed", System.nanoTime());

    static {
        System.out.println("cleave.contract.seed=" + SEED);
    }

    @TestFactory
    @DisplayName("passes a right allocator")
    Stream<DynamicTest> passesARightAllocator() {
        return suite(Fault.NONE).checks().stream().map(check -> DynamicTest.dynamicTest(check.name(), check::run));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("faults")
    @DisplayName("catches the fault planted in an allocator")
    void catches(Fault fault, String name) {
        ContractSuite suite = suite(fault);
        if (fault == Fault.WAITS_FOR_ROOM) {
            suite = suite.withLimit(Duration.ofSeconds(1));
        }
        ContractCheck check = named(suite, name);

        Outcome outcome = check.attempt();

        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.failure().orElseThrow()).hasMessageContaining(fault.message());
        if (fault != Fault.WAITS_FOR_ROOM) {
            assertThat(outcome.failure().orElseThrow()).hasMessageContaining("seed " + SEED)
                    .hasMessageContaining("units, largest order").hasMessageContaining("last calls: ");
        }
    }

    static Stream<Arguments> faults() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> fault.caughtBy().stream().map(check -> Arguments.of(fault, check)));
    }

    @Test
    @DisplayName("has no check that no planted fault fails")
    void everyCheckIsSeenToFail() {
        Set<String> barking = new HashSet<>();
        for (Fault fault : Fault.values()) {
            barking.addAll(fault.caughtBy());
        }

        assertThat(suite(Fault.NONE).checks()).extracting(ContractCheck::name).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(barking);
    }

    @Test
    @DisplayName("says every time the same of the same seed")
    void failuresAreRepeatable() {
        ContractCheck first = named(suite(Fault.GIVES_TWICE), "random-histories");
        ContractCheck second = named(suite(Fault.GIVES_TWICE), "random-histories");

        assertThat(first.attempt().failure().orElseThrow())
                .hasMessage(second.attempt().failure().orElseThrow().getMessage());
    }

    @Test
    @DisplayName("throws from run what it reports from attempt")
    void runThrows() {
        ContractCheck check = named(suite(Fault.FREES_TWICE), "double-free");

        assertThatThrownBy(check::run).isInstanceOf(AssertionError.class)
                .hasMessage(check.attempt().failure().orElseThrow().getMessage());
    }

    @Test
    @DisplayName("counts spaces and operations")
    void outcomesCount() {
        Outcome outcome = named(suite(Fault.NONE), "uniqueness").run();

        assertThat(outcome.check()).isEqualTo("uniqueness");
        assertThat(outcome.spaces()).isEqualTo(Shapes.allAndLarge().size());
        assertThat(outcome.operations()).isGreaterThan(10_000);
        assertThat(outcome.adaptations()).isEmpty();
    }

    @Test
    @DisplayName("leaves checks out that an allocator does not promise")
    void onlyChecksThatApply() {
        List<ContractCheck> checks = ContractSuite.of(shape -> new OneThreadUnaligned(shape)).checks();

        assertThat(checks).extracting(ContractCheck::name)
                .doesNotContain("alignment", "concurrent-owners", "concurrent-exhaustion", "concurrent-coalescing",
                        "racing-frees")
                .contains("uniqueness", "random-histories");
    }

    @Test
    @DisplayName("lowers the largest block where it is refused, and says so")
    void lowersTheLargestBlock() {
        ContractSuite suite = ContractSuite.of(atMost(2)).withSeed(SEED);

        Outcome outcome = named(suite, "fresh-space").run();

        assertThat(outcome.adaptations()).contains("13 units, largest order 3: largest order 2 instead (order 3 > 2)");
        assertThat(outcome.spaces()).isLessThan(Shapes.allAndLarge().size());
    }

    @Test
    @DisplayName("leaves a shape out where it is refused altogether, and says so")
    void leavesShapesOut() {
        Function<Shape, BlockAllocator> evenOnly = shape -> {
            if (shape.units() % 2 == 1) {
                throw new IllegalArgumentException("odd");
            }
            return new PlantedBuddy(shape, Fault.NONE);
        };

        Outcome outcome = named(ContractSuite.of(evenOnly), "fresh-space").run();

        assertThat(outcome.adaptations()).contains("13 units, largest order 3: left out (odd)");
    }

    @Test
    @DisplayName("fails a check that found no space to run on")
    void nothingShownIsAFailure() {
        Function<Shape, BlockAllocator> one = shape -> {
            if (shape.units() != 1 << 15) {
                throw new IllegalArgumentException("only 32768 units");
            }
            return new PlantedBuddy(shape, Fault.NONE);
        };

        assertThatThrownBy(named(ContractSuite.of(one), "coalescing")::run).isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing was shown").hasMessageContaining("only 32768 units");
    }

    @Test
    @DisplayName("is not to be had for what refuses every shape")
    void refusesWhatRefusesAll() {
        assertThatThrownBy(() -> ContractSuite.of(shape -> {
            throw new IllegalArgumentException("closed today");
        })).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("closed today");
    }

    @Test
    @DisplayName("reports what an allocator throws unexpectedly, where it happened")
    void unexpectedExceptions() {
        ContractSuite suite = ContractSuite.of(shape -> new PlantedBuddy(shape, Fault.NONE) {
            @Override
            public long allocate(int order) {
                throw new IllegalStateException("broken books");
            }
        });

        assertThat(named(suite, "uniqueness").attempt().failure().orElseThrow())
                .hasMessageContaining("unexpected java.lang.IllegalStateException: broken books")
                .hasMessageContaining("1 units, largest order 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    @DisplayName("refuses an effort below 1")
    void refusesNoEffort(int times) {
        assertThatThrownBy(() -> suite(Fault.NONE).withEffort(times)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("effort " + times);
    }

    @Test
    @DisplayName("refuses a limit of no time")
    void refusesNoTime() {
        assertThatThrownBy(() -> suite(Fault.NONE).withLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("limit PT0S");
    }

    private static Function<Shape, BlockAllocator> atMost(int order) {
        return shape -> {
            if (shape.maxOrder() > order) {
                throw new IllegalArgumentException("order " + shape.maxOrder() + " > " + order);
            }
            return new PlantedBuddy(shape, Fault.NONE);
        };
    }

    private static ContractSuite suite(Fault fault) {
        return ContractSuite.of(shape -> new PlantedBuddy(shape, fault)).withSeed(SEED);
    }

    private static ContractCheck named(ContractSuite suite, String name) {
        return suite.checks().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
}
