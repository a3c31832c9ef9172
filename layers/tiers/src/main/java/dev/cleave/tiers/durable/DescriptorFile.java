package dev.cleave.tiers.durable;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.cleave.memory.NativeCalls;
import dev.cleave.memory.OpenFiles;
import dev.cleave.memory.OperatingSystem;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file by its descriptor. No interrupt closes it, as one closes a channel of the JDK; a sync of a
 * range writes no page elsewhere; and its lock ends with this descriptor alone, where the JDK's
 * ends with whichever of the process's descriptors of the file is closed first.
 *
 * <p>A sync is {@code msync}, which is {@code fdatasync} of a range: it writes the pages that were
 * changed, by {@code pwrite} or by stores, and has the disk write its cache.
 */
final class DescriptorFile implements DurableFile {
    private static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;
    private static final MethodHandle FLOCK =
            NativeCalls.handle("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final OperatingSystem system;
    private final OpenFiles files;
    private final Path path;
    private final int descriptor;
    private final Runnable whenClosed;
    private final Arena arena = Arena.ofShared();

    /** Shared by every call, and held by the close: no call meets another file's descriptor. */
    private final StampedLock use = new StampedLock();

    private @Nullable MemorySegment mapped;
    private boolean closed;

    DescriptorFile(OperatingSystem system, Path path, Runnable whenClosed) {
        this.system = system;
        this.path = path;
        this.whenClosed = whenClosed;
        files = system.files();
        descriptor = files.open(path);
        boolean locked = false;
        try {
            lock(path, descriptor);
            locked = true;
        } finally {
            if (!locked) {
                files.close(descriptor);
            }
        }
    }

    private static void lock(Path path, int descriptor) {
        long answer = NativeCalls.invoke(state -> (int) FLOCK.invokeExact(state, descriptor, LOCK_EXCLUSIVE_AT_ONCE));
        if (answer < 0) {
            throw new DurableHeapException(path + " is open in another process (flock answered " + -answer
                    + "): close it there first");
        }
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String syncsBy() {
        return "msync";
    }

    /** Whether its file system has DAX, so that it is better used as a {@link DirectAccessFile}. */
    boolean hasDirectAccess() {
        return use(() -> DirectAccessFile.isPossible(descriptor, system.pageSize()) ? 1 : 0) == 1;
    }

    @Override
    public long byteSize() {
        return use(() -> files.size(descriptor));
    }

    private long use(LongSupplier call) {
        long stamp = use.readLock();
        try {
            if (closed) {
                throw new DurableHeapException(path + " is closed: open it again");
            }
            return call.getAsLong();
        } finally {
            use.unlockRead(stamp);
        }
    }

    @Override
    public void grow(long byteSize) {
        long present = byteSize();
        if (byteSize > present
                && use(() -> files.makeRoom(descriptor, present, byteSize - present) ? 1 : 0) == 0) {
            growByZeroes(present, byteSize);
        }
    }

    /** Where the file system cannot make room: what is written has it. */
    private void growByZeroes(long present, long byteSize) {
        boolean grown = false;
        try {
            Pieces.forEach(byteSize - present, (offset, piece) -> write(present + offset, piece));
            grown = true;
        } finally {
            if (!grown) {
                files.resize(descriptor, present);
            }
        }
    }

    @Override
    public synchronized MemorySegment map(long mostBytes) {
        if (mapped != null) {
            throw new IllegalStateException(path + " is mapped already");
        }
        long page = system.pageSize();
        long bytes = mostBytes + page - 1 & -page;
        long address = system.addressSpace().reserve(bytes, page);
        MemorySegment memory = null;
        try {
            memory = MemorySegment.ofAddress(address)
                    .reinterpret(bytes, arena, range -> system.addressSpace().release(range.address(), bytes));
        } finally {
            if (memory == null) {
                system.addressSpace().release(address, bytes);
            }
        }
        system.addressSpace().mapFile(address, bytes, descriptor, 0);
        mapped = memory;
        return memory;
    }

    @Override
    public void read(long offset, MemorySegment into) {
        long there = use(() -> files.read(descriptor, offset, into));
        if (there < into.byteSize()) {
            throw new DurableHeapException(path + " ends at byte " + (offset + there) + ": bytes up to "
                    + (offset + into.byteSize()) + " were to be read");
        }
    }

    @Override
    public void write(long offset, MemorySegment from) {
        use(() -> files.write(descriptor, offset, from));
    }

    @Override
    public void sync() {
        sync(0, Math.min(requireMapped().byteSize(), byteSize()));
    }

    @Override
    public void sync(long offset, long byteSize) {
        long page = system.pageSize();
        long from = offset & -page;
        long address = requireMapped().address() + from;
        use(() -> {
            system.pages().write(address, offset + byteSize - from + page - 1 & -page);
            return 0;
        });
    }

    private synchronized MemorySegment requireMapped() {
        if (mapped == null) {
            throw new IllegalStateException(path + " is not mapped yet");
        }
        return mapped;
    }

    @Override
    public void close() {
        long stamp = use.writeLock();
        try {
            if (!closed) {
                closed = true;
                end();
            }
        } finally {
            use.unlockWrite(stamp);
        }
    }

    private void end() {
        try {
            arena.close();
        } finally {
            try {
                files.close(descriptor);
            } finally {
                whenClosed.run();
            }
        }
    }
}
