package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A block of the pool cut into slots. */
@Name("dev.cleave.SlabOpened")
@Label("Slab Opened")
@Category("Cleave")
@Description("A heap took a block of its pool and cut it into slots of one size class")
final class SlabOpenedEvent extends jdk.jfr.Event {
    private static final SlabOpenedEvent UNUSED = new SlabOpenedEvent("", 0, 0, 0);

    @Label("Pool")
    final String pool;

    @Label("Slot")
    @DataAmount
    final int slotBytes;

    @Label("Slots")
    final int slots;

    @Label("Block")
    @DataAmount
    final long blockBytes;

    private SlabOpenedEvent(String pool, int slotBytes, int slots, long blockBytes) {
        this.pool = pool;
        this.slotBytes = slotBytes;
        this.slots = slots;
        this.blockBytes = blockBytes;
    }

    /** Allocates nothing unless somebody records. */
    static void emit(String pool, Slab slab, long blockBytes) {
        if (UNUSED.isEnabled()) {
            new SlabOpenedEvent(pool, slab.slotBytes, slab.slots(), blockBytes).commit();
        }
    }
}
