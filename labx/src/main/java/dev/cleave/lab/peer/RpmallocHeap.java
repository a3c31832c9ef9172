package dev.cleave.lab.peer;

import org.lwjgl.system.rpmalloc.RPmalloc;

/** rpmalloc through LWJGL's natives. Every thread that uses it is announced to it first. */
final class RpmallocHeap implements Heap {
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
}
