package dev.cleave.lab.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.dump.DumpBuilder;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A dump as tables. */
class DumpTextTest {
    private static MemoryDump dump(List<DumpedBlock> blocks) {
        return new DumpBuilder(new DumpedDevice(DumpedDevice.VULKAN, "card", Map.of("implementation", "OpenCL")))
                .heap(0, List.of("DEVICE_LOCAL"), 1 << 20, 1 << 19, 4096)
                .type(0, 0, List.of("DEVICE_LOCAL"))
                .pool(DumpedPool.ofType(0, 4096, blocks, List.of()))
                .build();
    }

    private static String text(MemoryDump dump) {
        return String.join("\n", DumpText.lines("frame.json", dump, false));
    }

    @DisplayName("The sample: a row a heap, a type, a pool, and the scattered blocks with most first")
    @Test
    void theSample() throws MalformedDumpException {
        List<String> lines = DumpText.lines("sample", DumpReader.read(DumpReaderTest.SAMPLE), false);

        assertThat(lines.get(1))
                .isEqualTo("  AMD Radeon RX 6600 XT, Vulkan: 69 blocks of 192.1 MiB hold 132 allocations"
                        + " of 70 MiB; 122.1 MiB unused.");
        assertThat(lines)
                .anyMatch(line -> line.matches("  heap 1 +8 GiB +7.2 GiB +147.8 MiB +34 +80 MiB +68 .*MULTI_INSTANCE"));
        assertThat(lines)
                .anyMatch(line -> line.matches("    type 0 +34 +80 MiB +68 +37.9 MiB +23.9 MiB  DEVICE_LOCAL"));
        assertThat(lines).contains("  and 5 empty pools");
        assertThat(lines.get(lines.size() - 4))
                .matches("  type 0 +0 +32 MiB +43.4 % +18.1 MiB +4 +18 MiB +110.8 KiB +0.6 %");
    }

    @DisplayName("Of very many scattered blocks the worst ten are named")
    @Test
    void ofManyScatteredBlocksTheWorstAreNamed() {
        List<DumpedBlock> blocks = new ArrayList<>();
        for (int each = 0; each < 13; each++) {
            blocks.add(DumpedBlock.of(each, 0, 4096, List.of(DumpedRange.free(0, 1 + each),
                    DumpedRange.allocated(100, DumpedRange.BUFFER, 100), DumpedRange.free(200, 1000))));
        }

        String text = text(dump(blocks));

        assertThat(text).contains("card, OpenCL:", "type 0   12 ", "  and 3 more blocks with scattered bytes");
        assertThat(text.indexOf("type 0   12 ")).isLessThan(text.indexOf("type 0   11 "));
    }

    @DisplayName("Blocks without details, or with their free bytes together, are told as such")
    @Test
    void blocksWithoutDetails() {
        assertThat(text(dump(List.of(new DumpedBlock("0", 0, 10, 5, 1, 1, List.of())))))
                .contains("not known: the dump has no details of its blocks", "–");
        assertThat(text(dump(List.of(DumpedBlock.of(0, 0, 10, List.of(DumpedRange.free(0, 10)))))))
                .contains("none: the free bytes of every block lie together");
        assertThat(text(dump(List.of()))).contains("  and 1 empty pool", "none: ");
    }
}
