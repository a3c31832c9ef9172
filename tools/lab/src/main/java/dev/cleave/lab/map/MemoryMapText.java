package dev.cleave.lab.map;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Paint;
import dev.cleave.lab.trace.Mobility;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A memory map as lines for a terminal: one character a cell, in address order, as many a row as the width holds.
 *
 * <p>With colour a cell's brightness is its use, and its colour what is hardest to move in it. Without, letters tell the
 * mobility, large ones from half full up, or, for a heap, denser characters fuller cells.
 */
public final class MemoryMapText {
    private static final int OFFSET_WIDTH = 10;
    private static final int FEWEST_CELLS = 16;
    private static final int MOST_CELLS = 128;
    private static final int LEVELS = 5;

    private static final int[] UNMOVABLE_RAMP = {52, 88, 124, 160, 196};
    private static final int[] RECLAIMABLE_RAMP = {17, 19, 26, 33, 45};
    private static final int[] MOVABLE_RAMP = {22, 28, 34, 40, 46};
    private static final int[] HEAP_RAMP = {58, 94, 136, 178, 220};
    private static final String HEAP_LETTERS = ":-+*#";
    private static final int FREE_COLOUR = 240;

    private final MemoryMap map;
    private final boolean colour;
    private final int cellsARow;

    private MemoryMapText(MemoryMap map, boolean colour, int width) {
        this.map = map;
        this.colour = colour;
        int room = Math.max(FEWEST_CELLS, width - OFFSET_WIDTH - 2);
        cellsARow = Math.min(MOST_CELLS, Integer.highestOneBit(room));
    }

    /**
     * The lines of a map, its heading and its legend.
     *
     * @param colour whether the terminal shows colours
     * @param width columns of the terminal
     */
    public static List<String> lines(MemoryMap map, boolean colour, int width) {
        return new MemoryMapText(map, colour, width).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Memory " + map.moment() + ": " + ByteText.of(map.regionBytes()) + ", one cell is " + cellName());
        for (int first = 0; first < map.cells(); first += cellsARow) {
            StringBuilder row = new StringBuilder();
            row.append(String.format(Locale.ROOT, "%" + OFFSET_WIDTH + "s  ", ByteText.of(first * map.cellBytes())));
            int end = Math.min(map.cells(), first + cellsARow);
            for (int cell = first; cell < end; cell++) {
                row.append(drawn(cell));
            }
            lines.add(row.toString());
        }
        lines.add(" ".repeat(OFFSET_WIDTH + 2) + legend());
        return lines;
    }

    private String cellName() {
        if (!map.byMobility()) {
            return ByteText.of(map.cellBytes());
        }
        long pageblocks = map.cellBytes() / MemoryMap.PAGEBLOCK_BYTES;
        return pageblocks == 1
                ? "a pageblock of 2 MiB"
                : ByteText.of(map.cellBytes()) + " (" + pageblocks + " pageblocks, as there are so many)";
    }

    private String drawn(int cell) {
        double share = map.usedShare(cell);
        if (share == 0) {
            return colour ? painted(FREE_COLOUR, "·") : ".";
        }
        int level = Math.min(LEVELS - 1, (int) (share * LEVELS));
        if (!map.byMobility()) {
            return colour ? painted(HEAP_RAMP[level], "█") : HEAP_LETTERS.substring(level, level + 1);
        }
        Mobility mobility = hardestToMove(cell);
        if (colour) {
            return painted(ramp(mobility)[level], "█");
        }
        String letter = letter(mobility);
        return share >= 0.5 ? letter.toUpperCase(Locale.ROOT) : letter;
    }

    private Mobility hardestToMove(int cell) {
        if (map.usedBytes(cell, Mobility.UNMOVABLE) > 0) {
            return Mobility.UNMOVABLE;
        }
        return map.usedBytes(cell, Mobility.RECLAIMABLE) > 0 ? Mobility.RECLAIMABLE : Mobility.MOVABLE;
    }

    private static int[] ramp(Mobility mobility) {
        return switch (mobility) {
            case UNMOVABLE -> UNMOVABLE_RAMP;
            case RECLAIMABLE -> RECLAIMABLE_RAMP;
            case MOVABLE -> MOVABLE_RAMP;
        };
    }

    private static String letter(Mobility mobility) {
        return switch (mobility) {
            case UNMOVABLE -> "u";
            case RECLAIMABLE -> "r";
            case MOVABLE -> "m";
        };
    }

    private String legend() {
        if (!map.byMobility()) {
            return colour
                    ? painted(FREE_COLOUR, "·") + " free   " + swatch(HEAP_RAMP) + " used, the brighter the fuller"
                    : ". free   " + HEAP_LETTERS + " used, from nearly empty to full";
        }
        if (!colour) {
            return ". free   m movable only   r holds reclaimable   u holds unmovable   CAPITALS: half full or more";
        }
        return painted(FREE_COLOUR, "·") + " free   " + swatch(MOVABLE_RAMP) + " movable only   "
                + swatch(RECLAIMABLE_RAMP) + " holds reclaimable   " + swatch(UNMOVABLE_RAMP)
                + " holds unmovable   the brighter the fuller";
    }

    private static String swatch(int[] ramp) {
        StringBuilder swatch = new StringBuilder();
        for (int each : ramp) {
            swatch.append(painted(each, "█"));
        }
        return swatch.toString();
    }

    private static String painted(int number, String text) {
        return Paint.painted(Paint.colour(number), text);
    }
}
