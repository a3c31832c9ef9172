package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A step of a load")
class StepTest {
    private static final Load LOAD = new Load(5, 2);

    @Test
    @DisplayName("follows from seed, thread, number and sizes alone")
    void followsFromNumbers() {
        int[] sizes = new int[Load.SLOTS];
        Step step = Step.of(LOAD, 1, 9, sizes);
        assertThat(Step.of(new Load(5, 2), 1, 9, sizes.clone())).isEqualTo(step);
        assertThat(Step.of(LOAD, 0, 9, sizes)).isNotEqualTo(step);
        assertThat(Step.of(LOAD, 1, 10, sizes)).isNotEqualTo(step);
        assertThat(Step.of(new Load(6, 2), 1, 9, sizes)).isNotEqualTo(step);
    }

    @Test
    @DisplayName("changes each slot once at most, and only as its object allows")
    void isLegal() {
        Ledger ledger = new Ledger(LOAD, 0);
        Set<Class<?>> kinds = new HashSet<>();
        for (long number = 1; number <= 500; number++) {
            int[] sizes = ledger.sizes();
            Step step = Step.of(LOAD, 0, number, sizes);
            List<Integer> slots = step.changes().stream().map(Change::slot).toList();
            assertThat(slots).isNotEmpty().doesNotHaveDuplicates();
            for (Change each : step.changes()) {
                kinds.add(each.getClass());
                int present = sizes[each.slot()];
                boolean legal = switch (each) {
                    case Change.Put put -> put.byteSize() > 0 && put.byteSize() <= 1 << Load.LARGEST_BITS;
                    case Change.Resize resize -> present > 0 && resize.byteSize() > 0;
                    case Change.Remove _ -> present > 0;
                    case Change.Overwrite part ->
                            part.byteSize() > 0 && part.offset() >= 0 && part.offset() + part.byteSize() <= present;
                };
                assertThat(legal).as("%s of an object of %s bytes", each, present).isTrue();
            }
            ledger.advanceTo(number);
        }
        assertThat(kinds).hasSize(4);
    }
}
