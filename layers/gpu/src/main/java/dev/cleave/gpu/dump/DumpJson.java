package dev.cleave.gpu.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes dumps as JSON, as VulkanMemoryAllocator's schema has it. Any thread may write.
 */
public final class DumpJson {
    private final JsonText json;
    private final MemoryDump dump;

    private DumpJson(MemoryDump dump, Appendable out) {
        this.dump = dump;
        json = new JsonText(out);
    }

    /** The dump as text. */
    public static String text(MemoryDump dump) {
        StringBuilder text = new StringBuilder();
        try {
            write(dump, text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /**
     * Writes the dump.
     *
     * @throws IOException when {@code out} does
     */
    public static void write(MemoryDump dump, Appendable out) throws IOException {
        new DumpJson(dump, out).write();
        out.append('\n');
    }

    /**
     * Writes the dump into a file, which is replaced if it exists.
     *
     * @throws IOException when the file cannot be written
     */
    public static void write(MemoryDump dump, Path file) throws IOException {
        Files.writeString(file, text(dump), StandardCharsets.UTF_8);
    }

    private void write() throws IOException {
        json.object(() -> {
            json.object("General", this::device);
            json.object("Total", () -> statistics(dump.total()));
            json.object("MemoryInfo", () -> {
                for (DumpedHeap each : dump.heaps()) {
                    json.object("Heap " + each.index(), () -> heap(each));
                }
            });
            json.object("DefaultPools", () -> {
                for (DumpedPool each : dump.pools(false)) {
                    json.object("Type " + each.type(), () -> pool(each));
                }
            });
            json.object("CustomPools", this::customPools);
        });
    }

    private void device() throws IOException {
        json.field("API", dump.device().api());
        json.field("GPU", dump.device().gpu());
        for (Map.Entry<String, Object> each : dump.device().details().entrySet()) {
            json.field(each.getKey(), each.getValue());
        }
    }

    private void statistics(DumpStatistics each) throws IOException {
        json.field("BlockCount", each.blocks());
        json.field("BlockBytes", each.blockBytes());
        json.field("AllocationCount", each.allocations());
        json.field("AllocationBytes", each.allocationBytes());
        json.field("UnusedRangeCount", each.unusedRanges());
        json.field("AllocationSizeMin", each.allocationSizes().least());
        json.field("AllocationSizeMax", each.allocationSizes().most());
        json.field("UnusedRangeSizeMin", each.unusedRangeSizes().least());
        json.field("UnusedRangeSizeMax", each.unusedRangeSizes().most());
    }

    private void heap(DumpedHeap heap) throws IOException {
        json.field("Flags", heap.flags());
        json.field("Size", heap.size());
        json.object("Budget", () -> {
            json.field("BudgetBytes", heap.budgetBytes());
            json.field("UsageBytes", heap.usageBytes());
        });
        json.object("Stats", () -> statistics(heap.statistics()));
        json.object("MemoryPools", () -> {
            for (DumpedType each : heap.types()) {
                json.object("Type " + each.index(), () -> {
                    json.field("Flags", each.flags());
                    json.object("Stats", () -> statistics(each.statistics()));
                });
            }
        });
    }

    private void customPools() throws IOException {
        Map<Integer, List<DumpedPool>> byType = new LinkedHashMap<>();
        for (DumpedPool each : dump.pools(true)) {
            byType.putIfAbsent(each.type(),
                    dump.pools(true).stream().filter(pool -> pool.type() == each.type()).toList());
        }
        for (Map.Entry<Integer, List<DumpedPool>> each : byType.entrySet()) {
            json.array("Type " + each.getKey(), () -> {
                for (DumpedPool pool : each.getValue()) {
                    json.element(() -> {
                        json.field("Name", pool.name());
                        json.field("Flags", pool.flags());
                        pool(pool);
                    });
                }
            });
        }
    }

    private void pool(DumpedPool pool) throws IOException {
        json.field("PreferredBlockSize", pool.preferredBlockSize());
        json.object("Blocks", () -> {
            for (DumpedBlock each : pool.blocks()) {
                json.object(each.id(), () -> block(each));
            }
        });
        json.array("DedicatedAllocations", () -> {
            for (DumpedRange each : pool.dedicated()) {
                json.element(() -> range(each));
            }
        });
    }

    private void block(DumpedBlock block) throws IOException {
        json.field("MapRefCount", block.mapCount());
        json.field("TotalBytes", block.totalBytes());
        json.field("UnusedBytes", block.unusedBytes());
        json.field("Allocations", block.allocations());
        json.field("UnusedRanges", block.unusedRanges());
        if (!block.ranges().isEmpty()) {
            json.array("Suballocations", () -> {
                for (DumpedRange each : block.ranges()) {
                    json.element(() -> {
                        json.field("Offset", each.offset());
                        range(each);
                    });
                }
            });
        }
    }

    private void range(DumpedRange range) throws IOException {
        json.field("Type", range.type());
        json.field("Size", range.size());
        json.field("Usage", range.usage());
        json.field("CustomData", range.customData());
        json.field("Name", range.name());
        json.field("Layout", range.layout());
    }
}
