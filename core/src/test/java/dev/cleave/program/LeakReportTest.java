package dev.cleave.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapArena;
import dev.cleave.heap.LeakReport;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A leak report")
class LeakReportTest {
    private static final Logger LOGGER = Logger.getLogger("dev.cleave.heap");

    private final Pool pool = Pool.builder().name("leaky").capacity(16 << 20).purge(false).build();
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(listener);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void close() {
        LOGGER.removeHandler(listener);
        LOGGER.setUseParentHandlers(true);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private static void forgetToFree(Heap heap) {
        heap.allocate(100);
        heap.allocate(100);
        heap.allocate(3000);
        heap.allocate(100_000);
        heap.free(heap.allocate(700));
    }

    @Test
    @DisplayName("counts what is not freed, by class, and names who allocated it")
    void countsAndNames() {
        Heap heap = Heap.builder(pool).sampleEvery(1).build();
        forgetToFree(heap);

        LeakReport leaks = heap.closeAndReport();

        assertThat(leaks.isEmpty()).isFalse();
        assertThat(leaks.pool()).isEqualTo("leaky");
        assertThat(leaks.liveBlocks()).isEqualTo(4);
        assertThat(leaks.liveBytes()).isEqualTo(2 * 104 + 3072 + 102_400);
        assertThat(leaks.classes()).extracting(ClassUsage::slotBytes).containsExactly(104, 3072);
        assertThat(leaks.classes()).extracting(ClassUsage::usedSlots).containsExactly(2L, 1L);
        assertThat(leaks.sites()).hasSize(4).allSatisfy(site -> assertThat(site.place())
                .startsWith(LeakReportTest.class.getName() + ".forgetToFree"));
        assertThat(leaks.toString())
                .startsWith("heap over pool leaky: 4 blocks of 105,680 bytes in all are not freed")
                .contains("2 of 104 bytes")
                .contains("1 of more than 32,768 bytes, 102,400 bytes together")
                .contains("about 100,000 bytes (1 sampled) at " + LeakReportTest.class.getName());
        assertThat(leaks.toJson())
                .startsWith("{\"format\":\"cleave-heap-leaks\",\"version\":1,\"pool\":\"leaky\",\"liveBlocks\":4,")
                .contains("\"sampled\":true,\"sites\":[{\"place\":\"" + LeakReportTest.class.getName());
        assertThat(logged).as("who asks for the report gets it once").isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(1));
    }

    @Test
    @DisplayName("is logged as a warning when a heap is closed with live blocks")
    void isLogged() {
        Heap heap = Heap.of(pool);
        forgetToFree(heap);

        heap.close();
        heap.close();

        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.WARNING);
            assertThat(entry.getMessage()).contains("4 blocks").contains("HeapBuilder.sampleEvery(bytes)");
        });
    }

    @Test
    @DisplayName("is not logged for a heap that has none, nor for one that was told not to")
    void isNotLogged() {
        Heap sound = Heap.of(pool);
        sound.free(sound.allocate(100));
        sound.close();
        Heap silent = Heap.builder(pool).reportLeaks(false).build();
        forgetToFree(silent);
        silent.close();

        assertThat(logged).isEmpty();
    }

    @Test
    @DisplayName("can be had at any time, and is empty when all is freed or the heap closed")
    void canBeHadAtAnyTime() {
        Heap heap = Heap.builder(pool).reportLeaks(false).build();
        assertThat(heap.leaks().isEmpty()).isTrue();
        assertThat(heap.leaks()).hasToString("heap over pool leaky: every block is freed");

        long address = heap.allocate(8);
        assertThat(heap.leaks().liveBlocks()).isEqualTo(1);
        heap.free(address);
        assertThat(heap.leaks().isEmpty()).isTrue();

        heap.allocate(8);
        assertThat(heap.closeAndReport().liveBlocks()).isEqualTo(1);
        assertThat(heap.closeAndReport().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("counts no block that waits in the quarantine of a hardened heap")
    void countsNoQuarantine() {
        Heap heap = Heap.builder(pool).safety(SafetyLevel.HARDENED).build();
        heap.free(heap.allocate(100));
        assertThat(heap.safetyUsage().quarantinedBlocks()).isEqualTo(1);

        assertThat(heap.leaks().isEmpty()).isTrue();

        heap.allocate(100);
        heap.free(heap.allocate(200));
        assertThat(heap.closeAndReport().liveBlocks()).isEqualTo(1);
        assertThat(logged).isEmpty();
    }

    @Test
    @DisplayName("is not made, and nothing given back, while an arena over the heap is open")
    void waitsForArenas() {
        Heap heap = Heap.builder(pool).sampleEvery(1).build();
        try (HeapArena arena = HeapArena.ofConfined(heap)) {
            arena.allocate(100);
            assertThatIllegalStateException().isThrownBy(heap::closeAndReport).withMessageContaining("open arenas")
                    .withMessageContaining("one of them allocated at ")
                    .withMessageContaining(LeakReportTest.class.getName());
            assertThat(heap.leaks().liveBlocks()).isEqualTo(1);
        }
        assertThat(heap.closeAndReport().isEmpty()).isTrue();
    }
}
