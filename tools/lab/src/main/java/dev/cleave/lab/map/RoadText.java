package dev.cleave.lab.map;

import dev.cleave.lab.map.RoadMap.Kind;
import dev.cleave.lab.report.Paint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A road map as lines for a terminal: one character a segment, in address order, as many a row as
 * the width holds; below them the convoy as whoever uses it sees it.
 *
 * @param columns of the terminal
 * @param ascii whether to draw with ASCII characters alone
 * @param colour whether the terminal shows colours
 */
public record RoadText(int columns, boolean ascii, boolean colour) {
    private static final int NUMBER_WIDTH = 8;
    private static final int FEWEST_SEGMENTS = 16;
    private static final int MOST_SEGMENTS = 128;
    private static final int LETTERS = 26;

    /** The lines of a map. */
    public List<String> lines(RoadMap map) {
        int room = Math.max(FEWEST_SEGMENTS, columns - NUMBER_WIDTH - 2);
        int row = Math.min(MOST_SEGMENTS, Integer.highestOneBit(room));
        List<String> lines = new ArrayList<>();
        for (int first = 0; first < map.segments(); first += row) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%" + NUMBER_WIDTH + "d  ", first));
            for (int each = first; each < Math.min(map.segments(), first + row); each++) {
                line.append(segment(map, each));
            }
            lines.add(line.toString());
        }
        lines.addAll(convoy(map, room));
        return lines;
    }

    private String segment(RoadMap map, int segment) {
        Kind kind = map.kind(segment);
        return paint(kind, kind == Kind.CONVOY ? letter(map.part(segment)) : glyph(kind));
    }

    /** The name of a part of the convoy: after Z comes A again. */
    static String letter(int part) {
        return String.valueOf((char) ('A' + part % LETTERS));
    }

    private String glyph(Kind kind) {
        return switch (kind) {
            case FREE -> ascii ? "." : "·";
            case HOUSE -> ascii ? "^" : "⌂";
            case MOVED -> ascii ? "*" : "▲";
            case LEFT -> ascii ? "o" : "○";
            case LANE -> ascii ? "=" : "═";
            case CONVOY -> "A";
        };
    }

    private String paint(Kind kind, String text) {
        return Paint.painted(colour, Paint.colour(switch (kind) {
            case FREE, LEFT -> 240;
            case HOUSE -> 208;
            case MOVED -> 220;
            case LANE -> 39;
            case CONVOY -> 46;
        }), text);
    }

    /** The convoy as its driver sees it: its parts apart, or in one, or over a bridge. */
    private List<String> convoy(RoadMap map, int room) {
        int[] parts = map.convoy();
        if (parts.length == 0) {
            return List.of();
        }
        String gap = map.bridged() ? "" : " ";
        int seen = Arrays.stream(parts).sum() + gap.length() * (parts.length - 1);
        int shown = seen <= room ? parts.length : 0;
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%" + NUMBER_WIDTH + "s  ", "convoy"));
        for (int part = 0; part < shown; part++) {
            line.append(part == 0 ? "" : gap).append(paint(Kind.CONVOY, letter(part).repeat(parts[part])));
        }
        if (shown == 0) {
            line.append(parts.length).append(map.bridged() ? " parts over one bridge" : " parts");
        }
        List<String> lines = new ArrayList<>(List.of("", line.toString()));
        if (map.bridged() && shown > 0) {
            String deck = paint(Kind.LANE, (ascii ? "=" : "▔").repeat(seen));
            lines.add(String.format(Locale.ROOT, "%" + NUMBER_WIDTH + "s  %s", "bridge", deck));
        }
        return lines;
    }

    /** What the characters mean. */
    public String legend() {
        return paint(Kind.FREE, glyph(Kind.FREE)) + " free   " + paint(Kind.HOUSE, glyph(Kind.HOUSE)) + " a house   "
                + paint(Kind.MOVED, glyph(Kind.MOVED)) + " moved here   " + paint(Kind.LEFT, glyph(Kind.LEFT))
                + " moved away   " + paint(Kind.LANE, glyph(Kind.LANE)) + " reserved   "
                + paint(Kind.CONVOY, "ABC") + " the convoy";
    }
}
