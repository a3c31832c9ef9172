package dev.cleave.verify.race;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Free memory goes back to the operating system while a thread allocates from it: what that thread writes stays. */
@JCStressTest
@Outcome(id = "kept", expect = ACCEPTABLE, desc = "nothing that was handed out was dropped")
@State
public class PurgeAndAllocate {
    private static final long BYTES = 64 << 10;
    private static final byte MARK = 7;
    private static final Pool POOL = Pool.builder().capacity(256 << 20).build();

    private MemorySegment block = MemorySegment.NULL;

    /** Leaves written memory free, so that there is something to give back. */
    public PurgeAndAllocate() {
        MemorySegment dirty = POOL.allocate(BYTES);
        dirty.set(ValueLayout.JAVA_BYTE, 0, MARK);
        POOL.free(dirty);
    }

    @Actor
    public void purge() {
        POOL.trim();
    }

    @Actor
    public void allocate() {
        block = POOL.allocate(BYTES).fill(MARK);
    }

    @Arbiter
    public void after(L_Result result) {
        byte[] bytes = block.toArray(ValueLayout.JAVA_BYTE);
        int lost = 0;
        for (byte each : bytes) {
            lost += each == MARK ? 0 : 1;
        }
        result.r1 = lost == 0 ? "kept" : lost + " bytes lost";
        POOL.free(block);
    }
}
