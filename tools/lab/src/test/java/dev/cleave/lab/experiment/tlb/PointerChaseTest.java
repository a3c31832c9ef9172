package dev.cleave.lab.experiment.tlb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.experiment.TlbShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pointer chase")
class PointerChaseTest {
    private static final long PAGE = 4096;

    @Test
    @DisplayName("comes by each page once a round, and by none that it was not to")
    void eachPageOnce() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(200 * PAGE, PAGE);
            PointerChase chase = new PointerChase(memory, 100, PAGE, new SplittableRandom(5));
            assertThat(chase.steps()).isEqualTo(100);
            Set<Long> pages = new HashSet<>();
            for (int steps = 0; steps < 100; steps++) {
                pages.add(chase.walk(steps) / PAGE);
            }
            assertThat(pages).hasSize(100).allMatch(page -> page < 100);
            assertThat(chase.walk(100)).isEqualTo(chase.walk(0)).isEqualTo(chase.walk(1_000));
        }
    }

    @Test
    @DisplayName("tells a model of a TLB the pages that it comes by")
    void toldToAModel() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64 * PAGE, PAGE);
            PointerChase chase = new PointerChase(memory, 64, PAGE, new SplittableRandom(5));
            Tlb model = new Tlb(TlbShape.USUAL);
            chase.walk(model, PAGE);
            assertThat(model.accesses()).isEqualTo(64);
            assertThat(model.misses()).isEqualTo(64);
            chase.walk(model, PAGE);
            assertThat(model.misses()).isEqualTo(64);
        }
    }

    @Test
    @DisplayName("has a walk beside it that reads each line in order")
    void inOrder() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4 * PAGE, PAGE);
            long sum = 0;
            for (long line = 0; line < PointerChase.linesOf(memory); line++) {
                memory.set(JAVA_LONG, line * 64, line);
                memory.set(JAVA_LONG, line * 64 + 8, 1L << 40);
                sum += line;
            }
            assertThat(PointerChase.linesOf(memory)).isEqualTo(256);
            assertThat(PointerChase.walkInOrder(memory)).isEqualTo(sum);
        }
    }
}
