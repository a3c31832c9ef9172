package dev.cleave.lab.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.trace.Mobility;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryMapTextTest {
    private static final long MIB = 1 << 20;

    private static MemoryMap pages() {
        MemoryMap map = MemoryMap.ofPages("at the end", 100 * 2 * MIB);
        map.add(Mobility.MOVABLE, 0, 2 * MIB);
        map.add(Mobility.MOVABLE, 2 * MIB, 4096);
        map.add(Mobility.MOVABLE, 4 * MIB, MIB);
        map.add(Mobility.UNMOVABLE, 5 * MIB, 4096);
        map.add(Mobility.RECLAIMABLE, 6 * MIB, 4096);
        map.add(Mobility.MOVABLE, 198 * MIB, 2 * MIB);
        return map;
    }

    @Test
    void withoutColourLettersTellMobilityAndCapitalsUse() {
        List<String> lines = MemoryMapText.lines(pages(), false, 80);

        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst()).isEqualTo("Memory at the end: 200 MiB, one cell is a pageblock of 2 MiB");
        assertThat(lines.get(1)).isEqualTo("       0 B  MmUr" + ".".repeat(60));
        assertThat(lines.get(2)).isEqualTo("   128 MiB  " + ".".repeat(35) + "M");
        assertThat(lines.get(3)).contains("u holds unmovable");
        assertThat(String.join("", lines)).isASCII();
    }

    @Test
    void withColourEveryCellIsPaintedAndRowsKeepTheirLength() {
        List<String> lines = MemoryMapText.lines(pages(), true, 80);

        assertThat(lines.get(1))
                .startsWith("       0 B  \u001B[38;5;46m█\u001B[0m\u001B[38;5;22m█\u001B[0m\u001B[38;5;");
        assertThat(lines.get(1).replaceAll("\u001B\\[[0-9;]*m", "")).isEqualTo("       0 B  ████" + "·".repeat(60));
    }

    @Test
    void rowsFitTheTerminal() {
        assertThat(MemoryMapText.lines(pages(), false, 40).get(1)).hasSize(12 + 16);
        assertThat(MemoryMapText.lines(pages(), false, 1000).get(1)).hasSize(12 + 100);
        assertThat(MemoryMapText.lines(pages(), false, 1).get(1)).hasSize(12 + 16);
    }

    @Test
    void largeMemoriesAreAggregatedAndItIsSaid() {
        MemoryMap map = MemoryMap.ofPages("at the peak", 64L << 30);

        assertThat(map.cells()).isEqualTo(2048);
        assertThat(MemoryMapText.lines(map, false, 80).getFirst())
                .isEqualTo("Memory at the peak: 64 GiB, one cell is 32 MiB (16 pageblocks, as there are so many)");
    }

    @Test
    void aHeapIsDrawnByUseAlone() {
        MemoryMap map = MemoryMap.ofHeap("at the end", 16 * 4096);
        map.add(Mobility.UNMOVABLE, 0, 64);
        map.add(Mobility.UNMOVABLE, 4096, 4096);

        List<String> lines = MemoryMapText.lines(map, false, 80);

        assertThat(lines.getFirst()).isEqualTo("Memory at the end: 64 KiB, one cell is 4 KiB");
        assertThat(lines.get(1)).isEqualTo("       0 B  :#" + ".".repeat(14));
    }

    @Test
    void aBlockAcrossCellsFillsEachOfThem() {
        MemoryMap map = MemoryMap.ofPages("at the end", 6 * MIB);

        map.add(Mobility.MOVABLE, MIB, 4 * MIB);

        assertThat(map.usedBytes(0, Mobility.MOVABLE)).isEqualTo(MIB);
        assertThat(map.usedBytes(1, Mobility.MOVABLE)).isEqualTo(2 * MIB);
        assertThat(map.usedBytes(2, Mobility.MOVABLE)).isEqualTo(MIB);
        assertThat(map.usedShare(2)).isEqualTo(0.5);
    }

    @Test
    void theLastCellOfAnOddRegionIsFullWhenItsFewBytesAre() {
        MemoryMap map = MemoryMap.ofPages("at the end", 2 * MIB + 4096);

        map.add(Mobility.MOVABLE, 2 * MIB, 4096);

        assertThat(map.cells()).isEqualTo(2);
        assertThat(map.usedShare(1)).isEqualTo(1);
    }
}
