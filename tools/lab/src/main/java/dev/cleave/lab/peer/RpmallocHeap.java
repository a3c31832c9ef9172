package dev.cleave.lab.peer;

import java.util.OptionalLong;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.rpmalloc.RPmalloc;
import org.lwjgl.system.rpmalloc.rpmalloc_global_statistics_t;

/** rpmalloc through LWJGL's natives. Every thread that uses it is announced to it first. */
final class RpmallocHeap implements ByteAllocator {
    /** What rpmalloc aligns to without being asked. */
    private static final long USUAL_ALIGNMENT = 16;

    private final long byteAlignment;

    RpmallocHeap(long byteAlignment) {
        this.byteAlignment = byteAlignment;
        try {
            RPmalloc.nrpmalloc_initialize(0);
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no rpmalloc for this system", missing);
        }
    }

    @Override
    public void enterThread() {
        RPmalloc.rpmalloc_thread_initialize();
    }

    @Override
    public long allocate(long byteSize, int slot) {
        return byteAlignment <= USUAL_ALIGNMENT
                ? RPmalloc.nrpmalloc(byteSize)
                : RPmalloc.nrpaligned_alloc(byteAlignment, byteSize);
    }

    @Override
    public void free(long address, int slot) {
        RPmalloc.nrpfree(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return RPmalloc.nrpmalloc_usable_size(address);
    }

    /** What it has mapped, where it was built with its statistics; else it says nothing. */
    @Override
    public OptionalLong reservedBytes() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            rpmalloc_global_statistics_t statistics = rpmalloc_global_statistics_t.calloc(stack);
            RPmalloc.rpmalloc_global_statistics(statistics);
            long mapped = statistics.mapped();
            return mapped == 0 ? OptionalLong.empty() : OptionalLong.of(mapped);
        }
    }
}
