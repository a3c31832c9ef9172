package dev.cleave.heap;

import jdk.jfr.DataAmount;
import jdk.jfr.Label;

/** What is recorded of a slab that is opened or retired. */
abstract class SlabEvent extends jdk.jfr.Event {
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

    SlabEvent(String pool, int slotBytes, int slots, long blockBytes) {
        this.pool = pool;
        this.slotBytes = slotBytes;
        this.slots = slots;
        this.blockBytes = blockBytes;
    }
}
