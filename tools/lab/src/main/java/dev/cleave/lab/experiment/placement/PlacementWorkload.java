package dev.cleave.lab.experiment.placement;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/** What the threads of the placement experiment do, a stage at a time. */
enum PlacementWorkload {
    /** Fill to 50 %, churn. */
    STEADY(List.of((churner, share) -> churner.raiseTo(share / 2), PlacementWorkload::churn)),

    /** Fill to 10 %, on to 90 %, drop to 50 % at random, churn. */
    WAVE(List.of(
            (churner, share) -> churner.raiseTo(share / 10),
            (churner, share) -> churner.raiseTo(share / 10 * 9),
            (churner, share) -> churner.lowerTo(share / 2),
            PlacementWorkload::churn));

    /**
     * Replacements of the churn for each 1,024 units of the space: two million in 1 GiB of 4 KiB units, by which time the
     * yardstick has mended nine tenths of what a wave of larger blocks left, and three quarters of smaller ones.
     */
    static final int REPLACEMENTS_PER_1024_UNITS = 7_629;

    private final List<BiConsumer<Churner, Long>> stages;

    PlacementWorkload(List<BiConsumer<Churner, Long>> stages) {
        this.stages = stages;
    }

    private static void churn(Churner churner, long share) {
        churner.churn(share / 2, share * REPLACEMENTS_PER_1024_UNITS / 1024);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int stages() {
        return stages.size();
    }

    /** Does a stage for one thread, whose share of the space has so many units. */
    void run(int stage, Churner churner, long share) {
        stages.get(stage).accept(churner, share);
    }
}
