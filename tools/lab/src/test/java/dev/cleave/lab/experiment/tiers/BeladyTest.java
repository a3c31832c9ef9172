package dev.cleave.lab.experiment.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Belady's policy")
class BeladyTest {
    private static List<TierCosts> tiers(long capacity) {
        return List.of(new TierCosts(capacity, 10, 0, 0), new TierCosts(1, 1000, 0, 0));
    }

    private static Outcome run(AccessTrace trace, List<TierCosts> tiers) {
        return new Simulation(trace, tiers,
                new Belady(trace, new Histories(trace), tiers.getFirst(), tiers.getLast())).run();
    }

    @Test
    @DisplayName("brings what is wanted twice before the other is, and not what is wanted once")
    void weighs() {
        AccessTrace trace = new AccessTrace.Builder("t")
                .access(0, 100, false) // far, brought: wanted twice
                .access(0, 100, false)
                .access(1, 100, false) // far, left there: wanted once
                .access(0, 100, false)
                .access(1, 100, false) // far, brought: wanted twice, the other never
                .access(1, 100, false)
                .access(1, 100, false)
                .build();
        Outcome outcome = run(trace, tiers(100));
        assertThat(outcome.hits()).isEqualTo(4);
        assertThat(outcome.movedBytes()).isEqualTo(200);
    }

    @Test
    @DisplayName("lies between the bound and all policies that do not know the trace")
    void between() {
        for (String name : List.of("programs", "sizes")) {
            AccessTrace trace = Loads.all().get(name).make(name, 5);
            List<TierCosts> tiers = List.of(new TierCosts(trace.footprint() / 5, 100, 0.05, 0.05),
                    new TierCosts(1, 20_000, 0.5, 0.5));
            double own = run(trace, tiers).meanNanos();
            assertThat(own).as(name).isGreaterThanOrEqualTo(new ClairvoyantBound(trace, new Histories(trace),
                    tiers.getFirst(), tiers.getLast()).meanNanos());
            for (PolicyKind policy : List.of(PolicyKind.CLEAVE, PolicyKind.LRU, PolicyKind.TINY_LFU)) {
                assertThat(own).as("%s on %s", policy, name)
                        .isLessThan(new Simulation(trace, tiers, policy.open(tiers)).run().meanNanos());
            }
        }
    }
}
