package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.Pool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A process's snapshot")
class ProcessSnapshotTest {
    @Test
    @DisplayName("holds pools as they write themselves, heaps beside their pool's name, and who holds most of both")
    void holdsAll() {
        try (Pool pool = Pool.builder().name("main").capacity(16 << 20).sampleEvery(1).build();
                Heap heap = Heap.builder(pool).sampleEvery(1).reportLeaks(false).build()) {
            pool.allocate(5000);
            heap.allocate(100);
            String json = ProcessSnapshot.of("host/\"7\"", "orders", "1.2").with(pool).with(heap).toJson();
            assertThat(json)
                    .startsWith("{\"format\":\"cleave-process-snapshot\",\"version\":1,\"process\":\"host/\\\"7\\\"\","
                            + "\"application\":\"orders\",\"applicationVersion\":\"1.2\",\"takenAt\":\"20")
                    .contains("\"pools\":[{\"format\":\"cleave-pool-snapshot\",\"version\":1,\"pool\":\"main\"")
                    .contains("\"heaps\":[{\"pool\":\"main\",\"usage\":" + heap.usage().toJson() + "}]")
                    .contains("\"sites\":[{\"pool\":\"main\",\"place\":\"");
        }
    }

    @Test
    @DisplayName("must have a name")
    void mustHaveAName() {
        assertThatIllegalArgumentException().isThrownBy(() -> ProcessSnapshot.of(" ", "orders", "1"))
                .withMessage("a process without a name: it must have one that all of its snapshots share");
        assertThat(ProcessSnapshot.of("p", "", "").toJson())
                .endsWith("\"pools\":[],\"heaps\":[],\"sites\":[]}");
    }
}
