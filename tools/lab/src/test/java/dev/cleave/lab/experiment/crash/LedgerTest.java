package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.tiers.durable.DurableHeap;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A ledger")
class LedgerTest {
    private static final Load LOAD = new Load(11, 1);

    @Test
    @DisplayName("is empty before the first step")
    void isEmpty() {
        Ledger ledger = new Ledger(LOAD, 0);
        assertThat(ledger.number()).isZero();
        assertThat(ledger.objects()).isZero();
        assertThat(ledger.sizes()).containsOnly(0);
    }

    @Test
    @DisplayName("comes to the same by single steps as at once")
    void isDeterministic() {
        Ledger stepwise = new Ledger(LOAD, 0);
        for (long number = 1; number <= 60; number++) {
            stepwise.advanceTo(number);
        }
        Ledger atOnce = new Ledger(new Load(11, 1), 0);
        atOnce.advanceTo(60);
        for (int slot = 0; slot < Load.SLOTS; slot++) {
            assertThat(atOnce.slot(slot)).as("slot %s", slot).isEqualTo(stepwise.slot(slot));
        }
        assertThat(atOnce.shared()).isEqualTo(stepwise.shared()).isPositive();
    }

    @Test
    @DisplayName("has what a heap has after the same steps")
    void isWhatAHeapHas() throws Exception {
        try (DurableHeap heap = DurableHeap.open(SimulatedDisk.lasting(new byte[0]), LOAD.settings())) {
            AtomicInteger steps = new AtomicInteger();
            Workers.run(heap, LOAD, Reports.at(LOAD.ledgers()), () -> steps.incrementAndGet() <= 60);
            Ledger ledger = new Ledger(LOAD, 0);
            ledger.advanceTo(60);
            CrashObjects objects = new CrashObjects(heap, LOAD);
            assertThat(objects.number(objects.counter(0), 0)).isEqualTo(60);
            assertThat(objects.sizes(0)).isEqualTo(ledger.sizes());
            assertThat(Arrays.stream(objects.sizes(0)).filter(each -> each > 0)).hasSize(ledger.objects());
            for (int slot = 0; slot < Load.SLOTS; slot++) {
                if (objects.slot(0, slot).isPresent()) {
                    assertThat(objects.bytes(objects.slot(0, slot).getAsLong())).isEqualTo(ledger.slot(slot));
                }
            }
        }
    }
}
