package dev.cleave.lab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.replay.AllocatorChoice;
import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.Replay;
import dev.cleave.lab.replay.ReplayResult;
import dev.cleave.lab.replay.ReplaySettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineChartTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final String LOADING =
            "http://apache.org/xml/features/nonvalidating/load-external-dtd";

    @TempDir
    private Path folder;

    private static ReplayResult result(AllocatorChoice choice) throws Exception {
        Trace.Builder builder = new Trace.Builder("folder/made.trace", TraceKind.PAGES);
        for (int id = 0; id < 500; id++) {
            builder.allocatePages(id, id % 3, Mobility.MOVABLE, 0, id * 4L);
        }
        for (int id = 0; id < 500; id += 2) {
            builder.free(id, 0);
        }
        return Replay.run(builder.build(), choice, new ReplaySettings(1.5, true, 1, 1, 1, LIMIT, false),
                Progress.SILENT);
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        return colours;
    }

    @Test
    void aPngShowsBothPanelsWithTheirLines() throws Exception {
        Path file = folder.resolve("chart.png");

        TimelineChart.write(result(AllocatorChoices.CLEAVE), file, ChartFormat.PNG);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(2000);
        assertThat(image.getHeight()).isEqualTo(1440);
        assertThat(colours(image)).as("live, used, unusable, largest").contains(0x1B6CA8, 0xE08E0B, 0xC0392B, 0x2E8B57);
    }

    @Test
    void anSvgIsWellFormedAndOfItsSize() throws Exception {
        Path file = folder.resolve("chart.svg");

        TimelineChart.write(result(AllocatorChoices.CLEAVE), file, ChartFormat.SVG);

        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setFeature(LOADING, false);
        var root = parsers.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 1000 720");
        assertThat(Files.readString(file)).contains("rgb(192,57,43)").contains("rgb(27,108,168)");
    }

    @Test
    void anAllocatorThatKnowsNoOrdersHasOnePanel() throws Exception {
        Path file = folder.resolve("chart.png");

        TimelineChart.write(result(AllocatorChoices.of(AllocatorName.require("malloc")).orElseThrow()), file,
                ChartFormat.PNG);

        assertThat(ImageIO.read(file.toFile()).getHeight()).isEqualTo(720);
    }

    @Test
    void theExtensionNamesTheFormat() {
        assertThat(ChartFormat.of(Path.of("a.svg"))).contains(ChartFormat.SVG);
        assertThat(ChartFormat.of(Path.of("dir.png/a.PNG"))).contains(ChartFormat.PNG);
        assertThat(ChartFormat.of(Path.of("a.jpg"))).isEmpty();
        assertThat(ChartFormat.of(Path.of("svg"))).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsAnError() throws Exception {
        ReplayResult result = result(AllocatorChoices.CLEAVE);

        assertThatThrownBy(() -> TimelineChart.write(result, folder.resolve("none/chart.svg"), ChartFormat.SVG))
                .isInstanceOf(IOException.class);
    }
}
