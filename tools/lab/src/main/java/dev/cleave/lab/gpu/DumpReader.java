package dev.cleave.lab.gpu;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cleave.gpu.dump.DumpStatistics;
import dev.cleave.gpu.dump.DumpStatistics.Extent;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedHeap;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.DumpedType;
import dev.cleave.gpu.dump.MemoryDump;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads memory dumps: VulkanMemoryAllocator's own, and those of Cleave's device heaps. */
public final class DumpReader {
    private static final String EXPECTED = "a memory dump (JSON)";
    private static final String FLAGS = "Flags";
    private static final String STATS = "Stats";
    private static final Set<String> ROOT_FIELDS =
            Set.of("General", "Total", "MemoryInfo", "DefaultPools", "CustomPools");
    private static final Set<String> HEAP_FIELDS = Set.of(FLAGS, "Size", "Budget", STATS, "MemoryPools");
    private static final Set<String> BUDGET_FIELDS = Set.of("BudgetBytes", "UsageBytes");
    private static final Set<String> TYPE_FIELDS = Set.of(FLAGS, STATS);
    private static final Set<String> CUSTOM_POOL_FIELDS =
            Set.of("Name", FLAGS, "PreferredBlockSize", "Blocks", "DedicatedAllocations");
    private static final Set<String> STATS_FIELDS = Set.of("BlockCount", "BlockBytes", "AllocationCount",
            "AllocationBytes", "UnusedRangeCount", "AllocationSizeMin", "AllocationSizeMax", "UnusedRangeSizeMin",
            "UnusedRangeSizeMax");
    private static final Set<String> DEDICATED_FIELDS =
            Set.of("Type", "Size", "Usage", "CustomData", "Name", "Layout");
    private static final Set<String> RANGE_FIELDS =
            Set.of("Offset", "Type", "Size", "Usage", "CustomData", "Name", "Layout");

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .reader();

    private DumpReader() {}

    /**
     * Reads a file, or with {@code -} the standard input.
     *
     * @throws MalformedDumpException when it cannot be read or is no memory dump, with the place
     *     and the cause
     */
    public static MemoryDump read(String file) throws MalformedDumpException {
        try (InputStream input = TraceInput.open(file, EXPECTED)) {
            return read(TraceInput.nameOf(file), input);
        } catch (MalformedTraceException unreadable) {
            throw (MalformedDumpException) new MalformedDumpException(file, problem(unreadable, file))
                    .initCause(unreadable);
        } catch (IOException failure) {
            throw (MalformedDumpException) new MalformedDumpException(file, "cannot be read: " + failure.getMessage())
                    .initCause(failure);
        }
    }

    /** The complaint without the file's name, which is told again. */
    private static String problem(MalformedTraceException unreadable, String file) {
        String message = String.valueOf(unreadable.getMessage());
        return message.startsWith(file + ": ") ? message.substring(file.length() + 2) : message;
    }

    /**
     * Reads a stream to its end.
     *
     * @param name what messages call it
     */
    static MemoryDump read(String name, InputStream input) throws MalformedDumpException {
        JsonNode root;
        try {
            root = JSON.readTree(input);
        } catch (JacksonException broken) {
            throw (MalformedDumpException) new MalformedDumpException(name, "is no JSON" + place(broken))
                    .initCause(broken);
        } catch (IOException failure) {
            throw (MalformedDumpException) new MalformedDumpException(name, "cannot be read: " + failure.getMessage())
                    .initCause(failure);
        }
        if (root.isMissingNode()) {
            throw new MalformedDumpException(name, "is empty: expected " + EXPECTED);
        }
        return dump(DumpNode.root(name, root));
    }

    private static String place(JacksonException broken) {
        JsonLocation at = broken.getLocation();
        String cause = broken.getOriginalMessage().replaceAll("\\s*\\(start marker at .*", "");
        return at == null
                ? ": " + cause
                : ", at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + cause;
    }

    private static MemoryDump dump(DumpNode root) throws MalformedDumpException {
        requireDump(root);
        root.requireOnly(ROOT_FIELDS);
        List<DumpedHeap> heaps = new ArrayList<>();
        for (DumpNode.Field each : root.field("MemoryInfo").fields()) {
            heaps.add(heap(each));
        }
        List<DumpedPool> pools = new ArrayList<>();
        for (DumpNode.Field each : root.fieldsOf("DefaultPools")) {
            pools.add(pool(index(each, "Type"), each.node(), false));
        }
        for (DumpNode.Field each : root.fieldsOf("CustomPools")) {
            int type = index(each, "Type");
            for (DumpNode pool : each.node().elements()) {
                pool.requireOnly(CUSTOM_POOL_FIELDS);
                pools.add(pool(type, pool, true));
            }
        }
        return new MemoryDump(device(root.field("General")), statistics(root.field("Total")), heaps, pools);
    }

    /** JSON of another program is told as such, rather than by the first field that it lacks. */
    private static void requireDump(DumpNode root) throws MalformedDumpException {
        if (root.optional("General").isEmpty() && root.optional("MemoryInfo").isEmpty()) {
            throw new MalformedDumpException(root.file(), "is JSON, but no memory dump: it has neither 'General' nor"
                    + " 'MemoryInfo'; expected what vmaBuildStatsString or a device heap's dump() writes");
        }
    }

    private static DumpedDevice device(DumpNode general) throws MalformedDumpException {
        Map<String, Object> details = new LinkedHashMap<>();
        for (DumpNode.Field each : general.fields()) {
            JsonNode value = each.node().value();
            if (value.isTextual() && !each.name().equals("API") && !each.name().equals("GPU")) {
                details.put(each.name(), value.textValue());
            } else if (value.isIntegralNumber() && value.canConvertToLong()) {
                details.put(each.name(), value.longValue());
            } else if (value.isBoolean()) {
                details.put(each.name(), value.booleanValue());
            }
        }
        String api = general.field("API").string();
        String gpu = general.field("GPU").string();
        return general.made(() -> new DumpedDevice(api, gpu, details));
    }

    private static DumpStatistics statistics(DumpNode node) throws MalformedDumpException {
        node.requireOnly(STATS_FIELDS);
        return new DumpStatistics(
                node.field("BlockCount").number(),
                node.field("BlockBytes").number(),
                node.field("AllocationCount").number(),
                node.field("AllocationBytes").number(),
                node.field("UnusedRangeCount").number(),
                new Extent(node.number("AllocationSizeMin"), node.number("AllocationSizeMax")),
                new Extent(node.number("UnusedRangeSizeMin"), node.number("UnusedRangeSizeMax")));
    }

    private static DumpedHeap heap(DumpNode.Field field) throws MalformedDumpException {
        DumpNode node = field.node();
        node.requireOnly(HEAP_FIELDS);
        DumpNode budget = node.field("Budget");
        budget.requireOnly(BUDGET_FIELDS);
        List<DumpedType> types = new ArrayList<>();
        for (DumpNode.Field each : node.fieldsOf("MemoryPools")) {
            each.node().requireOnly(TYPE_FIELDS);
            types.add(new DumpedType(index(each, "Type"), each.node().strings(FLAGS),
                    statistics(each.node().field(STATS))));
        }
        return new DumpedHeap(index(field, "Heap"), node.strings(FLAGS), node.number("Size"),
                budget.number("BudgetBytes").orElse(0), budget.number("UsageBytes").orElse(0),
                statistics(node.field(STATS)), types);
    }

    private static int index(DumpNode.Field field, String word) throws MalformedDumpException {
        String name = field.name();
        if (!name.matches(word + " [0-9]{1,9}")) {
            throw field.node().wrong(": expected a name as '" + word + " 0'");
        }
        return Integer.parseInt(name.substring(word.length() + 1));
    }

    private static DumpedPool pool(int type, DumpNode node, boolean custom) throws MalformedDumpException {
        List<DumpedBlock> blocks = new ArrayList<>();
        for (DumpNode.Field each : node.fieldsOf("Blocks")) {
            blocks.add(block(each));
        }
        List<DumpedRange> dedicated = new ArrayList<>();
        for (DumpNode each : node.elements("DedicatedAllocations")) {
            each.requireOnly(DEDICATED_FIELDS);
            dedicated.add(range(each, 0));
        }
        long blockSize = custom
                ? node.field("PreferredBlockSize").number()
                : node.number("PreferredBlockSize").orElse(0);
        Optional<String> name = custom ? node.string("Name") : Optional.empty();
        List<String> flags = custom ? node.strings(FLAGS) : List.of();
        return node.made(() -> new DumpedPool(type, custom, name, flags, blockSize, blocks, dedicated));
    }

    private static DumpedBlock block(DumpNode.Field field) throws MalformedDumpException {
        DumpNode node = field.node();
        List<DumpedRange> ranges = new ArrayList<>();
        for (DumpNode each : node.elements("Suballocations")) {
            each.requireOnly(RANGE_FIELDS);
            ranges.add(range(each, each.field("Offset").number()));
        }
        long mapCount = node.number("MapRefCount").orElse(0);
        long totalBytes = node.field("TotalBytes").number();
        long unusedBytes = node.field("UnusedBytes").number();
        long allocations = node.field("Allocations").number();
        long unusedRanges = node.field("UnusedRanges").number();
        return node.made(() -> new DumpedBlock(field.name(), mapCount, totalBytes, unusedBytes, allocations,
                unusedRanges, ranges));
    }

    private static DumpedRange range(DumpNode node, long offset) throws MalformedDumpException {
        String type = node.field("Type").string();
        long size = node.field("Size").number();
        OptionalLong usage = node.number("Usage");
        Optional<String> customData = node.string("CustomData");
        Optional<String> name = node.string("Name");
        OptionalLong layout = node.number("Layout");
        return node.made(() -> new DumpedRange(offset, type, size, usage, customData, name, layout));
    }
}
