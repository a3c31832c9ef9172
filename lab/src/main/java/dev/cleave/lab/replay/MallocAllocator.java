package dev.cleave.lab.replay;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cleave.lab.trace.TraceKind;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The C library's {@code malloc} and {@code free}, called directly, for comparison.
 *
 * <p>It serves from the whole address space, so it has no region, knows no orders, and never runs full before the machine
 * does. Its committed bytes are what glibc took from the operating system since this allocator was opened; other C
 * libraries do not tell.
 */
final class MallocAllocator implements ReplayAllocator {
    private static final long PAGE_BYTES = 4096;
    private static final int MALLINFO_FIELDS = 10;
    private static final int FIELD_ARENA = 0;
    private static final int FIELD_MAPPED = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MALLOC = critical("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALIGNED_ALLOC =
            critical("aligned_alloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = critical("free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final Optional<MethodHandle> MALLINFO = LINKER.defaultLookup()
            .find("mallinfo2")
            .map(address -> LINKER.downcallHandle(address, FunctionDescriptor.of(
                    MemoryLayout.structLayout(MemoryLayout.sequenceLayout(MALLINFO_FIELDS, JAVA_LONG)))));

    private final boolean pages;
    private final OptionalLong before;

    private MallocAllocator(TraceKind kind) {
        pages = kind == TraceKind.PAGES;
        before = fromSystem();
    }

    static MallocAllocator open(TraceKind kind) {
        return new MallocAllocator(kind);
    }

    private static MethodHandle critical(String name, FunctionDescriptor descriptor) {
        MemorySegment address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, descriptor, Linker.Option.critical(false));
    }

    private static OptionalLong fromSystem() {
        if (MALLINFO.isEmpty()) {
            return OptionalLong.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO.get().invokeExact((SegmentAllocator) arena);
            return OptionalLong.of(info.getAtIndex(JAVA_LONG, FIELD_ARENA) + info.getAtIndex(JAVA_LONG, FIELD_MAPPED));
        } catch (Throwable failure) {
            throw new IllegalStateException("mallinfo2 failed", failure);
        }
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

    @Override
    public OptionalLong committedBytes() {
        OptionalLong now = fromSystem();
        return now.isEmpty() ? now : OptionalLong.of(Math.max(0, now.getAsLong() - before.orElse(0)));
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
