package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import dev.cleave.plan.Lifetimes;
import dev.cleave.plan.Plan;
import dev.cleave.plan.Planner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlannedMemoryTest {
    private static Plan plan() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        sequence.allocate(4096);
        sequence.allocate(100);
        return new Planner().plan(sequence.build());
    }

    private static Pool pool() {
        return Pool.builder().name("planned").capacity(1 << 20).build();
    }

    @DisplayName("What is planned comes from the plan, what differs from the heap, and the books are even in the end")
    @Test
    void servesBoth() {
        try (PlannedMemory memory = new PlannedMemory(pool(), plan())) {
            long first = memory.allocate(4096, 0);
            long stray = memory.allocate(50, 1);

            assertThat(memory.usage().hits()).isOne();
            assertThat(memory.usage().differing()).isOne();
            assertThat(memory.blockBytes(first, 0, 4096)).isEqualTo(4096);
            assertThat(memory.reservedBytes().orElseThrow()).isGreaterThan(4096 + 104);
            assertThat(memory.region().orElseThrow().holds(first, 4096)).isTrue();
            assertThatIllegalStateException().isThrownBy(memory::verifyEmpty)
                    .withMessage("after every block was freed, 2 are counted as live");
            memory.free(first, 0);
            memory.free(stray, 1);
            memory.verifyEmpty();
        }
    }

    @DisplayName("A full pool answers that there is no memory")
    @Test
    void tellsOfNoMemory() {
        try (PlannedMemory memory = new PlannedMemory(pool(), plan())) {
            assertThat(memory.allocate(2 << 20, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
        }
    }
}
