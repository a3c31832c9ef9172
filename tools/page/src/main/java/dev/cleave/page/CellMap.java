package dev.cleave.page;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A map, a cell a pageblock: how full each is, and, for colours that tell kinds apart, of which
 * kind.
 */
final class CellMap {
    private static final int FULL = 255;

    private String colour;
    private final long cellBytes;
    private final byte[] fill;
    private final byte[] kinds;
    private final List<String> names = new ArrayList<>();

    /** An empty map. */
    CellMap(String colour, int cells, long cellBytes) {
        this.colour = colour;
        this.cellBytes = cellBytes;
        fill = new byte[cells];
        kinds = new byte[cells];
    }

    /** A cell is so full: 0 only where it is empty, 255 only where it is full. */
    void fill(int cell, long used, long all) {
        long level = used <= 0 ? 0 : used >= all ? FULL : Math.clamp(FULL * used / all, 1, FULL - 1);
        fill[cell] = (byte) level;
    }

    /** A cell is of the kind of this name; after 255 kinds the rest are of the last. */
    void kind(int cell, String name) {
        int kind = names.indexOf(name);
        if (kind < 0) {
            if (names.size() >= FULL) {
                kind = FULL - 1;
                names.set(kind, "others");
            } else {
                kind = names.size();
                names.add(name);
            }
        }
        kinds[cell] = (byte) kind;
    }

    /** Kinds in this order, whether there are cells of them or not. */
    void order(List<String> known) {
        names.addAll(known);
    }

    /** The same, by the name of another colour. */
    CellMap called(String other) {
        colour = other;
        return this;
    }

    int cells() {
        return fill.length;
    }

    /** How full a cell is: 0 to 255. */
    int level(int cell) {
        return fill[cell] & 0xFF;
    }

    /** The kind of a cell; empty where the colour has none. */
    String kind(int cell) {
        return names.isEmpty() ? "" : names.get(kinds[cell] & 0xFF);
    }

    /** For the page: bytes as base 64. */
    Map<String, Object> json() {
        return Json.object("colour", colour, "cells", fill.length, "cellBytes", cellBytes,
                "fill", Base64.getEncoder().encodeToString(fill),
                "kinds", names.isEmpty() ? "" : Base64.getEncoder().encodeToString(kinds), "names", names);
    }
}
