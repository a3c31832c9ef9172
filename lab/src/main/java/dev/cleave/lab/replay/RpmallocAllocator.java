package dev.cleave.lab.replay;

import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import org.lwjgl.system.rpmalloc.RPmalloc;

/** rpmalloc through LWJGL's natives, for comparison. Every thread that calls it is announced to it first. */
final class RpmallocAllocator extends UnboundedAllocator {
    private static final ThreadLocal<Boolean> ANNOUNCED = ThreadLocal.withInitial(() -> {
        RPmalloc.rpmalloc_thread_initialize();
        return true;
    });

    private final boolean pages;

    private RpmallocAllocator(TraceKind kind) {
        super("rpmalloc");
        pages = kind == TraceKind.PAGES;
    }

    /** Opens it; throws UnsupportedOperationException where LWJGL has no natives. */
    static RpmallocAllocator open(TraceKind kind) {
        try {
            RPmalloc.nrpmalloc_initialize(0);
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no rpmalloc for this system", missing);
        }
        return new RpmallocAllocator(kind);
    }

    @Override
    public long allocate(long byteSize) {
        ANNOUNCED.get();
        return pages ? RPmalloc.nrpaligned_alloc(Trace.PAGE_BYTES, byteSize) : RPmalloc.nrpmalloc(byteSize);
    }

    @Override
    public void free(long address) {
        ANNOUNCED.get();
        RPmalloc.nrpfree(address);
    }

    @Override
    public long blockBytes(long address, long byteSize) {
        return RPmalloc.nrpmalloc_usable_size(address);
    }
}
