package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** An empty slab whose block goes back to the pool. */
@Name("dev.cleave.SlabRetired")
@Label("Slab Retired")
@Category("Cleave")
@Description("A heap gave the block of an empty slab back to its pool")
final class SlabRetiredEvent extends SlabEvent {
    private static final SlabRetiredEvent UNUSED = new SlabRetiredEvent("", 0, 0, 0);

    private SlabRetiredEvent(String pool, int slotBytes, int slots, long blockBytes) {
        super(pool, slotBytes, slots, blockBytes);
    }

    /** Allocates nothing unless somebody records. */
    static void emit(String pool, int slotBytes, int slots, long blockBytes) {
        if (UNUSED.isEnabled()) {
            new SlabRetiredEvent(pool, slotBytes, slots, blockBytes).commit();
        }
    }
}
