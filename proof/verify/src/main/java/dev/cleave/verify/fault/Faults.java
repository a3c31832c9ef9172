package dev.cleave.verify.fault;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What rewritten classes ask at each of their steps. A thread without a plan has no failures. Any
 * thread may call.
 */
public final class Faults {
    private static final int NO_SUCH_MEMORY = 12;
    private static final int INPUT_OUTPUT = 5;
    private static final int TOO_MANY_FILES = 24;
    private static final int NO_SPACE = 28;

    /** The error number that a call fails with; memory's where nothing else is said. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "fallocate", NO_SPACE,
            "ftruncate", INPUT_OUTPUT,
            "msync", INPUT_OUTPUT,
            "preadv", INPUT_OUTPUT,
            "pwritev", INPUT_OUTPUT,
            "open", TOO_MANY_FILES,
            "memfdCreate", TOO_MANY_FILES);

    private static final int MAP_FIXED = 0x10;

    private static final ThreadLocal<StepPlan> PLAN = new ThreadLocal<>();
    private static final AtomicLong MAPPED = new AtomicLong();

    private Faults() {}

    /** Runs with a plan for this thread, and without one afterwards. */
    public static <T> T during(StepPlan plan, Callable<T> action) throws Exception {
        PLAN.set(plan);
        try {
            return action.call();
        } finally {
            PLAN.remove();
        }
    }

    /** Runs as if this thread had no plan, which it has again afterwards. */
    public static <T> T sparing(Supplier<T> action) {
        StepPlan plan = PLAN.get();
        PLAN.remove();
        try {
            return action.get();
        } finally {
            if (plan != null) {
                PLAN.set(plan);
            }
        }
    }

    /**
     * A step that needs the Java heap.
     *
     * @throws OutOfMemoryError where the plan says so
     */
    public static void allocation(String place) {
        StepPlan plan = PLAN.get();
        if (plan != null && plan.fails(StepKind.ALLOCATION, place)) {
            throw new OutOfMemoryError("made to fail: an allocation of " + place);
        }
    }

    /** A step that is a system call: 0 where it is to be made, else the negated error number. */
    public static int call(String name) {
        StepPlan plan = PLAN.get();
        return plan != null && plan.fails(StepKind.SYSTEM_CALL, name)
                ? -NUMBERS.getOrDefault(name, NO_SUCH_MEMORY)
                : 0;
    }

    /** An atomic access to memory that threads share comes now. */
    public static void access() {
        StepPlan plan = PLAN.get();
        if (plan != null) {
            plan.beforeAccess();
        }
    }

    /** The kernel answered a call for address space. */
    public static void mapped(long answer, long byteSize, int flags) {
        if (answer >= 0 && (flags & MAP_FIXED) == 0) {
            MAPPED.addAndGet(byteSize);
        }
    }

    /** The kernel answered a call that gives address space back. */
    public static void unmapped(int answer, long byteSize) {
        if (answer >= 0) {
            MAPPED.addAndGet(-byteSize);
        }
    }

    /** Bytes of address space that rewritten classes have taken and not given back. */
    public static long mappedBytes() {
        return MAPPED.get();
    }
}
