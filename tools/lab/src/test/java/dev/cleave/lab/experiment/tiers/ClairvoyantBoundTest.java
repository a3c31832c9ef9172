package dev.cleave.lab.experiment.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clairvoyant bound")
class ClairvoyantBoundTest {
    private static final TierCosts FAR = new TierCosts(1, 100, 0, 0);

    private static TierCosts near(long capacity) {
        return new TierCosts(capacity, 10, 0, 0);
    }

    private static double bound(AccessTrace trace, long capacity) {
        return new ClairvoyantBound(trace, new Histories(trace), near(capacity), FAR).meanNanos();
    }

    /**
     * The best of all ways to place few objects through few accesses, tried out one by one: which
     * of them are near after each access.
     */
    private static double best(AccessTrace trace, int access, int near, long capacity) {
        if (access == trace.accesses()) {
            return 0;
        }
        int object = trace.object(access);
        double here = (near & 1 << object) == 0 ? 100 : 10;
        double least = Double.POSITIVE_INFINITY;
        for (int next = 0; next < 1 << trace.objects(); next++) {
            int brought = next & ~near;
            boolean possible = (brought & ~(1 << object)) == 0 && bytes(trace, next) <= capacity;
            if (possible) {
                least = Math.min(least, (brought == 0 ? 0 : 110) + best(trace, access + 1, next, capacity));
            }
        }
        return here + least;
    }

    private static long bytes(AccessTrace trace, int near) {
        long bytes = 0;
        for (int object = 0; object < trace.objects(); object++) {
            bytes += (near & 1 << object) == 0 ? 0 : trace.byteSize(object);
        }
        return bytes;
    }

    @Test
    @DisplayName("is never above the best that there is, and mostly near it: all ways of small traces tried out")
    void neverAboveTheBest() {
        long seed = 11;
        Random random = new Random(seed);
        double sum = 0;
        for (int round = 0; round < 40; round++) {
            AccessTrace.Builder builder = new AccessTrace.Builder("small");
            long[] byteSizes = {1 + random.nextInt(3), 1 + random.nextInt(3), 1 + random.nextInt(3)};
            for (int access = 0; access < 9; access++) {
                int id = random.nextInt(3);
                builder.access(id, byteSizes[id], false);
            }
            AccessTrace trace = builder.build();
            double best = best(trace, 0, 0, 3) / trace.accesses();
            double bound = bound(trace, 3);
            assertThat(bound).as("seed %d, round %d", seed, round).isLessThanOrEqualTo(best + 1e-6);
            sum += bound / best;
        }
        assertThat(sum / 40).as("mean of bound beside best").isGreaterThan(0.9);
    }

    @Test
    @DisplayName("is what it must be where room is plenty: one far access and one move for each object")
    void plenty() {
        AccessTrace.Builder builder = new AccessTrace.Builder("plenty");
        for (int access = 0; access < 1000; access++) {
            builder.access(access % 10, 50, false);
        }
        assertThat(bound(builder.build(), 500)).isCloseTo((10 * (100 + 110) + 990 * 10) / 1000.0, within(0.5));
    }

    @Test
    @DisplayName("is not beaten by any policy on any load")
    void notBeaten() {
        List<TierCosts> tiers = List.of(new TierCosts(2_000_000, 100, 0.05, 0.05), new TierCosts(1, 20_000, 0.5, 0.5));
        for (String name : List.of("ycsb-a", "loop", "sizes")) {
            AccessTrace trace = Loads.all().get(name).make(name, 3);
            double bound = new ClairvoyantBound(trace, new Histories(trace), tiers.getFirst(), tiers.getLast())
                    .meanNanos();
            for (PolicyKind policy : List.of(PolicyKind.CLEAVE, PolicyKind.LRU, PolicyKind.THRESHOLDS)) {
                assertThat(new Simulation(trace, tiers, policy.open(tiers)).run().meanNanos())
                        .as("%s on %s", policy, name)
                        .isGreaterThanOrEqualTo(bound);
            }
        }
    }
}
