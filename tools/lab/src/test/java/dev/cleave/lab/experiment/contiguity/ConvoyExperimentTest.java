package dev.cleave.lab.experiment.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadMap;
import dev.cleave.lab.map.RoadMap.Kind;
import dev.cleave.lab.report.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The convoy experiment")
class ConvoyExperimentTest {
    private static ExperimentResult run(long region) {
        return new ConvoyExperiment().run(
                new ExperimentSettings(4, OptionalInt.empty(), List.of(), OptionalLong.of(region)), Progress.SILENT);
    }

    private static long count(RoadMap map, Kind kind) {
        return IntStream.range(0, map.segments()).filter(each -> map.kind(each) == kind).count();
    }

    private static long houses(RoadMap map) {
        return count(map, Kind.HOUSE) + count(map, Kind.MOVED);
    }

    @Test
    @DisplayName("tells every way, and no house is lost in any scene")
    void scenes() {
        ExperimentResult result = run(1 << 20);
        assertThat(result.rows()).extracting(row -> row.get("way"))
                .containsExactlyElementsOf(Way.here().stream().map(Way::label).toList());
        assertThat(result.rows()).allSatisfy(row -> {
            assertThat(row.get("served")).isEqualTo(!"buddy".equals(row.get("way")));
            assertThat(row).containsEntry("failures", 0L);
        });
        assertThat(result.rows().stream().mapToInt(row -> (int) row.get("scenes")).sum())
                .isEqualTo(result.scenes().size());
        assertThat(result.scenes()).hasSizeGreaterThan(9).allSatisfy(scene -> {
            assertThat(scene.map().segments()).isEqualTo(256);
            assertThat(houses(scene.map())).as(scene.title()).isEqualTo(32);
            assertThat(count(scene.map(), Kind.CONVOY)).isIn(0L, 32L);
            assertThat(scene.text()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        });
    }

    @Test
    @DisplayName("shows a convoy where its scene says that it passes, and not before")
    void convoy() {
        assertThat(run(1 << 20).scenes()).allSatisfy(scene -> {
            boolean passes = List.of("The convoy passes", "The convoy claims its lane", "The convoy splits",
                    "A bridge over the gaps").contains(scene.title());
            assertThat(count(scene.map(), Kind.CONVOY)).as(scene.title()).isEqualTo(passes ? 32 : 0);
        });
    }

    @Test
    @DisplayName("moves a house a scene, and the convoy then passes in one piece")
    void overpasses() {
        List<Scene> moves = run(1 << 20).scenes().stream()
                .filter(scene -> scene.title().startsWith("Overpasses: house "))
                .toList();
        assertThat(moves).hasSizeBetween(2, 5).allSatisfy(scene -> {
            assertThat(count(scene.map(), Kind.MOVED)).isEqualTo(1);
            assertThat(count(scene.map(), Kind.LEFT)).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("lends the lane to houses, and they move out when it is claimed")
    void lane() {
        List<Scene> scenes = run(1 << 20).scenes();
        Scene lent = scenes.stream().filter(scene -> scene.title().equals("A reserved lane")).findFirst().orElseThrow();
        assertThat(count(lent.map(), Kind.LANE)).isEqualTo(28);
        Scene claimed = scenes.get(scenes.indexOf(lent) + 1);
        assertThat(count(claimed.map(), Kind.MOVED)).isEqualTo(4);
        assertThat(claimed.map().convoy()).containsExactly(32);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("lays a bridge over the parts of the convoy, which lie on the road in its order")
    void bridge() {
        Scene last = run(1 << 20).scenes().getLast();
        assertThat(last.title()).isEqualTo("A bridge over the gaps");
        assertThat(last.map().bridged()).isTrue();
        assertThat(last.map().convoy()).hasSizeBetween(3, 8);
        assertThat(Arrays.stream(last.map().convoy()).sum()).isEqualTo(32);
    }

    @Test
    @DisplayName("is the same story each time, for a region of any size")
    void repeatable() {
        ExperimentResult small = run(1 << 20);
        assertThat(run(1 << 20).rows()).isEqualTo(small.rows());
        assertThat(run(4 << 20).scenes()).hasSameSizeAs(small.scenes());
    }

    @Test
    @DisplayName("refuses regions that are no power of two, or out of range, and threads")
    void ranges() {
        for (long region : new long[] {0, 1 << 19, 3 << 20, 2L << 30}) {
            assertThatThrownBy(() -> run(region))
                    .hasMessage(
                            "--region " + region + ": must be a power of two from 1MiB to 1GiB for this experiment");
        }
        assertThatThrownBy(() -> new ConvoyExperiment().run(
                new ExperimentSettings(1, OptionalInt.empty(), List.of(2), OptionalLong.empty()), Progress.SILENT))
                .hasMessage("--threads [2]: must be 1 for this experiment");
    }

    @Test
    @DisplayName("draws its scenes, one below the other")
    void chart(@TempDir Path folder) throws IOException {
        ExperimentResult result = run(1 << 20);
        Path svg = folder.resolve("convoy.svg");
        ExperimentChart.write(result.panels(), svg, ChartFormat.SVG);
        assertThat(Files.readString(svg)).contains("A convoy comes, and fits nowhere", "the convoy", "moved away");

        Path png = folder.resolve("convoy.png");
        ExperimentChart.write(result.panels(), png, ChartFormat.PNG);
        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(2000);
        assertThat(image.getHeight()).isGreaterThan(result.scenes().size() * 200);
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        assertThat(Arrays.stream(pixels).map(pixel -> pixel & 0xFFFFFF).distinct().toArray())
                .as("free, house, moved, left, lane, convoy")
                .contains(0xEEF1F5, 0xC0392B, 0xE08E0B, 0xFAE3B8, 0xA9CCE8, 0x2E8B57);
    }
}
