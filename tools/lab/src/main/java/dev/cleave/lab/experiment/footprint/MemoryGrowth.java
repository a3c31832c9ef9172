package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.OptionalLong;

/**
 * What this process has grown by, and what an allocator holds, since the load on it began. One
 * thread.
 *
 * <p>What malloc holds before the load is the JVM's; what others hold is theirs, and counts.
 */
public final class MemoryGrowth {
    private final ByteAllocator heap;
    private final long reservedBefore;
    private final long residentBefore;

    /**
     * The load begins now.
     *
     * @param shared whether the allocator serves the JVM itself as well
     * @throws UnsupportedOperationException where the system does not tell what is resident
     */
    public MemoryGrowth(ByteAllocator heap, boolean shared) {
        this.heap = heap;
        long reservedNow = heap.reservedBytes().orElse(0);
        reservedBefore = shared ? reservedNow : 0;
        residentBefore = ResidentMemory.bytes() - (shared ? 0 : reservedNow);
    }

    /**
     * A sample, now.
     *
     * @param mark what has just been done, one word
     * @param liveBytes asked for and not freed
     */
    public FootprintSample sample(String mark, long liveBytes) {
        return sample(mark, liveBytes, liveBytes);
    }

    /** As {@link #sample(String, long)}, where something else than the bytes counts as live. */
    FootprintSample sample(String mark, long liveBytes, long countedBytes) {
        long tables = heap.javaHeapBytes();
        OptionalLong reserved = heap.reservedBytes();
        return new FootprintSample(
                mark,
                liveBytes,
                countedBytes,
                reserved.isPresent()
                        ? OptionalLong.of(Math.max(0, reserved.getAsLong() - reservedBefore) + tables)
                        : reserved,
                Math.max(0, ResidentMemory.bytes() - residentBefore) + tables);
    }
}
