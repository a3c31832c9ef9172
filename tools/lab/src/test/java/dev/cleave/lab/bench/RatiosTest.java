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
}
