package dev.cleave.lab.experiment.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.PolicyKind;
import dev.cleave.tiers.policy.TierCosts;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The simulation of tiers")
class SimulationTest {
    private static final List<TierCosts> TIERS = List.of(new TierCosts(100, 1, 0, 0), new TierCosts(1, 10, 1, 2));

    @Test
    @DisplayName("charges an access and the moves that follow it, and nothing for what is clean and goes back")
    void charges() {
        AccessTrace trace = new AccessTrace.Builder("t")
                .access(0, 100, false) // far: 110; promoted: 110 + 1
                .access(0, 100, true) // near: 1; no longer clean
                .access(1, 100, false) // far: 110; the other demoted: 1 + 210; promoted: 111
                .access(0, 100, false) // far: 110; the other demoted for nothing; promoted: 111
                .build();
        Simulation simulation = new Simulation(trace, TIERS, PolicyKind.LRU.open(TIERS));
        double[] nanos = {simulation.access(0), simulation.access(1), simulation.access(2), simulation.access(3)};
        assertThat(nanos).containsExactly(221, 1, 110 + 211 + 111, 221);
        Outcome outcome = new Simulation(trace, TIERS, PolicyKind.LRU.open(TIERS)).run();
        assertThat(outcome.hits()).isEqualTo(1);
        assertThat(outcome.movedBytes()).isEqualTo(400);
        assertThat(outcome.meanNanos()).isCloseTo(Arrays.stream(nanos).average().orElseThrow(), within(1e-9));
        assertThat(outcome.p99Nanos()).isCloseTo(432, within(4.0));
    }

    @Test
    @DisplayName("has quantiles within a hundredth")
    void quantiles() {
        NanosTally tally = new NanosTally();
        for (int nanos = 1; nanos <= 100_000; nanos++) {
            tally.add(nanos);
        }
        assertThat(tally.quantile(0.99)).isCloseTo(99_000, within(990.0));
        assertThat(tally.quantile(0.5)).isCloseTo(50_000, within(500.0));
        assertThat(tally.mean()).isEqualTo(50_000.5);
    }

    /** The mean of so many accesses from one on. */
    private static double mean(double[] nanos, int from, int count) {
        return Arrays.stream(nanos, from, from + count).average().orElseThrow();
    }

    @Test
    @DisplayName("shows that Cleave's policy is within a fifth of where it was one footprint after the hot objects change")
    void phases() {
        AccessTrace trace = Loads.all().get("phases").make("phases", 5);
        List<TierCosts> tiers = List.of(
                new TierCosts(trace.footprint() / 10, 100, 0.05, 0.05), new TierCosts(1, 80_000, 0.5, 0.6));
        Simulation simulation = new Simulation(trace, tiers, PolicyKind.CLEAVE.open(tiers));
        double[] nanos = new double[trace.accesses()];
        for (int access = 0; access < nanos.length; access++) {
            nanos[access] = simulation.access(access);
        }
        int change = nanos.length / 2;
        int footprint = trace.objects();
        double steady = mean(nanos, change - 2 * footprint, 2 * footprint);
        double after = mean(nanos, change + footprint, 2 * footprint);
        assertThat(after).as("steady %.0f ns", steady).isLessThan(1.2 * steady);
    }
}
