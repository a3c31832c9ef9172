package dev.cleave.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Any system that a JDK runs on, by the JDK's own allocation; says by name what it cannot do. It
 * calls no restricted method, so it works where native access is denied.
 */
final class PortableOperatingSystem implements OperatingSystem {
    static final PortableOperatingSystem INSTANCE = new PortableOperatingSystem();

    private static final long PAGE = 4096;

    /** Alignment costs the JDK as many bytes again, so no more than this is asked for. */
    private static final long LARGEST_ALIGNMENT = 2L << 20;

    /** Zeroes are written to a file in pieces of this many bytes. */
    private static final int PIECE = 1 << 20;

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
        AddressRange.requirePossible(byteSize);
        return switch (source) {
            case MemorySource.Anonymous() -> allocate(byteSize, byteAlignment);
            case MemorySource.MappedFile(Path path) -> mapFile(path, byteSize);
            case MemorySource.TransparentHugePages(),MemorySource.ExplicitHugePages(),MemorySource.Memfd(String _) ->
                    throw missing(name(), source.toString());
        };
    }

    private static Mapping allocate(long byteSize, long byteAlignment) {
        long alignment = Math.clamp(byteAlignment, PAGE, LARGEST_ALIGNMENT);
        long bytes = AddressRange.roundUp(byteSize, PAGE);
        Arena arena = Arena.ofShared();
        boolean mapped = false;
        try {
            MemorySegment segment = arena.allocate(bytes, alignment);
            Mapping mapping =
                    new Mapping(segment.address(), bytes, alignment, PAGE, PAGE, "the JDK's allocation", false,
                            true, -1, 0, Optional.of(segment), arena::close, () -> {});
            mapped = true;
            return mapping;
        } catch (OutOfMemoryError full) {
            throw new UnsupportedOperationException("the portable port commits a region's whole capacity when it opens,"
                    + " and the JDK could not give " + bytes + " bytes; ask for a smaller capacity", full);
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    private static Mapping mapFile(Path path, long byteSize) {
        long bytes = AddressRange.roundUp(byteSize, PAGE);
        boolean created = !Files.exists(path);
        long present = -1;
        Arena arena = Arena.ofShared();
        boolean mapped = false;
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            present = channel.size();
            long before = present;
            extend(channel, present, bytes);
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            Mapping mapping =
                    new Mapping(segment.address(), bytes, PAGE, PAGE, PAGE, "file " + path, true, present == 0,
                            -1, 0, Optional.of(segment), arena::close, () -> takeBack(path, created, before, bytes));
            mapped = true;
            return mapping;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot map " + bytes + " bytes of " + path
                    + "; name a file in a directory that exists and is yours to write, on a disk with that much room",
                    refused);
        } finally {
            if (!mapped) {
                arena.close();
                takeBack(path, created && present >= 0, present, bytes);
            }
        }
    }

    /**
     * Zeroes are written, as a file that is only made longer has no room on its disk until a store
     * asks for it.
     */
    private static void extend(FileChannel channel, long present, long bytes) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocate(Math.clamp(bytes - present, 0, PIECE));
        for (long at = present; at < bytes;) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), bytes - at));
            at += channel.write(zeroes, at);
        }
    }

    /** Leaves no trace of a mapping that came to nothing. */
    private static void takeBack(Path path, boolean created, long present, long bytes) {
        try {
            if (created) {
                Files.deleteIfExists(path);
            } else if (present >= 0 && present < bytes) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.truncate(present);
                }
            }
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot take back what was made of " + path, refused);
        }
    }

    @Override
    public void drop(Mapping mapping, long offset, long byteSize) {
        throw missing(name(), "giving pages back to the system");
    }

    @Override
    public void prefault(Mapping mapping, long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        PageToucher.touch(mapping, offset, byteSize);
    }

    @Override
    public long residentBytes(Mapping mapping) {
        throw missing(name(), "counting resident pages");
    }

    @Override
    public Optional<String> bind(Mapping mapping, int node) {
        throw missing(name(), "binding to a NUMA node");
    }

    @Override
    public int nodes() {
        return 1;
    }

    @Override
    public long memoryLimit() {
        return 0;
    }

    /** What a port without the system's own calls says of one of them. */
    static UnsupportedOperationException missing(String port, String what) {
        return new UnsupportedOperationException(
                what + " needs 64-bit Linux on x86 or Arm; this is the " + port + " port on "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + ", which has anonymous memory and files");
    }
}
