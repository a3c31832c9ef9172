package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A slot that a heap could not give, though every pressure listener was asked. For a large block the pool's own event says all. */
@Name("dev.cleave.HeapFailure")
@Label("Heap Failure")
@Category("Cleave")
@Description("A slot that a heap could not give: its class has none, none could be borrowed, and the pool has no room for a slab")
final class HeapFailureEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Slot")
    @DataAmount
    final int slotBytes;

    @Label("Stranded")
    @Description("Free bytes in slabs of all classes")
    @DataAmount
    final long strandedBytes;

    private HeapFailureEvent(String pool, int slotBytes, long strandedBytes) {
        this.pool = pool;
        this.slotBytes = slotBytes;
        this.strandedBytes = strandedBytes;
    }

    /** Counting what is stranded costs a walk of the map: only for a recording. */
    static void emit(String pool, int slotBytes, SlabMap map) {
        if (new HeapFailureEvent("", 0, 0).isEnabled()) {
            long[] stranded = new long[1];
            map.forEach(slab -> stranded[0] += (long) slab.freeSlots() * slab.slotBytes, unit -> {});
            new HeapFailureEvent(pool, slotBytes, stranded[0]).commit();
        }
    }
}
