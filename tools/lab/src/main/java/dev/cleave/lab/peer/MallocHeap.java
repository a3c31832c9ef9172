package dev.cleave.lab.peer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The C library's malloc, called without the thread's change of state. */
final class MallocHeap implements ByteAllocator {
    /** What malloc aligns to without being asked. */
    private static final long USUAL_ALIGNMENT = 16;

    private static final MethodHandle MALLOC = require("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ALIGNED_ALLOC =
            require("aligned_alloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = require("free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final @Nullable MethodHandle USABLE_SIZE =
            find("malloc_usable_size", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG)).orElse(null);

    /** The GNU C library's account: ten counts, the first and the fifth being bytes from the heap's end and from mappings. */
    private static final MemoryLayout ACCOUNT = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, JAVA_LONG));

    private static final int HEAP_BYTES = 0;
    private static final int MAPPED_BYTES = 4;
    private static final @Nullable MethodHandle ACCOUNTING = Linker.nativeLinker()
            .defaultLookup()
            .find("mallinfo2")
            .map(found -> Linker.nativeLinker().downcallHandle(found, FunctionDescriptor.of(ACCOUNT)))
            .orElse(null);

    private final long byteAlignment;

    MallocHeap(long byteAlignment) {
        this.byteAlignment = byteAlignment;
    }

    private static MethodHandle require(String function, FunctionDescriptor descriptor) {
        return find(function, descriptor).orElseThrow();
    }

    private static Optional<MethodHandle> find(String function, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> address = linker.defaultLookup().find(function);
        return address.map(found -> linker.downcallHandle(found, descriptor, Linker.Option.critical(false)));
    }

    @Override
    public long allocate(long byteSize, int slot) {
        try {
            return byteAlignment <= USUAL_ALIGNMENT
                    ? (long) MALLOC.invokeExact(byteSize)
                    : (long) ALIGNED_ALLOC.invokeExact(byteAlignment, byteSize);
        } catch (Throwable failure) {
            throw new IllegalStateException("malloc could not be called", failure);
        }
    }

    @Override
    public void free(long address, int slot) {
        try {
            FREE.invokeExact(address);
        } catch (Throwable failure) {
            throw new IllegalStateException("free could not be called", failure);
        }
    }

    /** What the C library says; where it does not tell, what was asked. */
    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        if (USABLE_SIZE == null) {
            return byteSize;
        }
        try {
            return (long) USABLE_SIZE.invokeExact(address);
        } catch (Throwable failure) {
            throw new IllegalStateException("malloc_usable_size could not be called", failure);
        }
    }

    /** What it has of the system for the whole process, the JVM's own needs among it. */
    @Override
    public OptionalLong reservedBytes() {
        if (ACCOUNTING == null) {
            return OptionalLong.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment account = (MemorySegment) ACCOUNTING.invokeExact((SegmentAllocator) arena);
            return OptionalLong.of(
                    account.getAtIndex(JAVA_LONG, HEAP_BYTES) + account.getAtIndex(JAVA_LONG, MAPPED_BYTES));
        } catch (Throwable failure) {
            throw new IllegalStateException("mallinfo2 could not be called", failure);
        }
    }
}
