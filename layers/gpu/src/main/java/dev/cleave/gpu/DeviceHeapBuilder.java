package dev.cleave.gpu;

import dev.cleave.buddy.Stripes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link DeviceHeap}, all of which have defaults. Not thread-safe. */
public final class DeviceHeapBuilder {
    private static final int USUAL_IDLE_MAPPINGS = 8;

    final DeviceMemory memory;
    final long[] limits;
    UnaryOperator<PoolSettings> pools = UnaryOperator.identity();
    boolean overBudget;
    int idleMappings = USUAL_IDLE_MAPPINGS;
    Stripes stripes = Stripes.usual();
    Duration closePatience = Duration.ofSeconds(10);
    @Nullable
    OutOfMemoryHandler handler;

    DeviceHeapBuilder(DeviceMemory memory) {
        this.memory = Objects.requireNonNull(memory, "memory");
        limits = new long[memory.info().heaps().size()];
        Arrays.fill(limits, Long.MAX_VALUE);
    }

    /** What the heap's own pools are to be, from what they usually are: one for each memory type. */
    public DeviceHeapBuilder pools(UnaryOperator<PoolSettings> changed) {
        pools = Objects.requireNonNull(changed, "changed");
        return this;
    }

    /**
     * The most bytes of blocks to reserve of a memory heap, whatever the driver's budget is; no
     * limit unless told.
     *
     * @throws IndexOutOfBoundsException where the device has no such heap
     * @throws IllegalArgumentException where it is not positive
     */
    public DeviceHeapBuilder limit(int memoryHeap, long byteSize) {
        memory.info().heap(memoryHeap);
        limits[memoryHeap] = Sizes.requirePositive("limit of memory heap " + memoryHeap, byteSize);
        return this;
    }

    /** Whether blocks may be reserved beyond the driver's budget; they may not unless told. */
    public DeviceHeapBuilder overBudget(boolean allowed) {
        overBudget = allowed;
        return this;
    }

    /** How many blocks at most stay mapped while nobody uses their bytes: 0 or more, 8 unless told. */
    public DeviceHeapBuilder idleMappings(int most) {
        if (most < 0) {
            throw new IllegalArgumentException(most + " idle mappings: there can be 0 or more");
        }
        idleMappings = most;
        return this;
    }

    /** The lanes over which threads are spread; twice the processors unless told. */
    public DeviceHeapBuilder stripes(Stripes newStripes) {
        stripes = Objects.requireNonNull(newStripes, "stripes");
        return this;
    }

    /** How long closing waits at most for the fences of pending frees; ten seconds unless told. */
    public DeviceHeapBuilder closePatience(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("a patience of " + atMost + ": it must be none or more");
        }
        closePatience = atMost;
        return this;
    }

    /** Who is asked last before a request fails; nobody unless told. */
    public DeviceHeapBuilder onOutOfMemory(OutOfMemoryHandler newHandler) {
        handler = Objects.requireNonNull(newHandler, "handler");
        return this;
    }

    /**
     * A heap with these settings. The memory stays the caller's to close, after the heap.
     *
     * @throws IllegalArgumentException where the settings of its pools cannot be
     */
    public DeviceHeap build() {
        return DeviceHeap.open(this);
    }
}
