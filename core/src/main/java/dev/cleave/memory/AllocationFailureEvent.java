package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A request that a pool could not serve, after every pressure listener was asked. */
@Name("dev.cleave.AllocationFailure")
@Label("Allocation Failure")
@Category("Cleave")
@Description("A request that a pool could not serve, after flushing and asking every pressure listener")
final class AllocationFailureEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Requested")
    @DataAmount
    final long byteSize;

    @Label("Free")
    @DataAmount
    final long freeBytes;

    private AllocationFailureEvent(String pool, long byteSize, long freeBytes) {
        this.pool = pool;
        this.byteSize = byteSize;
        this.freeBytes = freeBytes;
    }

    static boolean isOn() {
        return new AllocationFailureEvent("", 0, 0).isEnabled();
    }

    static void emit(String pool, long byteSize, long freeBytes) {
        new AllocationFailureEvent(pool, byteSize, freeBytes).commit();
    }
}
