package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Blocks that were never freed, found when their heap was closed. */
@Name("dev.cleave.HeapLeak")
@Label("Heap Leak")
@Category("Cleave")
@Description("Blocks that were never freed, found when their heap was closed")
final class HeapLeakEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Live Blocks")
    final long liveBlocks;

    @Label("Live Bytes")
    @DataAmount
    final long liveBytes;

    @Label("Report")
    final String report;

    private HeapLeakEvent(LeakReport leaks) {
        pool = leaks.pool();
        liveBlocks = leaks.liveBlocks();
        liveBytes = leaks.liveBytes();
        report = leaks.toString();
    }

    static void emit(LeakReport leaks) {
        new HeapLeakEvent(leaks).commit();
    }
}
