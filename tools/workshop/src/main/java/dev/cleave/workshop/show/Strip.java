package dev.cleave.workshop.show;

import java.util.ArrayList;
import java.util.List;

/** The drawing of a space: its blocks as boxes side by side, in rows as wide as there is room. */
final class Strip {
    private static final int WIDEST_UNIT = 4;
    private static final int NARROWEST_UNIT = 2;

    private final List<Piece> pieces;
    private final Glyphs glyphs;
    private final Painter painter;
    private final int unit;
    private final long rowUnits;
    private final long units;

    Strip(List<Piece> pieces, int columns, Glyphs glyphs, Painter painter) {
        this.pieces = pieces;
        this.glyphs = glyphs;
        this.painter = painter;
        Piece last = pieces.getLast();
        units = last.offset() + last.units();
        long room = Math.max(columns - 1, NARROWEST_UNIT) / units;
        unit = Math.clamp(room, NARROWEST_UNIT, WIDEST_UNIT);
        rowUnits = room >= NARROWEST_UNIT
                ? units
                : Long.highestOneBit(Math.max((columns - 1L) / NARROWEST_UNIT, 1));
    }

    /** The lines: for each row marks, boxes and offsets. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (long start = 0; start < units; start += rowUnits) {
            draw(cut(start, Math.min(start + rowUnits, units)), start, lines);
        }
        return lines;
    }

    /** The pieces of a row; what reaches beyond it is cut. */
    private List<Piece> cut(long start, long end) {
        List<Piece> row = new ArrayList<>();
        for (Piece piece : pieces) {
            long from = Math.max(piece.offset(), start);
            long to = Math.min(piece.offset() + piece.units(), end);
            if (from < to) {
                row.add(new Piece(from, to - from, piece.state(), piece.letter(), piece.marked()));
            }
        }
        return row;
    }

    private void draw(List<Piece> row, long start, List<String> lines) {
        StringBuilder marks = new StringBuilder(" ");
        StringBuilder top = new StringBuilder();
        StringBuilder middle = new StringBuilder();
        StringBuilder bottom = new StringBuilder();
        StringBuilder offsets = new StringBuilder();
        for (Piece piece : row) {
            boolean first = piece.offset() == start;
            int width = (int) piece.units() * unit - 1;
            marks.append((piece.marked() ? glyphs.mark() : " ").repeat(width)).append(' ');
            top.append(first ? glyphs.topLeft() : glyphs.topJoint()).append(glyphs.across().repeat(width));
            middle.append(glyphs.side()).append(painter.paint(piece, inside(piece, width)));
            bottom.append(first ? glyphs.bottomLeft() : glyphs.bottomJoint()).append(glyphs.across().repeat(width));
            int place = (int) (piece.offset() - start) * unit;
            if (place == 0 || place > offsets.length()) {
                offsets.append(" ".repeat(place - offsets.length())).append(piece.offset());
            }
        }
        lines.add(marks.toString().stripTrailing());
        lines.add(top.append(glyphs.topRight()).toString());
        lines.add(middle.append(glyphs.side()).toString());
        lines.add(bottom.append(glyphs.bottomRight()).toString());
        lines.add(offsets.toString());
    }

    private String inside(Piece piece, int width) {
        String fill = switch (piece.state()) {
            case FREE -> " ";
            case ALLOCATED -> glyphs.used();
            case HELD -> glyphs.held();
        };
        if (piece.state() != Piece.State.ALLOCATED) {
            return fill.repeat(width);
        }
        int before = width / 2;
        return fill.repeat(before) + piece.letter() + fill.repeat(width - before - 1);
    }
}
