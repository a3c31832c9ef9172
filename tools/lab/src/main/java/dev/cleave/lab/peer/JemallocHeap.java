package dev.cleave.lab.peer;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.lwjgl.PointerBuffer;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.jemalloc.JEmalloc;

/** jemalloc through LWJGL's natives. */
final class JemallocHeap implements ByteAllocator {
    /** What jemalloc aligns to without being asked. */
    private static final long USUAL_ALIGNMENT = 16;

    private final long byteAlignment;

    JemallocHeap(long byteAlignment) {
        this.byteAlignment = byteAlignment;
        try {
            JEmalloc.nje_free(JEmalloc.nje_malloc(1));
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no jemalloc for this system", missing);
        }
    }

    @Override
    public long allocate(long byteSize, int slot) {
        return byteAlignment <= USUAL_ALIGNMENT
                ? JEmalloc.nje_malloc(byteSize)
                : JEmalloc.nje_aligned_alloc(byteAlignment, byteSize);
    }

    @Override
    public void free(long address, int slot) {
        JEmalloc.nje_free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return JEmalloc.nje_malloc_usable_size(address);
    }

    /** Its extents in use, those that are not given back to the system or kept for later. */
    @Override
    public OptionalLong reservedBytes() {
        try (MemoryStack stack = MemoryStack.stackPush()) {
            ByteBuffer epoch = stack.calloc(Long.BYTES).putLong(0, 1);
            ByteBuffer mapped = stack.calloc(Long.BYTES);
            PointerBuffer length = stack.pointers(Long.BYTES);
            boolean told = JEmalloc.je_mallctl("epoch", null, null, epoch) == 0
                    && JEmalloc.je_mallctl("stats.mapped", mapped, length, null) == 0;
            return told ? OptionalLong.of(mapped.getLong(0)) : OptionalLong.empty();
        }
    }
}
