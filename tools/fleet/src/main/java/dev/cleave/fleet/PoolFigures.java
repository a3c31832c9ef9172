package dev.cleave.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.PoolUsage;
import java.util.List;

/** One pool of a snapshot. */
record PoolFigures(
        String name,
        long takenAtMillis,
        long capacityBytes,
        long requestedBytes,
        long usedBytes,
        long committedBytes,
        long freeBytes,
        long freeBelow2MiBBytes,
        long largestFreeBytes) {
    private static final long PAGEBLOCK = 2 << 20;
    private static final int MOST_ORDERS = 48;
    private static final long MOST_UNIT = 1L << 30;
    private static final long MOST_BLOCKS = 1L << 31;

    static PoolFigures of(PoolSnapshot snapshot) throws TornFileException {
        PoolUsage usage = snapshot.usage();
        for (long figure : List.of(usage.capacityBytes(), usage.requestedBytes(), usage.usedBytes(),
                usage.committedBytes(), usage.freeBytes(), usage.largestFreeBlockBytes())) {
            Fields.requireBelievable(figure, "figure");
        }
        return new PoolFigures(snapshot.pool(), snapshot.takenAt().toEpochMilli(), usage.capacityBytes(),
                usage.requestedBytes(), usage.usedBytes(), usage.committedBytes(), usage.freeBytes(),
                below2MiB(snapshot.freeBlocksByOrder(), snapshot.unit()), usage.largestFreeBlockBytes());
    }

    /** Reads an object as {@link PoolSnapshot#toJson} writes it. */
    static PoolFigures of(JsonNode pool) throws TornFileException {
        Fields fields = new Fields(pool);
        return new PoolFigures(fields.text("pool"), fields.instant("takenAt"), fields.number("capacityBytes"),
                fields.number("requestedBytes"), fields.number("usedBytes"), fields.number("committedBytes"),
                fields.number("freeBytes"),
                below2MiB(fields.numbers("freeBlocksByOrder"), fields.number("unitBytes")),
                fields.number("largestFreeBlockBytes"));
    }

    private static long below2MiB(long[] blocksByOrder, long unit) throws TornFileException {
        if (unit < 1 || unit > MOST_UNIT || blocksByOrder.length > MOST_ORDERS) {
            throw new TornFileException("has a unit of " + unit + " bytes and " + blocksByOrder.length + " orders");
        }
        long bytes = 0;
        for (int order = 0; order < blocksByOrder.length && unit << order < PAGEBLOCK; order++) {
            if (blocksByOrder[order] > MOST_BLOCKS) {
                throw new TornFileException("has " + blocksByOrder[order] + " free blocks of order " + order);
            }
            bytes += blocksByOrder[order] * (unit << order);
        }
        return bytes;
    }

    /** Handed out beyond what was asked. */
    long roundingBytes() {
        return Math.max(0, usedBytes - requestedBytes);
    }
}
