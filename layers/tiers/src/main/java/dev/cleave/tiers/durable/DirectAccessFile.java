package dev.cleave.tiers.durable;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cleave.memory.NativeCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file on a file system with DAX, whose mapped pages are the medium itself: a range is durable
 * when the processor has written its cache lines back, without a call of the system. It is mapped
 * with {@code MAP_SYNC}, by which the file system's own books are durable before a page can be
 * written. The JDK maps nothing that is not there, so the file has all its bytes from then on.
 *
 * <p>All else, and a sync of everything, is the underlying file's.
 */
final class DirectAccessFile implements DurableFile {
    private static final int READ_WRITE = 1 | 2;
    private static final int SHARED_VALIDATE = 3;
    private static final int SYNC = 0x80000;
    private static final MethodHandle MMAP = NativeCalls.handle("mmap",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            NativeCalls.handle("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final DurableFile file;
    private final Path path;
    private final FileChannel.MapMode mode;
    private final Arena arena = Arena.ofShared();
    private @Nullable MemorySegment mapped;

    /**
     * A file that is open and not mapped.
     *
     * @param mode that is synced; another one has the system write pages back, for tests
     */
    DirectAccessFile(DurableFile file, Path path, FileChannel.MapMode mode) {
        this.file = file;
        this.path = path;
        this.mode = mode;
    }

    /** Whether a file can be mapped so: other file systems, and older kernels, refuse it. */
    static boolean isPossible(int descriptor, long pageSize) {
        long address = NativeCalls.invoke(state -> (long) MMAP.invokeExact(state, 0L, pageSize, READ_WRITE,
                SHARED_VALIDATE | SYNC, descriptor, 0L));
        if (address < 0) {
            return false;
        }
        return NativeCalls.invoke(state -> (int) MUNMAP.invokeExact(state, address, pageSize)) == 0;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public String syncsBy() {
        return "cache lines written back to pages mapped with MAP_SYNC";
    }

    @Override
    public long byteSize() {
        return file.byteSize();
    }

    @Override
    public void grow(long byteSize) {
        file.grow(byteSize);
    }

    @Override
    public synchronized MemorySegment map(long mostBytes) {
        var unused = file.map(mostBytes);
        file.grow(mostBytes);
        file.sync();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapped = channel.map(mode, 0, mostBytes, arena);
            return mapped;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot map " + path + " with MAP_SYNC: " + refused.getMessage(), refused);
        }
    }

    private synchronized MemorySegment requireMapped() {
        if (mapped == null) {
            throw new IllegalStateException(path + " is not mapped yet");
        }
        return mapped;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        file.read(offset, into);
    }

    /** By a store, where it is mapped: the sync of its range writes these lines back. */
    @Override
    public void write(long offset, MemorySegment from) {
        MemorySegment.copy(from, 0, requireMapped(), offset, from.byteSize());
    }

    @Override
    public void sync() {
        file.sync();
    }

    @Override
    public void sync(long offset, long byteSize) {
        requireMapped().asSlice(offset, byteSize).force();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        file.close();
    }
}
