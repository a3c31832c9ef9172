package dev.cleave.lab.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.dump.DumpBuilder;
import dev.cleave.gpu.dump.DumpJson;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dumps read from JSON, and what is told of JSON that is none. */
class DumpReaderTest {
    static final String SAMPLE = "../../samples/gpu-dump.json";

    private static MemoryDump read(String json) throws MalformedDumpException {
        return DumpReader.read("x.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String sample() throws IOException {
        return Files.readString(Path.of(SAMPLE));
    }

    @DisplayName("The sample of VulkanMemoryAllocator: device, heaps, types, pools, ranges, names")
    @Test
    void theSampleOfVulkanMemoryAllocator() throws MalformedDumpException {
        MemoryDump dump = DumpReader.read(SAMPLE);

        assertThat(dump.device().gpu()).isEqualTo("AMD Radeon RX 6600 XT");
        assertThat(dump.device().details())
                .containsEntry("apiVersion", "1.3.203")
                .containsEntry("nonCoherentAtomSize", 128L)
                .doesNotContainKey("GPU");
        assertThat(dump.total().blocks()).isEqualTo(69);
        assertThat(dump.heaps()).hasSize(2);
        assertThat(dump.heaps().get(1).types()).hasSize(4);
        assertThat(dump.pools(false)).hasSize(8);
        assertThat(dump.pools(true)).extracting(DumpedPool::title)
                .containsExactly("type 0, pool '0'", "type 3, pool '0'");
        DumpedBlock block = dump.pools(false).getFirst().blocks().getFirst();
        assertThat(block.ranges()).hasSize(24);
        assertThat(block.ranges().get(6).name()).contains("JOKER");
        assertThat(block.ranges().get(6).customData()).contains("00000000018CE96A");
        assertThat(block.scatteredBytes()).hasValue(18_987_876 - 18_874_368);
        assertThat(DumpFindings.sums(dump.pools(false).getFirst()).dedicatedBytes()).isEqualTo(8_404_992);
    }

    @DisplayName("What was written is read back the same")
    @Test
    void whatWasWrittenIsReadBackTheSame() throws MalformedDumpException, IOException {
        DumpedRange named = new DumpedRange(16, "TEXTURE", 32, OptionalLong.of(1), Optional.of("ab12"),
                Optional.of("a \"name\"\n\u20AC"), OptionalLong.of(2));
        MemoryDump dump = new DumpBuilder(new DumpedDevice(DumpedDevice.DIRECT3D_12, "card", Map.of("cores", 8L)))
                .heap(0, List.of("DEVICE_LOCAL"), 1 << 20, 1 << 19, 77)
                .type(0, 0, List.of("A", "B"))
                .pool(DumpedPool.ofType(0, 64,
                        List.of(DumpedBlock.of(0, 1, 64, List.of(DumpedRange.free(0, 16), named))),
                        List.of(DumpedRange.allocated(0, DumpedRange.BUFFER, 5))))
                .pool(new DumpedPool(0, true, Optional.empty(), List.of("LINEAR"), 8, List.of(), List.of()))
                .build();
        MemoryDump sample = DumpReader.read(SAMPLE);

        assertThat(read(DumpJson.text(dump))).isEqualTo(dump);
        assertThat(read(DumpJson.text(sample))).isEqualTo(sample);
    }

    @DisplayName("A changed sample is refused with place and cause")
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"BlockCount\": 69|\"BlockCount\": \"69\"|Total/BlockCount is a string: expected a whole number",
        "\"BlockCount\": 69|\"BlockCount\": -1|Total/BlockCount is -1: expected 0 to 9223372036854775807",
        "\"BlockCount\": 69|\"BlockCount\": 6.5|Total/BlockCount is the number 6.5: expected a whole number",
        "\"BlockCount\": 69|\"BlockCount\": 99999999999999999999|Total/BlockCount is 99999999999999999999: expected 0",
        "\"BlockCount\": 69|\"BlockKount\": 69|Total has an unknown field 'BlockKount': expected none but AllocationBytes",
        "\"BlockCount\": 69, |``|Total has no field 'BlockCount'",
        "\"API\": \"Vulkan\"|\"API\": \"Metal\"|General: the interface 'Metal' is unknown: must be Vulkan or Direct3D 12",
        "\"API\": \"Vulkan\", |``|General has no field 'API'",
        "\"Heap 0\"|\"Haufen 0\"|MemoryInfo/Haufen 0: expected a name as 'Heap 0'",
        "\"Flags\": []|\"Flags\": {}|MemoryInfo/Heap 0/Flags is an object: expected an array",
        "\"Offset\": 66304|\"Offset\": 65536|DefaultPools/Type 0/Blocks/0: the range at 65536 begins before the end",
        "\"Size\": 18874368}|\"Size\": 18874369}|Blocks/0: the range at 14680064 of 18874369 bytes ends beyond the block's",
        "\"UnusedBytes\": 18987876|\"UnusedBytes\": 99999999|UnusedBytes is 99999999: must be no more than TotalBytes",
        "\"Size\": 768|\"Size\": 0|Blocks/0/Suballocations/1: Size is 0: must be 1 or more",
        "0000000000F5D987|00-F5D987|CustomData is '00-F5D987': must be letters and digits",
    })
    void aChangedSampleIsRefused(String from, String to, String complaint) throws IOException {
        String json = sample().replaceAll("\\s+", " ");
        assertThat(json).contains(from);

        String changed = json.replaceFirst(Pattern.quote(from), to);

        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(MalformedDumpException.class)
                .hasMessageStartingWith("x.json: ")
                .hasMessageContaining(complaint);
    }

    @DisplayName("What is no dump at all is told as what it is")
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``|x.json: is empty: expected a memory dump (JSON)",
        "a 0 64 0|x.json: is no JSON, at line 1, column 1: Unrecognized token 'a'",
        "{\"General\": {}|x.json: is no JSON, at line 1, column 15: Unexpected end-of-input",
        "[]|x.json: the dump is an array: expected an object",
        "{\"trace\": \"x\"}|x.json: is JSON, but no memory dump: it has neither 'General' nor 'MemoryInfo'",
        "{\"General\": {}, \"General\": {}}|x.json: is no JSON, at line 1, column 26: Duplicate field 'General'",
        "{\"General\": {}} x|x.json: is no JSON",
        "{\"General\": {}, \"Total\": {}}|x.json: the dump has no field 'MemoryInfo'",
    })
    void whatIsNoDump(String json, String complaint) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(MalformedDumpException.class)
                .hasMessageStartingWith(complaint);
    }

    @DisplayName("A file that is not there, and a folder, are told as such")
    @Test
    void aFileThatIsNotThere() {
        assertThatThrownBy(() -> DumpReader.read("no-such.json"))
                .isInstanceOf(MalformedDumpException.class)
                .hasMessageStartingWith("no-such.json: no such file: expected a memory dump (JSON)");
        assertThatThrownBy(() -> DumpReader.read("src"))
                .isInstanceOf(MalformedDumpException.class)
                .hasMessageStartingWith("src: is a directory");
    }
}
