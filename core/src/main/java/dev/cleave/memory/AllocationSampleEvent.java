package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** One allocation out of every so many bytes; only pools that sample their sites emit it. */
@Name("dev.cleave.AllocationSample")
@Label("Allocation Sample")
@Category("Cleave")
@Description("An allocation that stands for as many bytes as its weight, in a pool that samples its sites")
final class AllocationSampleEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Requested")
    @DataAmount
    final long byteSize;

    @Label("Weight")
    @DataAmount
    final long weight;

    @Label("Site")
    final String site;

    private AllocationSampleEvent(String pool, long byteSize, long weight, String site) {
        this.pool = pool;
        this.byteSize = byteSize;
        this.weight = weight;
        this.site = site;
    }

    static void emit(String pool, long byteSize, long weight, String site) {
        new AllocationSampleEvent(pool, byteSize, weight, site).commit();
    }
}
