package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** An empty slab whose block goes back to the pool. */
@Name("dev.cleave.SlabRetired")
@Label("Slab Retired")
@Category("Cleave")
@Description("A heap gave the block of an empty slab back to its pool")
final class SlabRetiredEvent extends jdk.jfr.Event {
    private static final SlabRetiredEvent UNUSED = new SlabRetiredEvent("", 0, 0, 0);

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

    private SlabRetiredEvent(String pool, int slotBytes, int slots, long blockBytes) {
        this.pool = pool;
        this.slotBytes = slotBytes;
        this.slots = slots;
        this.blockBytes = blockBytes;
    }

    /** Allocates nothing unless somebody records. */
    static void emit(String pool, Slab slab, long blockBytes) {
        if (UNUSED.isEnabled()) {
            new SlabRetiredEvent(pool, slab.slotBytes, slab.slots(), blockBytes).commit();
        }
    }
}
