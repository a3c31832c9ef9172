package dev.cleave.gpu.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.opencl.NeedsOpenCl;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.shared.SharedHeap.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of work-items at once. */
@NeedsOpenCl
class SharedHeapStressTest {
    private static final int SEED = 20261129;

    @ParameterizedTest
    @EnumSource
    void eachWorkGroupHasAHeapOfItsOwn(Fit fit) {
        SharedHeapStress stress = new SharedHeapStress(new SharedHeap(1000, fit), 8, 256, 100, 64, SEED);
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            StressReport report = stress.runLocal(context);
            assertThat(report.isClean()).as("seed " + SEED + ": " + report).isTrue();
            assertThat(report.operations()).isEqualTo(8 * 256 * 100);
            assertThat(report.allocated()).as(report.toString()).isGreaterThan(50_000);
            assertThat(report.noRoom()).as("it is full now and then").isPositive();
            assertThat(context.openCount()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workGroupsRaceForOneHeap(Fit fit) {
        // Few units, so that the words are full, and marked and unmarked, all the time.
        SharedHeapStress stress = new SharedHeapStress(new SharedHeap(200, fit), 32, 16, 400, 40, SEED);
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            StressReport report = stress.runShared(context);
            assertThat(report.isClean()).as("seed " + SEED + ": " + report).isTrue();
            assertThat(report.operations()).isEqualTo(32 * 16 * 400);
            assertThat(report.allocated()).as(report.toString()).isGreaterThan(20_000);
        }
    }

    @Test
    void aWrongStampWouldBeSeen() {
        StressReport clean = new StressReport(1, 1, 1, 0, 0, 0, 1);
        assertThat(clean.isClean()).isTrue();
        assertThat(new StressReport(1, 1, 1, 1, 0, 0, 1).isClean()).isFalse();
        assertThat(new StressReport(1, 1, 1, 0, 1, 0, 1).isClean()).isFalse();
        assertThat(new StressReport(1, 1, 1, 0, 0, 1, 1).isClean()).isFalse();
    }

    @Test
    void settingsOutOfTheirRangeAreRefused() {
        SharedHeap heap = new SharedHeap(64, Fit.EXACT);
        assertThatThrownBy(() -> new SharedHeapStress(heap, 0, 1, 1, 1, 1))
                .hasMessage("work-groups: 0 given, 1 or more allowed");
        assertThatThrownBy(() -> new SharedHeapStress(heap, 1, 1, 1, 65, 1))
                .hasMessage("units of a block: 65 given, 1 to 64 allowed");
        assertThatThrownBy(() -> new SharedHeapStress(heap, 1 << 16, 1 << 10, 1 << 10, 64, 1))
                .hasMessageContaining("operations of all work-items: 68719476736 given");
    }
}
