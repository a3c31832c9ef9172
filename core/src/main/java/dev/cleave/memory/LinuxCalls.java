package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The C library's memory calls, one method each, as Linux on 64-bit machines has them. A negative answer is the negated
 * error number, so that nothing is thrown here and each caller says what it was about. All of these calls may block in
 * the kernel, so none is declared critical.
 */
final class LinuxCalls {
    static final int READ_WRITE = 1 | 2;
    static final int NO_ACCESS = 0;
    static final int MAP_SHARED = 0x01;
    static final int MAP_PRIVATE = 0x02;
    static final int MAP_FIXED = 0x10;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;
    static final int MAP_HUGETLB = 0x40000;
    static final int MAP_HUGE_SHIFT = 26;
    static final int MADV_DONTNEED = 4;
    static final int MADV_REMOVE = 9;
    static final int MADV_HUGEPAGE = 14;
    static final int MADV_POPULATE_WRITE = 23;

    private static final int OPEN_READ_WRITE_CREATE = 0x2 | 0x40 | 0x80000;
    private static final int OWNER_READ_WRITE = 0600;
    private static final int MFD_CLOEXEC = 1;
    private static final int MPOL_BIND = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfLong SIZE = JAVA_LONG;

    private static final MethodHandle MMAP =
            call("mmap", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, SIZE, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE));
    private static final MethodHandle MADVISE =
            call("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, JAVA_INT));
    private static final MethodHandle MINCORE =
            call("mincore", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, ADDRESS));
    private static final MethodHandle MEMFD_CREATE =
            call("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle OPEN =
            call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            call("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle LSEEK =
            call("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MBIND = call(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, SIZE, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SYSCONF = call("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    private static final int SEEK_END = 2;
    private static final int PAGE_SIZE_NAME = 30;

    private LinuxCalls() {}

    private static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... more) {
        MemorySegment symbol = LINKER.defaultLookup()
                .or(SymbolLookup.loaderLookup())
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(symbol, shape, options);
    }

    /** Bytes of an ordinary page. */
    static long pageSize() {
        return invoke(state -> (long) SYSCONF.invokeExact(state, PAGE_SIZE_NAME));
    }

    /** The address, or the negated error number. */
    static long mmap(long address, long byteSize, int protection, int flags, int descriptor, long offset) {
        return invoke(
                state -> (long) MMAP.invokeExact(state, address, byteSize, protection, flags, descriptor, offset));
    }

    static int munmap(long address, long byteSize) {
        return (int) invoke(state -> (int) MUNMAP.invokeExact(state, address, byteSize));
    }

    static int madvise(long address, long byteSize, int advice) {
        return (int) invoke(state -> (int) MADVISE.invokeExact(state, address, byteSize, advice));
    }

    /** One byte a page into {@code pages}, bit 0 set where the page is in memory. */
    static int mincore(long address, long byteSize, MemorySegment pages) {
        return (int) invoke(state -> (int) MINCORE.invokeExact(state, address, byteSize, pages));
    }

    /** The descriptor, or the negated error number. */
    static int memfdCreate(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return (int) invoke(state -> (int) MEMFD_CREATE.invokeExact(state, text, MFD_CLOEXEC));
        }
    }

    /** Opens for reading and writing, creating where there is none: the descriptor, or the negated error number. */
    static int open(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(path);
            return (int) invoke(
                    state -> (int) OPEN.invokeExact(state, text, OPEN_READ_WRITE_CREATE, OWNER_READ_WRITE));
        }
    }

    static int close(int descriptor) {
        return (int) invoke(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    static int ftruncate(int descriptor, long byteSize) {
        return (int) invoke(state -> (int) FTRUNCATE.invokeExact(state, descriptor, byteSize));
    }

    /** Bytes of the open file, or the negated error number. */
    static long size(int descriptor) {
        return invoke(state -> (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END));
    }

    static int mbind(long callNumber, long address, long byteSize, int node) {
        try (Arena arena = Arena.ofConfined()) {
            int words = node / Long.SIZE + 1;
            MemorySegment nodes = arena.allocate(JAVA_LONG, words);
            nodes.setAtIndex(JAVA_LONG, node / Long.SIZE, 1L << node % Long.SIZE);
            long bits = (long) words * Long.SIZE + 1;
            return (int) invoke(state -> (long) MBIND.invokeExact(state, callNumber, address, byteSize,
                    (long) MPOL_BIND, nodes, bits, 0L));
        }
    }

    /** A call that leaves its error number in the state. */
    @FunctionalInterface
    private interface Call {
        long run(MemorySegment state) throws Throwable;
    }

    private static long invoke(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long answer = call.run(state);
            return answer == -1 ? -(int) ERRNO.get(state, 0L) : answer;
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError("a foreign call declares no checked exception", impossible);
        }
    }
}
