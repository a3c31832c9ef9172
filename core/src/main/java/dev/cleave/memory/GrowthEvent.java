package dev.cleave.memory;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A block handed out where a stretch of 64 frames had none before, so that memory is about to be committed. */
@Name("dev.cleave.Growth")
@Label("Growth")
@Category("Cleave")
@Description("A pool hands out a block in a stretch of 64 frames that had no committed page before")
final class GrowthEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Offset")
    @DataAmount
    final long offset;

    @Label("Block")
    @DataAmount
    final long byteSize;

    private GrowthEvent(String pool, long offset, long byteSize) {
        this.pool = pool;
        this.offset = offset;
        this.byteSize = byteSize;
    }

    static void emit(String pool, long offset, long byteSize) {
        new GrowthEvent(pool, offset, byteSize).commit();
    }
}
