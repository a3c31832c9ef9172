package dev.cleave.memory;

import java.util.Locale;

/** The JSON form of a snapshot, written by hand as the core has no library for it. */
final class SnapshotJson {
    private final StringBuilder text = new StringBuilder("{");

    private SnapshotJson() {}

    static String write(PoolSnapshot snapshot) {
        PoolUsage usage = snapshot.usage();
        long[] blocks = snapshot.freeBlocksByOrder();
        double[] unusable = new double[blocks.length];
        for (int order = 0; order < unusable.length; order++) {
            unusable[order] = snapshot.unusableFreeSpaceIndex(order);
        }
        SnapshotJson json = new SnapshotJson();
        json.text("format", "cleave-pool-snapshot");
        json.number("version", 1);
        json.text("pool", snapshot.pool());
        json.text("backing", snapshot.backing());
        json.text("takenAt", snapshot.takenAt().toString());
        json.number("unitBytes", snapshot.unit());
        json.number("requestedBytes", usage.requestedBytes());
        json.number("usedBytes", usage.usedBytes());
        json.number("committedBytes", usage.committedBytes());
        json.number("reservedBytes", usage.reservedBytes());
        json.number("capacityBytes", usage.capacityBytes());
        json.number("freeBytes", usage.freeBytes());
        json.number("largestFreeBlockBytes", usage.largestFreeBlockBytes());
        json.list("freeBlocksByOrder", blocks.length, order -> Long.toString(blocks[order]));
        json.list("unusableFreeSpaceIndexByOrder", unusable.length,
                order -> String.format(Locale.ROOT, "%.6f", unusable[order]));
        json.number("unitsPerCell", snapshot.unitsPerCell());
        int[] cells = snapshot.usedUnitsByCell();
        json.list("usedUnitsByCell", cells.length, cell -> Integer.toString(cells[cell]));
        return json.text.append('}').toString();
    }

    /** One element of a list, by its index. */
    @FunctionalInterface
    private interface Element {
        String at(int index);
    }

    private void name(String name) {
        text.append(text.length() > 1 ? "," : "").append('"').append(name).append("\":");
    }

    private void number(String name, long value) {
        name(name);
        text.append(value);
    }

    private void list(String name, int size, Element element) {
        name(name);
        text.append('[');
        for (int index = 0; index < size; index++) {
            text.append(index > 0 ? "," : "").append(element.at(index));
        }
        text.append(']');
    }

    private void text(String name, String value) {
        name(name);
        text.append('"');
        for (int at = 0; at < value.length(); at++) {
            char each = value.charAt(at);
            if (each == '"' || each == '\\') {
                text.append('\\').append(each);
            } else if (each < ' ' || Character.isSurrogate(each)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                text.append(each);
            }
        }
        text.append('"');
    }
}
