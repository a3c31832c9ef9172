package dev.cleave.lab.experiment.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.Experiments;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The placement experiment and the frame it runs in. */
class PlacementExperimentTest {
    private static final Progress SILENT = Progress.SILENT;

    private static ExperimentSettings small(long region, Integer... threads) {
        return new ExperimentSettings(7, OptionalInt.of(2), List.of(threads), OptionalLong.of(region));
    }

    @Test
    void aRowForEachWorkloadOrdersThreadsAndAllocator() {
        ExperimentResult result = new PlacementExperiment().run(small(16 << 20, 1, 2), SILENT);

        JsonNode json = new ObjectMapper().valueToTree(result.toJson());
        assertThat(json.fieldNames()).toIterable().containsExactly("experiment", "parameters", "rows");
        assertThat(json.get("experiment").textValue()).isEqualTo("placement");
        assertThat(json.get("rows")).hasSize(2 * 2 * 2 * 2).allSatisfy(row -> {
            assertThat(row.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "workload",
                            "orders",
                            "threads",
                            "allocator",
                            "sharePercent",
                            "minPercent",
                            "maxPercent",
                            "failures");
            assertThat(row.get("sharePercent").doubleValue())
                    .isBetween(row.get("minPercent").doubleValue(), row.get("maxPercent").doubleValue())
                    .isBetween(0.0, 100.0);
            assertThat(row.get("failures").longValue()).isZero();
        });
        assertThat(result.toTable()).hasSize(17);
    }

    @Test
    void theSameSeedGivesTheSameRowsWithOneThread() {
        Experiment experiment = new PlacementExperiment();
        assertThat(experiment.run(small(16 << 20, 1), SILENT))
                .isEqualTo(experiment.run(small(16 << 20, 1), SILENT));
    }

    @Test
    void progressReachesItsEnd() {
        List<Long> left = new ArrayList<>();
        new PlacementExperiment().run(small(16 << 20, 1), (what, done, total) -> left.add(total - done));
        assertThat(left).startsWith(16L).endsWith(0L);
    }

    @Test
    void regionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new PlacementExperiment().run(small(4096, 1), SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--region 4096: must be ");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> small(16 << 20, 0)).hasMessage("--threads 0: must be 1 to 1024");
        assertThatThrownBy(() -> new ExperimentSettings(1, OptionalInt.of(0), List.of(), OptionalLong.empty()))
                .hasMessage("--repetitions 0: must be 1 to 1000");
    }

    @Test
    void theShareCountsBlocksOf2MiBAndMore() {
        long[] counts = new long[12];
        assertThat(PlacementTrial.wholeShare(counts)).isEqualTo(1);
        counts[9] = 3;
        counts[11] = 1;
        counts[8] = 2;
        counts[0] = 512;
        assertThat(PlacementTrial.wholeShare(counts)).isEqualTo(3_584.0 / (3_584 + 512 + 512));
    }

    @Test
    void aChurnerKeepsItsLevel() {
        BlockAllocator space = Algorithm.FREE_TREE.open(Shape.of(4_096));
        Churner churner = new Churner(space, new SplittableRandom(3), 3);
        churner.raiseTo(3_600);
        assertThat(churner.units()).isBetween(3_600L, 3_607L);
        churner.lowerTo(2_048);
        assertThat(churner.units()).isBetween(2_041L, 2_048L);
        churner.churn(2_048, 5_000);
        assertThat(churner.units()).isBetween(2_048L, 2_055L);
        assertThat(churner.failures()).isZero();
        long free = 0;
        long[] counts = space.freeBlocksByOrder();
        for (int order = 0; order < counts.length; order++) {
            free += counts[order] << order;
        }
        assertThat(free).isEqualTo(4_096 - churner.units());
    }

    @Test
    void aRequestThatCannotBeServedIsCountedAndEndsTheRise() {
        Churner churner = new Churner(Algorithm.FREE_TREE.open(Shape.of(64)), new SplittableRandom(3), 0);
        churner.raiseTo(100);
        assertThat(churner.units()).isEqualTo(64);
        assertThat(churner.failures()).isEqualTo(1);
    }

    @Test
    void experimentsAreFoundByName() {
        assertThat(Experiments.all()).isNotEmpty().allSatisfy(each -> {
            assertThat(Experiments.named(each.name())).contains(each);
            assertThat(Experiments.names()).contains(each.name());
            assertThat(each.question()).isNotBlank();
            assertThat(each.explanation()).isNotBlank();
        });
        assertThat(Experiments.named("pear")).isEmpty();
    }
}
