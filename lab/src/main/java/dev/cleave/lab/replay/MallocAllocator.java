package dev.cleave.lab.replay;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cleave.lab.trace.TraceKind;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The C library's {@code malloc} and {@code free}, called directly, for comparison.
 *
 * <p>It serves from the whole address space, so it has no region, knows no orders, and never runs full before the machine
 * does.
 */
final class MallocAllocator implements ReplayAllocator {
    private static final long PAGE_BYTES = 4096;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MALLOC = critical("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALIGNED_ALLOC =
            critical("aligned_alloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = critical("free", FunctionDescriptor.ofVoid(JAVA_LONG));

    private final boolean pages;

    private MallocAllocator(TraceKind kind) {
        pages = kind == TraceKind.PAGES;
    }

    static MallocAllocator open(TraceKind kind) {
        return new MallocAllocator(kind);
    }

    private static MethodHandle critical(String name, FunctionDescriptor descriptor) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, descriptor, Linker.Option.critical(false));
    }

    @Override
    public String name() {
        return "malloc";
    }

    @Override
    public long allocate(long byteSize) {
        try {
            return pages
                    ? (long) ALIGNED_ALLOC.invokeExact(PAGE_BYTES, byteSize)
                    : (long) MALLOC.invokeExact(byteSize);
        } catch (Throwable failure) {
            throw new IllegalStateException("malloc of " + byteSize + " bytes failed", failure);
        }
    }

    @Override
    public void free(long address) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable failure) {
            throw new IllegalStateException("free failed", failure);
        }
    }

    /** The chunk that glibc cuts: eight bytes of header, a multiple of 16, at least 32. */
    @Override
    public long blockBytes(long address, long byteSize) {
        return Math.max(32, byteSize + 8 + 15 & -16L);
    }

    /** The C library shares its memory with all of the process, and cannot tell what is ours. */
    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Region> region() {
        return Optional.empty();
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.empty();
    }

    @Override
    public void verifyEmpty() {
        // The C library offers no way to check its books.
    }

    @Override
    public void close() {
        // Every block was freed already; there is nothing else to give back.
    }
}
