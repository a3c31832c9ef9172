package dev.cleave.lab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.dump.DumpBuilder;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps drawn: to scale, in colours, and not without end. */
class DumpChartTest {
    private static final int BUFFER = 0x1B6CA8;
    private static final int OPTIMAL = 0xE08E0B;
    private static final int FREE = 0xEEF1F5;

    @TempDir
    private Path folder;

    private static MemoryDump dump(List<DumpedBlock> blocks, List<DumpedRange> dedicated) {
        return new DumpBuilder(new DumpedDevice(DumpedDevice.VULKAN, "card", Map.of()))
                .heap(0, List.of(), 1 << 20, 1 << 20, 0)
                .type(0, 0, List.of())
                .pool(DumpedPool.ofType(0, 4096, blocks, dedicated))
                .build();
    }

    private BufferedImage draw(MemoryDump dump) throws IOException {
        Path file = folder.resolve("dump.png");
        DumpChart.write("a dump", dump, file, ChartFormat.PNG);
        return ImageIO.read(file.toFile());
    }

    /** How many pixels of a colour the picture has, below its legend. */
    private static long pixels(BufferedImage picture, int colour) {
        long count = 0;
        for (int y = 240; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xFFFFFF) == colour) {
                    count++;
                }
            }
        }
        return count;
    }

    @DisplayName("Bars are to scale: a quarter buffers, half images, a quarter free; a block half as large half as wide")
    @Test
    void barsAreToScale() throws IOException {
        DumpedBlock block = DumpedBlock.of(0, 0, 4096, List.of(DumpedRange.allocated(0, DumpedRange.BUFFER, 1024),
                DumpedRange.allocated(1024, DumpedRange.IMAGE_OPTIMAL, 2048), DumpedRange.free(3072, 1024)));

        BufferedImage one = draw(dump(List.of(block), List.of()));
        long buffer = pixels(one, BUFFER);

        assertThat((double) pixels(one, OPTIMAL) / buffer).isBetween(1.9, 2.1);
        assertThat((double) pixels(one, FREE) / buffer).isBetween(0.9, 1.1);
        BufferedImage two = draw(dump(List.of(block,
                DumpedBlock.of(1, 0, 2048, List.of(DumpedRange.allocated(0, DumpedRange.BUFFER, 2048)))), List.of()));
        assertThat((double) pixels(two, BUFFER) / buffer).isBetween(2.9, 3.1);
    }

    @DisplayName("Dedicated allocations share rows, and begin the next where there is no room")
    @Test
    void dedicatedAllocationsShareRows() throws IOException {
        DumpedRange large = DumpedRange.allocated(0, DumpedRange.BUFFER, 3000);
        DumpedRange small = DumpedRange.allocated(0, DumpedRange.BUFFER, 1000);

        int together = draw(dump(List.of(), List.of(large, small, small))).getHeight();
        int apart = draw(dump(List.of(), List.of(large, large, large))).getHeight();

        assertThat(apart).isGreaterThan(together);
    }

    @DisplayName("A dump of a thousand blocks makes a picture of some hundred bars, and says how many are left out")
    @Test
    void aPictureHasAnEnd() throws IOException {
        DumpedBlock block = DumpedBlock.of(0, 0, 4096, List.of(DumpedRange.free(0, 4096)));
        Path svg = folder.resolve("dump.svg");

        DumpChart.write("many", dump(Collections.nCopies(1_000, block), List.of()), svg, ChartFormat.SVG);

        assertThat(Files.readString(svg)).contains("and 600 more blocks");
    }

    @DisplayName("A block of very many ranges makes a small picture: what is under the ink of another is left out")
    @Test
    void aBlockOfVeryManyRanges() throws IOException {
        List<DumpedRange> ranges = new ArrayList<>();
        for (int each = 0; each < 50_000; each += 2) {
            ranges.add(DumpedRange.allocated(each, DumpedRange.BUFFER, 1));
            ranges.add(DumpedRange.free(each + 1L, 1));
        }
        Path svg = folder.resolve("dump.svg");

        DumpChart.write("many", dump(List.of(DumpedBlock.of(0, 0, 50_000, ranges)), List.of()), svg, ChartFormat.SVG);

        assertThat(Files.size(svg)).isLessThan(300_000);
    }

    @DisplayName("A dump of nothing is drawn too")
    @Test
    void aDumpOfNothing() throws IOException {
        assertThat(draw(dump(List.of(), List.of())).getHeight()).isGreaterThan(100);
    }
}
