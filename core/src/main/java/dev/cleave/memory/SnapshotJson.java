package dev.cleave.memory;

import java.util.Locale;

/** The JSON form of a snapshot. */
final class SnapshotJson {
    private SnapshotJson() {}

    static String write(PoolSnapshot snapshot) {
        PoolUsage usage = snapshot.usage();
        long[] blocks = snapshot.freeBlocksByOrder();
        double[] unusable = new double[blocks.length];
        for (int order = 0; order < unusable.length; order++) {
            unusable[order] = snapshot.unusableFreeSpaceIndex(order);
        }
        JsonObject json = new JsonObject();
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
        return json.toString();
    }
}
