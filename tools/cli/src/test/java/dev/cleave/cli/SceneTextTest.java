package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.Experiments;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadText;
import dev.cleave.lab.report.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A scene for a screen of its own has all that a reader needs; printed under one another they say
 * it once.
 */
class SceneTextTest {
    private static final List<Scene> SCENES = Experiments.named("convoy").orElseThrow()
            .run(ExperimentSettings.DEFAULTS, Progress.SILENT).scenes();

    @Test
    void eachSceneHasItsScreen() {
        SceneText text = new SceneText("convoy: a story.", SCENES, new RoadText(80, true, false));
        for (int index = 0; index < SCENES.size(); index++) {
            List<String> lines = text.lines(index);
            assertThat(lines).startsWith("convoy: a story.", text.road().legend(), "",
                    "Scene " + (index + 1) + " of " + SCENES.size() + ": " + SCENES.get(index).title());
            assertThat(lines).hasSizeLessThanOrEqualTo(21)
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        }
    }

    @Test
    void underOneAnotherTheLegendIsToldOnce() {
        SceneText text = new SceneText("convoy: a story.", SCENES, new RoadText(80, false, false));
        assertThat(text.all()).startsWith(text.road().legend()).doesNotContain("convoy: a story.")
                .filteredOn(line -> line.startsWith("Scene ")).hasSameSizeAs(SCENES);
        assertThat(text.all()).filteredOn(text.road().legend()::equals).hasSize(1);
    }
}
