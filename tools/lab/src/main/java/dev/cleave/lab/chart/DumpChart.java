package dev.cleave.lab.chart;

import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import dev.cleave.lab.gpu.DumpFindings;
import dev.cleave.lab.gpu.DumpFindings.PoolSums;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dump as a picture: a section for each pool that holds anything, in it a bar for each block and
 * a row of bars for dedicated allocations, all to one scale, coloured by what they hold.
 *
 * <p>The layout is made first, as rows with their heights, and then painted. A picture has {@value
 * #MOST_BARS} bars of blocks at most; how many are left out is told.
 */
public final class DumpChart {
    private static final int MOST_BARS = 400;
    private static final int MARGIN = 20;
    private static final int LABEL = 110;
    private static final int FIGURES = 235;
    private static final int BARS = TimelineChart.WIDTH - 2 * MARGIN - LABEL - FIGURES;
    private static final int BAR = 14;
    private static final int ROW = BAR + 5;
    private static final int LINE = 17;
    private static final int SECTION = 26;
    private static final int TITLE = 24;
    private static final int LEGEND_ENTRY = 118;
    private static final double LEAST_WIDTH = 0.75;
    private static final double DEDICATED_GAP = 2;
    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Font SECTION_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    private static final Font TEXT_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    /** What a range holds, as far as the picture tells it apart. */
    private enum Hue {
        FREE("free", 0xEEF1F5),
        BUFFER("buffer", 0x1B6CA8),
        IMAGE_LINEAR("linear image", 0x2E8B57),
        IMAGE_OPTIMAL("optimal image", 0xE08E0B),
        IMAGE_UNKNOWN("image", 0x7D3C98),
        UNKNOWN("unknown", 0x8A93A0),
        OTHER("other", 0xC0392B),
        LOST("rounding", 0xFAE3B8);

        private final String title;
        private final Color colour;

        Hue(String title, int colour) {
            this.title = title;
            this.colour = new Color(colour);
        }

        static Hue of(DumpedRange range) {
            return switch (range.type()) {
                case DumpedRange.FREE -> FREE;
                case DumpedRange.BUFFER -> BUFFER;
                case DumpedRange.IMAGE_LINEAR -> IMAGE_LINEAR;
                case DumpedRange.IMAGE_OPTIMAL -> IMAGE_OPTIMAL;
                case DumpedRange.IMAGE_UNKNOWN -> IMAGE_UNKNOWN;
                case DumpedRange.UNKNOWN -> UNKNOWN;
                default -> OTHER;
            };
        }
    }

    /** A row of the picture, painted with its upper edge at 0. */
    private record Row(int height, Painting painting) {}

    /** Paints a row. */
    @FunctionalInterface
    private interface Painting {
        void paint(Graphics2D graphics);
    }

    private final MemoryDump dump;
    private final double pointsAByte;
    private final List<Row> rows = new ArrayList<>();
    private int bars;

    private DumpChart(String name, MemoryDump dump) {
        this.dump = dump;
        pointsAByte = (double) BARS / Math.max(1, largest(dump));
        add(MARGIN + TITLE, graphics -> text(graphics, TITLE_FONT, name, MARGIN, MARGIN + LINE - 4));
        addTotals();
        add(LINE + 6, DumpChart::legend);
        for (DumpedPool pool : dump.pools()) {
            if (!pool.blocks().isEmpty() || !pool.dedicated().isEmpty()) {
                addPool(pool);
            }
        }
        add(MARGIN, graphics -> {});
    }

    private static long largest(MemoryDump dump) {
        long block = dump.blocks().mapToLong(DumpedBlock::totalBytes).max().orElse(0);
        return Math.max(block, dump.pools().stream()
                .flatMap(pool -> pool.dedicated().stream())
                .mapToLong(DumpedRange::size)
                .max()
                .orElse(0));
    }

    /**
     * Draws a dump into a file; an existing file is replaced.
     *
     * @param name what it is called, as its file
     * @throws IOException when the file cannot be written
     */
    public static void write(String name, MemoryDump dump, Path file, ChartFormat format) throws IOException {
        DumpChart chart = new DumpChart(name, dump);
        int height = chart.rows.stream().mapToInt(Row::height).sum();
        ChartFile.write(file, format, TimelineChart.WIDTH, height, chart::paint);
    }

    private void paint(Graphics2D graphics) {
        for (Row each : rows) {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, TimelineChart.WIDTH, each.height);
            each.painting.paint(graphics);
            graphics.translate(0, each.height);
        }
    }

    private void add(int height, Painting painting) {
        rows.add(new Row(height, painting));
    }

    private void addText(String text) {
        add(LINE, graphics -> text(graphics, TEXT_FONT, text, MARGIN, LINE - 4));
    }

    private void addTotals() {
        addText("%s, %s: %s of %s, %s of %s".formatted(dump.device().gpu(), dump.device().implementation(),
                FigureText.count(dump.total().blocks(), "block"), ByteText.of(dump.total().blockBytes()),
                FigureText.count(dump.total().allocations(), "allocation"),
                ByteText.of(dump.total().allocationBytes())));
        addText("All bars are to one scale: the widest is " + ByteText.of(largest(dump)) + ".");
    }

    private static void legend(Graphics2D graphics) {
        int x = MARGIN;
        for (Hue each : Hue.values()) {
            box(graphics, x, 6, BAR, each.colour);
            outline(graphics, x, 6, BAR);
            text(graphics, TEXT_FONT, each.title, x + BAR + 5, 6 + BAR - 3);
            x += LEGEND_ENTRY;
        }
    }

    private void addPool(DumpedPool pool) {
        PoolSums sums = DumpFindings.sums(pool);
        String title = "%s: %s of %s, %s used (%s); %s of %s dedicated".formatted(pool.title(),
                FigureText.count(pool.blocks().size(), "block"), ByteText.of(sums.blockBytes()),
                ByteText.of(sums.usedBytes()),
                FigureText.percent(sums.blockBytes() == 0 ? 0 : (double) sums.usedBytes() / sums.blockBytes(), 0),
                FigureText.count(pool.dedicated().size(), "allocation"), ByteText.of(sums.dedicatedBytes()));
        add(SECTION, graphics -> text(graphics, SECTION_FONT, title, MARGIN, SECTION - 6));
        int shown = Math.min(pool.blocks().size(), MOST_BARS - bars);
        pool.blocks().subList(0, shown).forEach(this::addBlock);
        bars += shown;
        if (shown < pool.blocks().size()) {
            addText("and " + FigureText.count(pool.blocks().size() - shown, "more block"));
        }
        addDedicated(pool.dedicated());
    }

    private void addBlock(DumpedBlock block) {
        add(ROW, graphics -> {
            text(graphics, TEXT_FONT, "block " + block.id(), MARGIN, BAR - 3);
            double width = block.totalBytes() * pointsAByte;
            double left = MARGIN + LABEL;
            box(graphics, left, 0, width, Hue.FREE.colour);
            paintLost(graphics, left, block.ranges());
            paintAllocations(graphics, left, block.ranges());
            if (block.ranges().isEmpty()) {
                box(graphics, left, 0, block.usedBytes() * pointsAByte, Hue.UNKNOWN.colour);
            }
            outline(graphics, left, 0, width);
            text(graphics, TEXT_FONT, figures(block), TimelineChart.WIDTH - MARGIN - FIGURES + 10, BAR - 3);
        });
    }

    private static String figures(DumpedBlock block) {
        String used = ByteText.of(block.totalBytes()) + ", " + FigureText.percent(
                block.totalBytes() == 0 ? 0 : (double) block.usedBytes() / block.totalBytes(), 0) + " used";
        return block.largestFreeBytes().isEmpty()
                ? used
                : used + ", " + ByteText.of(block.largestFreeBytes().getAsLong()) + " free at once";
    }

    /** The small ones share rows; the first that has no room left begins the next. */
    private void addDedicated(List<DumpedRange> dedicated) {
        List<DumpedRange> row = new ArrayList<>();
        double used = 0;
        String label = "dedicated";
        for (DumpedRange each : dedicated) {
            double width = width(each);
            if (!row.isEmpty() && used + width > BARS) {
                addDedicatedRow(List.copyOf(row), label);
                label = null;
                row.clear();
                used = 0;
                if (++bars >= MOST_BARS) {
                    addText("and more");
                    return;
                }
            }
            row.add(each);
            used += width + DEDICATED_GAP;
        }
        if (!row.isEmpty()) {
            addDedicatedRow(List.copyOf(row), label);
        }
    }

    private void addDedicatedRow(List<DumpedRange> row, @Nullable String label) {
        add(ROW, graphics -> {
            if (label != null) {
                text(graphics, TEXT_FONT, label, MARGIN, BAR - 3);
            }
            double left = MARGIN + LABEL;
            for (DumpedRange each : row) {
                box(graphics, left, 0, width(each), Hue.of(each).colour);
                left += width(each) + DEDICATED_GAP;
            }
        });
    }

    private double width(DumpedRange range) {
        return Math.max(LEAST_WIDTH, range.size() * pointsAByte);
    }

    /** What lies wholly under the ink of the one before it is left out, so that a picture stays small. */
    private void paintAllocations(Graphics2D graphics, double left, List<DumpedRange> ranges) {
        double inkEnd = 0;
        for (DumpedRange each : ranges) {
            double x = left + each.offset() * pointsAByte;
            if (!each.isFree() && x + width(each) > inkEnd + LEAST_WIDTH / 2) {
                box(graphics, x, 0, width(each), Hue.of(each).colour);
                inkEnd = x + width(each);
            }
        }
    }

    /** Bytes between ranges, as far as they can be seen. */
    private void paintLost(Graphics2D graphics, double left, List<DumpedRange> ranges) {
        long end = 0;
        for (DumpedRange each : ranges) {
            double width = (each.offset() - end) * pointsAByte;
            if (width > LEAST_WIDTH / 2) {
                box(graphics, left + end * pointsAByte, 0, width, Hue.LOST.colour);
            }
            end = each.offset() + each.size();
        }
    }

    private static void box(Graphics2D graphics, double x, double y, double width, Color colour) {
        graphics.setColor(colour);
        graphics.fill(new Rectangle2D.Double(x, y, width, BAR));
    }

    private static void outline(Graphics2D graphics, double x, double y, double width) {
        graphics.setColor(Hue.UNKNOWN.colour);
        graphics.draw(new Rectangle2D.Double(x, y, width, BAR));
    }

    private static void text(Graphics2D graphics, Font font, String text, int x, int y) {
        graphics.setColor(ChartStyle.INK);
        graphics.setFont(font);
        graphics.drawString(text, x, y);
    }
}
