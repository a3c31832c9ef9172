package dev.cleave.gpu.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps as JSON, held against VulkanMemoryAllocator's schema. */
class DumpJsonTest {
    private static DumpedDevice device() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("apiVersion", "1.3.0");
        details.put("nonCoherentAtomSize", 64L);
        details.put("unified", true);
        return new DumpedDevice(DumpedDevice.VULKAN, "a \"card\"\\ of\n\u0001ours\uD800", details);
    }

    private static MemoryDump dump() {
        DumpedRange texture = new DumpedRange(512, DumpedRange.IMAGE_OPTIMAL, 4096, OptionalLong.of(7),
                Optional.of("00F5D987"), Optional.of("sky"), OptionalLong.of(3));
        DumpedBlock block = DumpedBlock.of(0, 2, 8192,
                List.of(DumpedRange.allocated(0, DumpedRange.BUFFER, 256), DumpedRange.free(256, 256), texture,
                        DumpedRange.free(4608, 3584)));
        DumpedPool custom = new DumpedPool(0, true, Optional.of("frames"), List.of("LINEAR"), 1024,
                List.of(DumpedBlock.of(5, 0, 1024, List.of(DumpedRange.free(0, 1024)))), List.of());
        return new DumpBuilder(device())
                .heap(0, List.of("DEVICE_LOCAL"), 1 << 30, 1 << 29, 20_000)
                .heap(1, List.of(), 1 << 20, 1 << 20, 0)
                .type(0, 0, List.of("DEVICE_LOCAL"))
                .type(1, 1, List.of("HOST_VISIBLE", "HOST_COHERENT"))
                .pool(DumpedPool.ofType(0, 1 << 20, List.of(block),
                        List.of(DumpedRange.allocated(0, DumpedRange.IMAGE_LINEAR, 10_000))))
                .pool(custom)
                .build();
    }

    @DisplayName("The schema has nothing against a dump with a heap, types, pools and names that need escapes")
    @Test
    void theSchemaHasNothingAgainstADump() throws IOException {
        String json = DumpJson.text(dump());

        assertThat(DumpSchema.complaints(json)).isEmpty();
        JsonNode root = new ObjectMapper().readTree(json);
        assertThat(root.at("/General/GPU").asText()).startsWith("a \"card\"\\ of\n\u0001ours");
        assertThat(root.at("/General/nonCoherentAtomSize").asLong()).isEqualTo(64);
        assertThat(root.at("/General/unified").asBoolean()).isTrue();
        assertThat(root.at("/DefaultPools/Type 0/Blocks/0/Suballocations/2/Name").asText()).isEqualTo("sky");
        assertThat(root.at("/DefaultPools/Type 0/DedicatedAllocations/0/Size").asLong()).isEqualTo(10_000);
        assertThat(root.at("/CustomPools/Type 0/0/Name").asText()).isEqualTo("frames");
    }

    @DisplayName("Sums are those of blocks and dedicated allocations together")
    @Test
    void sumsAreThoseOfBlocksAndDedicatedAllocations() throws IOException {
        JsonNode total = new ObjectMapper().readTree(DumpJson.text(dump())).get("Total");

        assertThat(total.get("BlockCount").asInt()).isEqualTo(3);
        assertThat(total.get("BlockBytes").asInt()).isEqualTo(8192 + 1024 + 10_000);
        assertThat(total.get("AllocationCount").asInt()).isEqualTo(3);
        assertThat(total.get("AllocationBytes").asInt()).isEqualTo(256 + 4096 + 10_000);
        assertThat(total.get("UnusedRangeCount").asInt()).isEqualTo(3);
        assertThat(total.get("AllocationSizeMin").asInt()).isEqualTo(256);
        assertThat(total.get("AllocationSizeMax").asInt()).isEqualTo(10_000);
        assertThat(total.get("UnusedRangeSizeMin").asInt()).isEqualTo(256);
        assertThat(total.get("UnusedRangeSizeMax").asInt()).isEqualTo(3584);
    }

    @DisplayName("A device without anything allocated is a dump too, and leaves out the sizes of nothing")
    @Test
    void aDeviceWithoutAnythingAllocated() throws IOException {
        MemoryDump empty = new DumpBuilder(device()).heap(0, List.of(), 1, 1, 0).type(0, 0, List.of()).build();

        String json = DumpJson.text(empty);

        assertThat(DumpSchema.complaints(json)).isEmpty();
        assertThat(new ObjectMapper().readTree(json).get("Total").has("AllocationSizeMin")).isFalse();
    }

    @DisplayName("Whatever is built is as the schema has it")
    @Test
    void whateverIsBuiltIsAsTheSchemaHasIt() {
        long seed = new Random().nextLong();
        System.out.println("DumpJsonTest, seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            assertThat(DumpSchema.complaints(DumpJson.text(random(random)))).as("seed " + seed).isEmpty();
        }
    }

    private static MemoryDump random(Random random) {
        DumpBuilder builder = new DumpBuilder(device());
        int heaps = 1 + random.nextInt(3);
        for (int heap = 0; heap < heaps; heap++) {
            builder.heap(heap, List.of("FLAG_" + heap), random.nextInt(1 << 30), random.nextInt(1 << 20), 0);
        }
        for (int type = 0; type < 1 + random.nextInt(6); type++) {
            builder.type(type, random.nextInt(heaps), List.of());
            builder.pool(DumpedPool.ofType(type, 1 << 20, blocks(random), List.of()));
            builder.pool(new DumpedPool(type, true, Optional.of("p" + type), List.of(), 1 << 10, blocks(random),
                    List.of(DumpedRange.allocated(0, DumpedRange.UNKNOWN, 1 + random.nextInt(1000)))));
        }
        return builder.build();
    }

    private static List<DumpedBlock> blocks(Random random) {
        List<DumpedBlock> blocks = new ArrayList<>();
        for (int block = 0; block < random.nextInt(4); block++) {
            List<DumpedRange> ranges = new ArrayList<>();
            long at = 0;
            for (int range = 0; range < random.nextInt(20); range++) {
                long size = 1L + random.nextInt(5000);
                ranges.add(random.nextBoolean()
                        ? DumpedRange.free(at, size)
                        : DumpedRange.allocated(at, DumpedRange.BUFFER, size));
                at += size;
            }
            blocks.add(DumpedBlock.of(block, random.nextInt(3), at + random.nextInt(100), ranges));
        }
        return blocks;
    }

    @DisplayName("The schema is in force: it refuses what is no dump")
    @Test
    void theSchemaIsInForce() {
        assertThat(DumpSchema.complaints("{}")).isNotEmpty();
        assertThat(DumpSchema.complaints(DumpJson.text(dump()).replace("\"BlockCount\"", "\"Blocks\""))).isNotEmpty();
    }

    @DisplayName("A dump goes into a file, over what was there")
    @Test
    void aDumpGoesIntoAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("dump.json"), "x".repeat(100_000));

        DumpJson.write(dump(), file);

        assertThat(Files.readString(file)).isEqualTo(DumpJson.text(dump())).endsWith("}\n");
    }
}
