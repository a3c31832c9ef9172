package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;

/**
 * One allocation out of every so many bytes; only pools and heaps that sample their sites emit it.
 * When the block is freed a {@link SampleFreedEvent} with its address follows. A block that grows
 * where it lies may be sampled again: then {@code byteSize} is what it gained, and less than {@code
 * blockBytes}.
 */
@Name("dev.cleave.AllocationSample")
@Label("Allocation Sample")
@Category("Cleave")
@Description("An allocation that stands for as many bytes as its weight, in a pool or heap that samples its sites")
final class AllocationSampleEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Allocator")
    final String allocator;

    @Label("Address")
    @MemoryAddress
    final long address;

    @Label("Requested")
    @DataAmount
    final long byteSize;

    @Label("Block")
    @Description("Bytes of the whole block: more than were requested where it grew")
    @DataAmount
    final long blockBytes;

    @Label("Weight")
    @DataAmount
    final long weight;

    @Label("Site")
    final String site;

    private AllocationSampleEvent(
            String pool, String allocator, long address, long byteSize, long blockBytes, long weight, String site) {
        this.pool = pool;
        this.allocator = allocator;
        this.address = address;
        this.byteSize = byteSize;
        this.blockBytes = blockBytes;
        this.weight = weight;
        this.site = site;
    }

    static boolean isOn() {
        return new AllocationSampleEvent("", "", 0, 0, 0, 0, "").isEnabled();
    }

    static void emit(
            String pool, String allocator, long address, long byteSize, long blockBytes, long weight, String site) {
        new AllocationSampleEvent(pool, allocator, address, byteSize, blockBytes, weight, site).commit();
    }
}
