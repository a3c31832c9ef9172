package dev.cleave.lab.gpu;

import static dev.cleave.lab.report.FigureText.count;

import dev.cleave.gpu.dump.DumpStatistics;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedHeap;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedType;
import dev.cleave.gpu.dump.MemoryDump;
import dev.cleave.lab.gpu.DumpFindings.Place;
import dev.cleave.lab.gpu.DumpFindings.PoolSums;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A dump as tables that need no manual: heaps with their types, pools, the most scattered blocks. */
public final class DumpText {
    /** The most blocks that are named as scattered. */
    static final int SCATTERED_BLOCKS = 10;

    private final String name;
    private final MemoryDump dump;
    private final boolean colour;
    private final List<String> lines = new ArrayList<>();

    private DumpText(String name, MemoryDump dump, boolean colour) {
        this.name = name;
        this.dump = dump;
        this.colour = colour;
    }

    /**
     * The lines of a dump, without line ends.
     *
     * @param name what it is called, as its file
     */
    public static List<String> lines(String name, MemoryDump dump, boolean colour) {
        return new DumpText(name, dump, colour).lines();
    }

    private List<String> lines() {
        DumpStatistics total = dump.total();
        lines.add(painted(name));
        lines.add("  %s, %s: %s of %s hold %s of %s; %s unused.".formatted(
                dump.device().gpu(), dump.device().implementation(), count(total.blocks(), "block"),
                ByteText.of(total.blockBytes()), count(total.allocations(), "allocation"),
                ByteText.of(total.allocationBytes()), ByteText.of(total.unusedBytes())));
        section("heaps and their memory types", heaps());
        section("pools", pools());
        section("most scattered blocks (free bytes outside the largest free range)", scattered());
        return lines;
    }

    private void section(String title, List<String> table) {
        lines.add("");
        lines.add("  " + title);
        lines.addAll(table);
    }

    private List<String> heaps() {
        Table table =
                new Table().left(2, 8).right(1, 10).right(1, 10).right(1, 10).right(1, 7).right(1, 11).right(1, 11)
                        .right(1, 11).right(1, 12).left(2, 0);
        table.row(this::painted, List.of("", "size", "budget", "usage", "blocks", "block bytes", "allocations",
                "allocated", "largest free", "flags"));
        for (DumpedHeap heap : dump.heaps()) {
            DumpStatistics sums = heap.statistics();
            table.row("heap " + heap.index(), bytes(heap.size()), ByteText.of(heap.budgetBytes()),
                    ByteText.of(heap.usageBytes()), count(sums.blocks()), ByteText.of(sums.blockBytes()),
                    count(sums.allocations()), ByteText.of(sums.allocationBytes()), "", flags(heap.flags()));
            for (DumpedType type : heap.types()) {
                table.row(row(type));
            }
        }
        return table.lines();
    }

    private List<String> row(DumpedType type) {
        DumpStatistics sums = type.statistics();
        boolean empty = sums.blocks() == 0;
        return List.of("  type " + type.index(), "", "", "", count(sums.blocks()),
                empty ? "" : ByteText.of(sums.blockBytes()), empty ? "" : count(sums.allocations()),
                empty ? "" : ByteText.of(sums.allocationBytes()),
                empty ? "" : bytes(DumpFindings.largestFree(dump, type.index())), flags(type.flags()));
    }

    private List<String> pools() {
        Table table = new Table().left(2, 8).right(1, 10).right(1, 7).right(1, 11).right(1, 11).right(1, 10).right(1, 8)
                .right(1, 12).right(1, 10).right(1, 15);
        table.row(this::painted, List.of("", "block size", "blocks", "block bytes", "allocations", "used", "of them",
                "largest free", "dedicated", "dedicated bytes"));
        int empty = 0;
        for (DumpedPool pool : dump.pools()) {
            if (pool.blocks().isEmpty() && pool.dedicated().isEmpty()) {
                empty++;
            } else {
                table.row(row(pool));
            }
        }
        if (empty > 0) {
            table.line("  and " + count(empty, "empty pool"));
        }
        return table.lines();
    }

    private static List<String> row(DumpedPool pool) {
        PoolSums sums = DumpFindings.sums(pool);
        return List.of(pool.title(), ByteText.of(pool.preferredBlockSize()), count(pool.blocks().size()),
                ByteText.of(sums.blockBytes()), count(sums.allocations()), ByteText.of(sums.usedBytes()),
                FigureText.percent((double) sums.usedBytes() / sums.blockBytes(), 1), bytes(sums.largestFreeBytes()),
                count(pool.dedicated().size()), ByteText.of(sums.dedicatedBytes()));
    }

    private List<String> scattered() {
        List<Place> places = DumpFindings.scattered(dump);
        if (places.isEmpty()) {
            boolean detailed = dump.blocks().anyMatch(block -> !block.ranges().isEmpty());
            return List.of(detailed || dump.blocks().findAny().isEmpty()
                    ? "  none: the free bytes of every block lie together"
                    : "  not known: the dump has no details of its blocks");
        }
        Table table = new Table().left(2, 8).left(1, 8).right(1, 10).right(1, 8).right(1, 10).right(1, 11).right(1, 12)
                .right(1, 10).right(1, 8);
        table.row(this::painted, List.of("", "block", "bytes", "used", "free", "free ranges", "largest free",
                "scattered", "of free"));
        places.stream().limit(SCATTERED_BLOCKS).forEach(place -> {
            DumpedBlock block = place.block();
            table.row(place.pool().title(), block.id(), ByteText.of(block.totalBytes()),
                    FigureText.percent((double) block.usedBytes() / block.totalBytes(), 1),
                    ByteText.of(block.unusedBytes()), count(block.unusedRanges()), bytes(block.largestFreeBytes()),
                    ByteText.of(place.scatteredBytes()),
                    FigureText.percent((double) place.scatteredBytes() / block.unusedBytes(), 1));
        });
        if (places.size() > SCATTERED_BLOCKS) {
            table.line("  and " + count(places.size() - SCATTERED_BLOCKS, "more block") + " with scattered bytes");
        }
        return table.lines();
    }

    private static String flags(List<String> flags) {
        return String.join(" ", flags);
    }

    private static String bytes(OptionalLong size) {
        return size.isPresent() ? ByteText.of(size.getAsLong()) : FigureText.UNKNOWN;
    }

    private String painted(String text) {
        return Paint.painted(colour, Paint.BOLD, text);
    }
}
