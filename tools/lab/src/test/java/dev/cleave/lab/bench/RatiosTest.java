package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.peer.AllocatorName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A ratio")
class RatiosTest {
    private static BenchResult result(String allocator, String workload, int threads, double median) {
        return new BenchResult(allocator, workload, threads, median, median, median, 1, 0);
    }

    @Test
    @DisplayName("is that of the medians for the same workload, threads and size of block, and empty where there is none")
    void isOfTheSame() {
        BenchResult cleave = result("cleave", "pair", 1, 6);
        BenchResult sized = new BenchResult("cleave", "pair", 1, 6, 6, 6, 1, 0, OptionalLong.of(64), Optional.empty());
        Ratios ratios = new Ratios(List.of(result("floor", "pair", 2, 4), result("floor", "mixed", 1, 5),
                result("floor", "pair", 1, 3), cleave, result("malloc", "pair", 1, 12), sized));

        assertThat(ratios.toFloor(cleave)).hasValue(2);
        assertThat(ratios.to(AllocatorName.require("malloc"), cleave)).hasValue(0.5);
        assertThat(ratios.to(AllocatorName.CLEAVE, cleave)).hasValue(1);
        assertThat(ratios.toFloor(sized)).as("no floor beside blocks of 64 bytes").isEmpty();
        assertThat(ratios.to(AllocatorName.require("unsafe"), cleave)).isEmpty();
        assertThat(ratios.toFloor(cleave.as("mixed"))).hasValue(6 / 5.0);
    }

    @Test
    @DisplayName("to the best peer is that to the fastest other one of the row that is not of this project's making")
    void toTheBestPeer() {
        BenchResult floor = result("floor", "pair", 1, 3);
        BenchResult reference = result("reference", "pair", 1, 4);
        BenchResult cleave = result("cleave", "pair", 1, 6);
        BenchResult workshop = result("llfree", "pair", 1, 5);
        BenchResult malloc = result("malloc", "pair", 1, 12);
        BenchResult jemalloc = result("jemalloc", "pair", 1, 8);
        Ratios ratios = new Ratios(List.of(floor, reference, cleave, workshop, malloc, jemalloc,
                result("rpmalloc", "pair", 2, 1), result("rpmalloc", "mixed", 1, 2),
                new BenchResult("rpmalloc", "pair", 1, 2, 2, 2, 1, 0, OptionalLong.of(64), Optional.empty())));

        assertThat(ratios.toBestPeer(cleave)).hasValue(6 / 8.0);
        assertThat(ratios.toBestPeer(workshop)).hasValue(5 / 8.0);
        assertThat(ratios.toBestPeer(floor)).hasValue(3 / 8.0);
        assertThat(ratios.toBestPeer(reference)).hasValue(4 / 8.0);
        assertThat(ratios.toBestPeer(malloc)).hasValue(12 / 8.0);
        assertThat(ratios.toBestPeer(jemalloc)).as("the fastest is held against the next").hasValue(8 / 12.0);
    }

    @Test
    @DisplayName("to the best peer is empty where no other one was measured")
    void toNoPeer() {
        BenchResult cleave = result("cleave", "pair", 1, 6);
        BenchResult malloc = result("malloc", "mixed", 1, 12);
        Ratios ratios = new Ratios(List.of(result("floor", "pair", 1, 3), result("reference", "pair", 1, 4), cleave,
                result("llfree", "pair", 1, 5), malloc));

        assertThat(ratios.toBestPeer(cleave)).isEmpty();
        assertThat(ratios.toBestPeer(malloc)).as("it is no peer to itself").isEmpty();
    }
}
