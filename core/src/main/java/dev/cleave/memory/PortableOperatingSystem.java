package dev.cleave.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Any system that a JDK runs on, by the JDK's own allocation; says by name what it cannot do. */
final class PortableOperatingSystem implements OperatingSystem {
    static final PortableOperatingSystem INSTANCE = new PortableOperatingSystem();

    private static final long PAGE = 4096;

    /** Alignment costs the JDK as many bytes again, so no more than this is asked for. */
    private static final long LARGEST_ALIGNMENT = 2L << 20;

    private PortableOperatingSystem() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public long pageSize() {
        return PAGE;
    }

    @Override
    public long hugePageSize() {
        return 0;
    }

    @Override
    public boolean canDrop() {
        return false;
    }

    @Override
    public Mapping map(MemorySource source, long byteSize, long byteAlignment) {
        return switch (source) {
            case MemorySource.Anonymous() -> allocate(byteSize, byteAlignment);
            case MemorySource.MappedFile(Path path) -> mapFile(path, byteSize);
            case MemorySource.TransparentHugePages(),MemorySource.ExplicitHugePages(),MemorySource.Memfd(String _) ->
                    throw missing(source.toString());
        };
    }

    private static Mapping allocate(long byteSize, long byteAlignment) {
        long alignment = Math.clamp(byteAlignment, PAGE, LARGEST_ALIGNMENT);
        long bytes = LinuxOperatingSystem.roundUp(byteSize, PAGE);
        Arena arena = Arena.ofShared();
        try {
            MemorySegment segment = arena.allocate(bytes, alignment);
            return new Mapping(segment.address(), bytes, alignment, PAGE, PAGE, "the JDK's allocation", false, true, -1,
                    arena::close);
        } catch (OutOfMemoryError full) {
            arena.close();
            throw new UnsupportedOperationException("the portable port commits a region's whole capacity when it opens,"
                    + " and the JDK could not give " + bytes + " bytes; ask for a smaller capacity", full);
        }
    }

    private static Mapping mapFile(Path path, long byteSize) {
        long bytes = LinuxOperatingSystem.roundUp(byteSize, PAGE);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            boolean fresh = Files.size(path) == 0;
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            return new Mapping(segment.address(), bytes, PAGE, PAGE, PAGE, "file " + path, true, fresh, -1,
                    arena::close);
        } catch (IOException refused) {
            arena.close();
            throw new UncheckedIOException("cannot map " + bytes + " bytes of " + path
                    + "; name a file in a directory that exists and is yours to write", refused);
        }
    }

    @Override
    public void drop(Mapping mapping, long offset, long byteSize) {
        throw missing("giving pages back to the system");
    }

    @Override
    public void prefault(Mapping mapping, long offset, long byteSize) {
        PageToucher.touch(mapping, offset, byteSize);
    }

    @Override
    public long residentBytes(Mapping mapping) {
        throw missing("counting resident pages");
    }

    @Override
    public void bind(Mapping mapping, int node) {
        throw missing("binding to a NUMA node");
    }

    @Override
    public int nodes() {
        return 1;
    }

    @Override
    public long memoryLimit() {
        return 0;
    }

    private static UnsupportedOperationException missing(String what) {
        return new UnsupportedOperationException(
                what + " needs 64-bit Linux on x86 or Arm; this is the portable port on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + ", which has anonymous memory and files");
    }
}
