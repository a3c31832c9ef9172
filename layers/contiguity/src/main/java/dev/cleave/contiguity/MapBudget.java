package dev.cleave.contiguity;

import dev.cleave.memory.OperatingSystem;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many mappings of the process the stitched segments may have together: three quarters of what
 * the system allows ({@code vm.max_map_count}). The last quarter is left to the JVM, which ends
 * where a thread's stack or a part of its heap cannot be mapped. Any thread may call at any time.
 */
final class MapBudget {
    private final LongSupplier mostMappings;
    private final AtomicLong taken = new AtomicLong();

    /** The system's setting when it was last looked at. */
    private volatile long allowed;

    /**
     * A budget of its own.
     *
     * @param mostMappings tells what the system allows now
     */
    MapBudget(LongSupplier mostMappings) {
        this.mostMappings = mostMappings;
        allowed = mostMappings.getAsLong();
    }

    /** The budget of all segments of this process. */
    static MapBudget ofProcess() {
        return OfProcess.BUDGET;
    }

    /** Made when it is first asked for, as not every system has mappings to count. */
    private static final class OfProcess {
        static final MapBudget BUDGET =
                new MapBudget(() -> OperatingSystem.current().addressSpace().mostMappings());
    }

    /**
     * Takes so many mappings, or none of them; what the system is set to is looked at again first.
     */
    boolean tryTake(int count) {
        if (taken.addAndGet(count) <= most()) {
            return true;
        }
        allowed = mostMappings.getAsLong();
        if (taken.get() <= most()) {
            return true;
        }
        taken.addAndGet(-count);
        return false;
    }

    void giveBack(int count) {
        taken.addAndGet(-count);
    }

    /** Mappings of all segments together at most. */
    long most() {
        return allowed - allowed / 4;
    }

    /** Mappings that segments have now. */
    long taken() {
        return taken.get();
    }
}
