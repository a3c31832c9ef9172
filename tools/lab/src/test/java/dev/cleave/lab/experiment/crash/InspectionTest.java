package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableTransaction;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An inspection of a crashed heap")
class InspectionTest {
    private static final Load LOAD = new Load(3, 1);
    private static final int STEPS = 30;

    @FunctionalInterface
    private interface Tampering {
        void change(DurableHeap heap, CrashObjects objects, DurableTransaction transaction);
    }

    private final Reports reports = Reports.at(LOAD.ledgers());

    private Findings find(Tampering tampering) throws Exception {
        List<Ledger> ledgers = LOAD.ledgers();
        try (DurableHeap heap = DurableHeap.open(SimulatedDisk.lasting(new byte[0]), LOAD.settings())) {
            AtomicInteger steps = new AtomicInteger();
            Workers.run(heap, LOAD, reports, () -> steps.incrementAndGet() <= STEPS);
            try (DurableTransaction transaction = heap.begin()) {
                tampering.change(heap, new CrashObjects(heap, LOAD), transaction);
                transaction.commit();
            }
            return Inspection.of(heap, LOAD, ledgers, reports);
        }
    }

    @Test
    @DisplayName("finds nothing wrong with a whole heap")
    void findsNothing() throws Exception {
        assertThat(find((_, _, _) -> {})).isEqualTo(new Findings(0, 0, List.of()));
    }

    @Test
    @DisplayName("finds a byte that differs")
    void findsWrongByte() throws Exception {
        Findings found = find((_, objects, transaction) -> {
            int slot = 0;
            while (objects.slot(0, slot).isEmpty()) {
                slot++;
            }
            long handle = objects.slot(0, slot).getAsLong();
            byte[] bytes = objects.bytes(handle);
            bytes[bytes.length - 1]++;
            transaction.write(handle, 0, MemorySegment.ofArray(bytes));
        });
        assertThat(found.lostCommitted()).isEqualTo(1);
        assertThat(found.wrong()).singleElement().asString().contains("they differ at");
    }

    @Test
    @DisplayName("finds steps that were acknowledged and are gone")
    void findsLostSteps() throws Exception {
        Findings found = find((_, _, _) -> reports.acknowledged(0, STEPS + 2));
        assertThat(found.lostCommitted()).isEqualTo(2);
        assertThat(found.wrong()).anyMatch(each -> each.contains("is at step 30, and 32 was acknowledged"));
    }

    @Test
    @DisplayName("finds a step that nobody began")
    void findsStepNotBegun() throws Exception {
        Findings found = find((_, _, _) -> reports.begun(0, STEPS - 1));
        assertThat(found.isRecovered()).isFalse();
        assertThat(found.wrong()).anyMatch(each -> each.contains("was not begun: 29 was the last"));
    }

    @Test
    @DisplayName("finds an object that no step left there")
    void findsStranger() throws Exception {
        Findings found = find((_, _, transaction) -> transaction.allocate(64));
        assertThat(found.wrong()).singleElement().asString().contains("objects and").contains("were to be");
    }
}
