package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's memory calls, one method each, as Linux on 64-bit machines has them. A negative
 * answer is the negated error number, so that nothing is thrown here and each caller says what it
 * was about. All of these calls may block in the kernel, so none is declared critical.
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
    static final int MADV_DONTFORK = 10;
    static final int MADV_DOFORK = 11;
    static final int MADV_HUGEPAGE = 14;
    static final int MADV_NOHUGEPAGE = 15;
    static final int MADV_POPULATE_WRITE = 23;
    static final int OPEN_READ_WRITE = 0x2 | 0x80000;
    static final int OPEN_NEW = OPEN_READ_WRITE | 0x40 | 0x80;
    static final int OPEN_CREATE = OPEN_READ_WRITE | 0x40;

    /** Without a name; the number holds the processor's own bit for "a directory". */
    static final int OPEN_UNNAMED = OPEN_READ_WRITE | 0x400000
            | (System.getProperty("os.arch", "").equals("aarch64") ? 0x4000 : 0x10000);

    static final int FALLOC_FL_KEEP_SIZE = 1;
    static final int FALLOC_FL_PUNCH_HOLE = 2;
    static final int MS_SYNC = 4;
    static final int MREMAP_MAYMOVE = 1;
    static final int MREMAP_FIXED = 2;

    private static final int OWNER_READ_WRITE = 0600;
    private static final int MFD_CLOEXEC = 1;
    private static final int MPOL_BIND = 2;
    private static final int SEEK_END = 2;
    private static final int PAGE_SIZE_NAME = 30;
    private static final ValueLayout.OfLong SIZE = JAVA_LONG;

    private static final MethodHandle MMAP = NativeCalls.handle("mmap",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, SIZE, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            NativeCalls.handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE));
    private static final MethodHandle PLAIN_MUNMAP =
            NativeCalls.plain("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE));
    private static final MethodHandle MREMAP = NativeCalls.handle("mremap",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, SIZE, SIZE, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(4));
    private static final MethodHandle MADVISE =
            NativeCalls.handle("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, JAVA_INT));
    private static final MethodHandle PLAIN_MADVISE =
            NativeCalls.plain("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, JAVA_INT));
    private static final MethodHandle MINCORE =
            NativeCalls.handle("mincore", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, ADDRESS));
    private static final MethodHandle MLOCK =
            NativeCalls.handle("mlock", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE));
    private static final MethodHandle MUNLOCK =
            NativeCalls.handle("munlock", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE));
    private static final MethodHandle MSYNC =
            NativeCalls.handle("msync", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, SIZE, JAVA_INT));
    private static final MethodHandle MEMFD_CREATE =
            NativeCalls.handle("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle OPEN = NativeCalls.handle("open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            NativeCalls.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PLAIN_CLOSE =
            NativeCalls.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            NativeCalls.handle("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FALLOCATE = NativeCalls.handle("fallocate",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle LSEEK =
            NativeCalls.handle("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

    /**
     * An argument more than the functions take: the JDK lets no segment end while it is an argument
     * of a call that is under way. They do not look at its register.
     */
    private static final MethodHandle PREADV = NativeCalls.handle("preadv",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle PWRITEV = NativeCalls.handle("pwritev",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS));

    private static final MethodHandle MBIND = NativeCalls.handle("syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, SIZE, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SYSCONF =
            NativeCalls.handle("sysconf", FunctionDescriptor.of(JAVA_LONG, JAVA_INT));

    private LinuxCalls() {}

    /** Bytes of an ordinary page. */
    static long pageSize() {
        return NativeCalls.invoke(state -> (long) SYSCONF.invokeExact(state, PAGE_SIZE_NAME));
    }

    /** The address, or the negated error number. */
    static long mmap(long address, long byteSize, int protection, int flags, int descriptor, long offset) {
        return NativeCalls.invoke(
                state -> (long) MMAP.invokeExact(state, address, byteSize, protection, flags, descriptor, offset));
    }

    /**
     * Needs nothing of the Java heap where it succeeds, as {@link #madvise} and
     * {@link #closeUnasked}: a full one must not keep memory from going back. What was refused is
     * asked for once more, to learn why.
     */
    static int munmap(long address, long byteSize) {
        return plainMunmap(address, byteSize) >= 0
                ? 0
                : (int) NativeCalls.invoke(state -> (int) MUNMAP.invokeExact(state, address, byteSize));
    }

    private static int plainMunmap(long address, long byteSize) {
        try {
            return (int) PLAIN_MUNMAP.invokeExact(address, byteSize);
        } catch (Throwable thrown) {
            throw NativeCalls.rethrown(thrown);
        }
    }

    /** Moves a mapping over what is at the new address. */
    static long mremap(long address, long byteSize, long newAddress) {
        return NativeCalls.invoke(state -> (long) MREMAP.invokeExact(state, address, byteSize, byteSize,
                MREMAP_MAYMOVE | MREMAP_FIXED, newAddress));
    }

    static int madvise(long address, long byteSize, int advice) {
        return plainMadvise(address, byteSize, advice) >= 0
                ? 0
                : (int) NativeCalls.invoke(state -> (int) MADVISE.invokeExact(state, address, byteSize, advice));
    }

    private static int plainMadvise(long address, long byteSize, int advice) {
        try {
            return (int) PLAIN_MADVISE.invokeExact(address, byteSize, advice);
        } catch (Throwable thrown) {
            throw NativeCalls.rethrown(thrown);
        }
    }

    /** One byte a page into {@code pages}, bit 0 set where the page is in memory. */
    static int mincore(long address, long byteSize, MemorySegment pages) {
        return (int) NativeCalls.invoke(state -> (int) MINCORE.invokeExact(state, address, byteSize, pages));
    }

    static int mlock(long address, long byteSize) {
        return (int) NativeCalls.invoke(state -> (int) MLOCK.invokeExact(state, address, byteSize));
    }

    static int munlock(long address, long byteSize) {
        return (int) NativeCalls.invoke(state -> (int) MUNLOCK.invokeExact(state, address, byteSize));
    }

    static int msync(long address, long byteSize, int flags) {
        return (int) NativeCalls.invoke(state -> (int) MSYNC.invokeExact(state, address, byteSize, flags));
    }

    /** The descriptor, or the negated error number. */
    static int memfdCreate(MemorySegment name) {
        return (int) NativeCalls.invoke(state -> (int) MEMFD_CREATE.invokeExact(state, name, MFD_CLOEXEC));
    }

    /** The descriptor, or the negated error number. */
    static int open(MemorySegment path, int flags) {
        return (int) NativeCalls.invoke(state -> (int) OPEN.invokeExact(state, path, flags, OWNER_READ_WRITE));
    }

    static int close(int descriptor) {
        return (int) NativeCalls.invoke(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    /**
     * Closes where nobody can do anything about a refusal; never asks twice, as the descriptor may
     * be another's by then.
     */
    static void closeUnasked(int descriptor) {
        try {
            int unused = (int) PLAIN_CLOSE.invokeExact(descriptor);
        } catch (Throwable thrown) {
            throw NativeCalls.rethrown(thrown);
        }
    }

    static int ftruncate(int descriptor, long byteSize) {
        return (int) NativeCalls.invoke(state -> (int) FTRUNCATE.invokeExact(state, descriptor, byteSize));
    }

    static int fallocate(int descriptor, int mode, long offset, long byteSize) {
        return (int) NativeCalls.invoke(
                state -> (int) FALLOCATE.invokeExact(state, descriptor, mode, offset, byteSize));
    }

    /** Bytes of the open file, or the negated error number. */
    static long size(int descriptor) {
        return NativeCalls.invoke(state -> (long) LSEEK.invokeExact(state, descriptor, 0L, SEEK_END));
    }

    /**
     * Reads into {@code count} pairs of an address and a size, of what lives as long as
     * {@code kept}.
     */
    static long preadv(int descriptor, MemorySegment parts, int count, long offset, MemorySegment kept) {
        return NativeCalls.invoke(state -> (long) PREADV.invokeExact(state, descriptor, parts, count, offset, kept));
    }

    /**
     * Writes from {@code count} pairs of an address and a size, of what lives as long as
     * {@code kept}.
     */
    static long pwritev(int descriptor, MemorySegment parts, int count, long offset, MemorySegment kept) {
        return NativeCalls.invoke(state -> (long) PWRITEV.invokeExact(state, descriptor, parts, count, offset, kept));
    }

    static int mbind(long callNumber, long address, long byteSize, int node) {
        try (Arena arena = Arena.ofConfined()) {
            int words = node / Long.SIZE + 1;
            MemorySegment nodes = arena.allocate(JAVA_LONG, words);
            nodes.setAtIndex(JAVA_LONG, node / Long.SIZE, 1L << node % Long.SIZE);
            long bits = (long) words * Long.SIZE + 1;
            return (int) NativeCalls.invoke(state -> (long) MBIND.invokeExact(state, callNumber, address, byteSize,
                    (long) MPOL_BIND, nodes, bits, 0L));
        }
    }
}
