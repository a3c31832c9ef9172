package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.CacheStore;
import java.io.PrintStream;

/**
 * The JVM that fills one cache with more than it may hold: says how many entries it has then, and
 * what memory is behind them, on the Java heap and off it, above that of the JVM before.
 */
final class CapacityProcess {
    private static final long KEY_BYTES = Long.BYTES;

    /**
     * A small cache is filled before, and stays: classes, code and what all caches share do not
     * count.
     */
    private static final long FIRST_BYTES = 4 << 20;

    /** Collections of garbage after which what is used is what is reachable. */
    private static final int COLLECTIONS = 3;

    private CapacityProcess() {}

    /**
     * Arguments: the cache, the most bytes that it may hold, the bytes of a value, the bytes to
     * put.
     */
    public static void main(String[] arguments) {
        ChildMain.run(out -> fill(
                AllocatorName.require(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]),
                Long.parseLong(arguments[3]), out));
    }

    private static void fill(AllocatorName name, long mostBytes, int valueBytes, long putBytes, PrintStream out) {
        try (CacheStore first = name.openCache(FIRST_BYTES)) {
            fill(first, valueBytes, 2 * FIRST_BYTES);
            long javaHeap = -javaHeapBytes();
            long resident = -ResidentMemory.bytes();
            try (CacheStore cache = name.openCache(mostBytes)) {
                long puts = fill(cache, valueBytes, putBytes);
                javaHeap += javaHeapBytes();
                resident += ResidentMemory.bytes();
                count(cache, puts, valueBytes, out);
            }
            out.println("resident=" + resident);
            out.println("javaHeap=" + javaHeap);
        }
    }

    /** Puts as many distinct keys as make so many bytes; answers how many. */
    private static long fill(CacheStore cache, int valueBytes, long putBytes) {
        long puts = Math.max(1, putBytes / (valueBytes + KEY_BYTES));
        for (long key = 0; key < puts; key++) {
            cache.put(key, value(key, valueBytes));
        }
        return puts;
    }

    private static byte[] value(long key, int valueBytes) {
        byte[] value = new byte[valueBytes];
        value[0] = (byte) key;
        return value;
    }

    private static void count(CacheStore cache, long puts, int valueBytes, PrintStream out) {
        long entries = 0;
        long failures = 0;
        for (long key = 0; key < puts; key++) {
            byte[] value = cache.get(key);
            if (value != null) {
                entries++;
                failures += value.length == valueBytes && value[0] == (byte) key ? 0 : 1;
            }
        }
        out.println("entries=" + entries);
        out.println("failures=" + failures);
    }

    private static long javaHeapBytes() {
        for (int collection = 0; collection < COLLECTIONS; collection++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
