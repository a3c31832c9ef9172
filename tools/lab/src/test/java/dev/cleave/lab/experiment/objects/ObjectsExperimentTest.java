package dev.cleave.lab.experiment.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiment on objects")
class ObjectsExperimentTest {
    private static final long POOL = 16 << 20;

    private static UpdateRun.Outcome run(ObjectMix mix, long threshold) {
        UpdateRun.Outcome outcome = UpdateRun.of(mix, POOL, 1, threshold, 7);
        assertThat(outcome.writtenBytes()).isGreaterThanOrEqualTo(POOL);
        assertThat(outcome.failures()).isZero();
        return outcome;
    }

    @Test
    @DisplayName("sees objects of one size go into the holes of those that went: less than a byte is copied a byte")
    void oneSizeFillsItsHoles() {
        UpdateRun.Outcome outcome = run(new ObjectMix("uniform", 100, 100, 0, 0.9, 0), 32 << 10);
        assertThat(outcome.copiedBytes()).isLessThan(outcome.writtenBytes());
        assertThat(outcome.refused()).isZero();
    }

    @Test
    @DisplayName("sees a tenth of the copying at most where giants have a space of their own")
    void giantsAreNotCopied() {
        ObjectMix mix = new ObjectMix("giants-90", 100, 200, 0.9, 0.8, 0);
        long with = run(mix, 32 << 10).copiedBytes();
        long without = run(mix, Long.MAX_VALUE).copiedBytes();
        assertThat(without).isGreaterThan(10 * with);
    }

    @Test
    @DisplayName("writes giants as often as their share of the bytes says")
    void giantsHaveTheirShare() {
        ObjectMix mix = new ObjectMix("giants-90", 100, 200, 0.9, 0.8, 0);
        double giants = mix.giantUpdates() * 256 * 1024;
        double small = (1 - mix.giantUpdates()) * 150;
        assertThat(giants / (giants + small)).isBetween(0.899, 0.901);
        assertThat(new ObjectMix("x", 1, 1, 0, 0.75, 0).logCopies()).isEqualTo(3);
    }
}
