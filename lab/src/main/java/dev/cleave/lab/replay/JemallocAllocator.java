package dev.cleave.lab.replay;

import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import org.lwjgl.system.jemalloc.JEmalloc;

/** jemalloc through LWJGL's natives, for comparison. */
final class JemallocAllocator extends UnboundedAllocator {
    private final boolean pages;

    private JemallocAllocator(TraceKind kind) {
        super("jemalloc");
        pages = kind == TraceKind.PAGES;
    }

    /** Opens it; throws UnsupportedOperationException where LWJGL has no natives. */
    static JemallocAllocator open(TraceKind kind) {
        try {
            JEmalloc.nje_free(JEmalloc.nje_malloc(1));
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no jemalloc for this system", missing);
        }
        return new JemallocAllocator(kind);
    }

    @Override
    public long allocate(long byteSize) {
        return pages ? JEmalloc.nje_aligned_alloc(Trace.PAGE_BYTES, byteSize) : JEmalloc.nje_malloc(byteSize);
    }

    @Override
    public void free(long address) {
        JEmalloc.nje_free(address);
    }

    @Override
    public long blockBytes(long address, long byteSize) {
        return JEmalloc.nje_malloc_usable_size(address);
    }
}
