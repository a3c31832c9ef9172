package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A block of the pool cut into slots. */
@Name("dev.cleave.SlabOpened")
@Label("Slab Opened")
@Category("Cleave")
@Description("A heap took a block of its pool and cut it into slots of one size class")
final class SlabOpenedEvent extends SlabEvent {
    private static final SlabOpenedEvent UNUSED = new SlabOpenedEvent("", 0, 0, 0);

    private SlabOpenedEvent(String pool, int slotBytes, int slots, long blockBytes) {
        super(pool, slotBytes, slots, blockBytes);
    }

    /** Allocates nothing unless somebody records. */
    static void emit(String pool, int slotBytes, int slots, long blockBytes) {
        if (UNUSED.isEnabled()) {
            new SlabOpenedEvent(pool, slotBytes, slots, blockBytes).commit();
        }
    }
}
