package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/**
 * The end of a block that was sampled; only pools and heaps that sample their sites emit it, a
 * moment before the block is free. So its time lies between those of the samples of two blocks that
 * have the same address.
 */
@Name("dev.cleave.SampleFreed")
@Label("Sample Freed")
@Category("Cleave")
@Description("The free of a block that an Allocation Sample told of, with the same address")
final class SampleFreedEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Allocator")
    final String allocator;

    @Label("Address")
    @MemoryAddress
    final long address;

    @Label("Age")
    @Description("How long ago it was sampled")
    @Timespan(Timespan.NANOSECONDS)
    final long age;

    private SampleFreedEvent(String pool, String allocator, long address, long age) {
        this.pool = pool;
        this.allocator = allocator;
        this.address = address;
        this.age = age;
    }

    /** Never committed: it tells whether anybody records. */
    static SampleFreedEvent unrecorded() {
        return new SampleFreedEvent("", "", 0, 0);
    }

    /**
     * Tells whoever records. A free must succeed where the Java heap is full or the stack is at its
     * end: there it is the event that is lost.
     *
     * @param child of the pool, whose block it was; empty where it was the pool's own
     */
    static void emit(String pool, String child, String allocator, long address, long age) {
        try {
            new SampleFreedEvent(ChildAccount.nameOf(pool, child), allocator, address, age).commit();
        } catch (OutOfMemoryError | StackOverflowError lost) {
            // the recording lacks it, and its reader finds the block live for longer
        }
    }
}
