package dev.cleave.lab.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierFailedException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A trial of a tier")
class FarTrialTest {
    @Test
    @DisplayName("writes and reads all objects, in as many threads and batches as it is told")
    void trial() {
        try (MemoryTier tier = MemoryTier.ofMemory("near", 8 << 20)) {
            List<FarFigures> figures = new FarTrial(tier, 1000, 100, 3, 42).run(2, 16);
            assertThat(figures).extracting(FarFigures::operation).containsExactly("write", "read");
            assertThat(figures).allSatisfy(each -> {
                assertThat(each.operations()).isEqualTo(100);
                assertThat(each.perSecond()).isPositive();
                assertThat(each.p99Micros()).isGreaterThanOrEqualTo(each.medianMicros());
            });
        }
    }

    @Test
    @DisplayName("says that a tier has no room for its objects")
    void noRoom() {
        try (MemoryTier tier = MemoryTier.ofMemory("near", 1 << 20)) {
            assertThatExceptionOfType(TierFailedException.class).isThrownBy(() -> new FarTrial(tier, 4096, 1000, 1, 42))
                    .withMessageContaining("no room for 1000 objects of 4096 bytes");
        }
    }
}
