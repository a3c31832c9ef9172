package dev.cleave.lab.experiment.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TierRace;
import dev.cleave.lab.experiment.TierRace.Latency;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.PolicyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("lab tiers")
class TiersExperimentTest {
    private static final List<Latency> COSTS = List.of(Latency.of("100:0.05:0.05"), Latency.of("80000:0.5:0.6"));

    private static ExperimentSettings settings(List<String> cases, TierRace race) {
        return new ExperimentSettings(1, OptionalInt.empty(), List.of(), OptionalLong.empty(), OptionalLong.empty(),
                cases, List.of(), List.of()).withTiers(race);
    }

    private static ExperimentResult run(List<String> cases, List<AccessTrace> traces, List<String> policies) {
        return new TiersExperiment().run(
                settings(cases, new TierRace(traces, policies, List.of(5.0, 25.0), COSTS)), Progress.SILENT);
    }

    @Test
    @DisplayName("tells how far it is in accesses, so that a short trace is a small part of the work")
    void progress() {
        AccessTrace.Builder few = new AccessTrace.Builder("few");
        AccessTrace.Builder many = new AccessTrace.Builder("many");
        for (int access = 0; access < 1000; access++) {
            if (access < 10) {
                few.access(access % 3, 100, false);
            }
            many.access(access % 50, 100, false);
        }
        List<Long> done = new ArrayList<>();
        ExperimentResult unused = new TiersExperiment().run(
                settings(List.of(), new TierRace(List.of(few.build(), many.build()), List.of("lru"),
                        List.of(5.0, 25.0), COSTS)),
                (what, now, total) -> {
                    assertThat(total).isEqualTo(2020);
                    done.add(now);
                });
        assertThat(done).containsExactly(0L, 10L, 20L, 1020L, 2020L);
    }

    @Test
    @DisplayName("has a row for each policy, trace and share, and for Belady's, with these columns, and none below the bound")
    void rows() {
        ExperimentResult result = run(List.of("ycsb-a", "bursts"), List.of(), List.of());
        assertThat(result.rows()).hasSize(2 * 2 * (PolicyKind.values().length + 1)).allSatisfy(row -> {
            assertThat(row.keySet()).containsExactly("trace", "policy", "share", "hitShare", "movedBytes", "meanNanos",
                    "p99Nanos", "boundMeanNanos");
            assertThat(Cell.of(row).aboveBound()).isGreaterThanOrEqualTo(1);
            assertThat(Cell.of(row).hitShare()).isBetween(0.0, 1.0);
        });
        assertThat(result.panels()).hasSize(2);
        assertThat(new TiersExperiment().table(result)).anyMatch(line -> line.startsWith("cleave "))
                .anyMatch(line -> line.contains("worst beside best other"));
    }

    @Test
    @DisplayName("finds Cleave's policy at most a tenth behind the best of the others on these loads, and moving less than LRU")
    void cleaveIsNowhereFarBehind() {
        ExperimentResult result = run(
                List.of("ycsb-b", "ycsb-d", "loop", "drift", "scans", "sizes", "programs"), List.of(), List.of());
        Verdict verdict = Verdict.on("cleave", result.rows().stream().map(Cell::of).toList());
        assertThat(verdict.worstBesideBest()).as(verdict.worstWhere()).isLessThan(1.1);
        assertThat(verdict.movedBesideLru()).isLessThan(1.2);
    }

    @Test
    @DisplayName("races recorded traces alone where there are some, and the chosen policies alone")
    void recorded() {
        AccessTrace.Builder trace = new AccessTrace.Builder("folder/access-own.trace.gz");
        for (int access = 0; access < 2000; access++) {
            trace.access(access * access % 97, 100, false);
        }
        ExperimentResult result = run(List.of(), List.of(trace.build()), List.of("lru", "cleave"));
        assertThat(result.rows()).extracting(row -> row.get("trace")).containsOnly("access-own");
        assertThat(result.rows()).extracting(row -> row.get("policy"))
                .containsExactly("cleave", "lru", "belady", "cleave", "lru", "belady");
    }

    @Test
    @DisplayName("measures memory and a file where no costs are given")
    void measures() {
        MeasuredTiers measured = new MeasuredTiers();
        assertThat(measured.memory().accessNanos()).isPositive();
        assertThat(measured.file().readNanosPerByte()).isNotNegative();
    }

    @Test
    @DisplayName("refuses policies, cases, shares and costs that there are none of, and threads")
    void refuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(List.of(), List.of(), List.of("mru")))
                .withMessage("--policy mru: must be one of cleave, lru, clock, lfu, tinylfu, thresholds, 2q, arc");
        assertThatIllegalArgumentException().isThrownBy(() -> run(List.of("none"), List.of(), List.of()))
                .withMessageStartingWith("--case none: must be one of ycsb-a, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TierRace(List.of(), List.of(), List.of(0.0), List.of()))
                .withMessage("--share 0.0: must be above 0, and 100 at most");
        assertThatIllegalArgumentException().isThrownBy(() -> Latency.of("1:2"))
                .withMessageStartingWith("--costs 1:2: must be nanoseconds an access, a byte read and a byte written");
        assertThatIllegalArgumentException().isThrownBy(() -> Latency.of("1:-2:3"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TierRace(List.of(), List.of(), List.of(1.0), COSTS.subList(0, 1)))
                .withMessage("--costs 1 tiers: must be those of two, the nearest first");
    }
}
