package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Linux's files by descriptor, and what it says when their disk is full. */
final class LinuxFiles implements OpenFiles {
    /** The kernel takes no more parts in one call. */
    private static final int MOST_PARTS = 1024;

    private static final long PART_SIZE = 16;

    /**
     * Room is made in pieces of this many bytes on a disk; in memory, where it costs what it asks
     * for, page by page.
     */
    private static final long DISK_GRAIN = 2L << 20;

    private static final Set<String> MEMORY_FILE_SYSTEMS = Set.of("tmpfs", "ramfs", "hugetlbfs", "rootfs");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /**
     * Where a shared object's name in the process's maps is the whole of it: the descriptor's own
     * link.
     */
    private static final String OWN_DESCRIPTORS = "/proc/self/fd/";

    /**
     * Whether the call itself is refused to this process, by a seccomp profile or an old kernel,
     * rather than what it asks for.
     */
    static boolean isCallRefused(int answer) {
        return answer == -Errno.EPERM.number() || answer == -Errno.EACCES.number() || answer == -Errno.ENOSYS.number();
    }

    @Override
    public int createInMemory(String name, long byteSize) {
        AddressRange kept = new AddressRange();
        try {
            openInMemory(name, kept);
            resize(kept.descriptor(), byteSize);
            return kept.descriptor();
        } catch (RuntimeException | Error refused) {
            FileTrace.afterFailure(refused, kept);
            throw refused;
        }
    }

    /**
     * Opens a file in memory; answers what it is, in words.
     *
     * @param kept keeps the descriptor
     */
    String openInMemory(String name, AddressRange kept) {
        MemorySource.Memfd source = new MemorySource.Memfd(name);
        String unnamed =
                source + ", as a file without a name in " + SHARED_MEMORY + ", since memfd_create was refused with ";
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            MemorySegment directory = arena.allocateFrom(SHARED_MEMORY.toString());
            int answer = LinuxCalls.memfdCreate(text);
            kept.keep(answer);
            if (answer >= 0) {
                return source.toString();
            }
            if (!isCallRefused(answer)) {
                throw refused("memfd_create", "create " + name, answer, "use MemorySource.anonymous()");
            }
            int unnamedFile = LinuxCalls.open(directory, LinuxCalls.OPEN_UNNAMED);
            kept.keep(unnamedFile);
            if (unnamedFile < 0) {
                throw refused("memfd_create", "create " + name, answer, "allow the call in this process's seccomp"
                        + " profile, or mount a tmpfs at " + SHARED_MEMORY + " (its open failed with "
                        + Errno.name(-unnamedFile) + ")");
            }
            return unnamed + Errno.name(-answer);
        }
    }

    /**
     * Bytes that room is made for together in a file that {@link #openInMemory} has opened: none
     * where it is a memfd.
     */
    static long roomGrainInMemory(String backing, long pageSize) {
        return backing.contains(SHARED_MEMORY.toString()) ? pageSize : 0;
    }

    /** Bytes that room is made for together on the disk that a file is on. */
    static long roomGrain(Path path, long pageSize) {
        try {
            return MEMORY_FILE_SYSTEMS.contains(Files.getFileStore(path).type()) ? pageSize : DISK_GRAIN;
        } catch (IOException unknown) {
            return pageSize;
        }
    }

    @Override
    public int open(Path path) {
        AddressRange kept = new AddressRange();
        open(path, kept, new FileTrace(path));
        return kept.descriptor();
    }

    /**
     * Opens a file, creating it where there is none.
     *
     * @param kept keeps the descriptor
     * @param trace is told where the file is new
     */
    void open(Path path, AddressRange kept, FileTrace trace) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = bytesOf(path, arena);
            int answer = LinuxCalls.open(text, LinuxCalls.OPEN_READ_WRITE);
            if (answer == -Errno.ENOENT.number()) {
                answer = LinuxCalls.open(text, LinuxCalls.OPEN_NEW);
                if (answer >= 0) {
                    trace.created();
                }
            }
            if (answer == -Errno.EEXIST.number()) {
                answer = LinuxCalls.open(text, LinuxCalls.OPEN_CREATE);
            }
            kept.keep(answer);
            if (answer < 0) {
                throw refused("open", "open or create " + path + " for reading and writing", answer,
                        "name a file in a directory that exists and is yours to write");
            }
        }
    }

    /**
     * The path's own bytes: they need not be text in any encoding, and what Java shows for them
     * opens another file then.
     */
    private static MemorySegment bytesOf(Path path, Arena arena) {
        URI escaped = path.toAbsolutePath().toUri();
        String raw = escaped.getRawPath();
        byte[] bytes = new byte[raw.length() + 1];
        int length = 0;
        for (int at = 0; at < raw.length(); at++) {
            if (raw.charAt(at) == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, at + 1, at + 3, 16);
                at += 2;
            } else {
                bytes[length++] = (byte) raw.charAt(at);
            }
        }
        MemorySegment text = arena.allocate(length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, length);
        return text;
    }

    @Override
    public void close(int descriptor) {
        int answer = LinuxCalls.close(descriptor);
        if (answer < 0) {
            throw refused("close", "close descriptor " + descriptor, answer,
                    "close it once, and if it is an error of a disk, expect that what was written last is lost");
        }
    }

    @Override
    public long size(int descriptor) {
        long answer = LinuxCalls.size(descriptor);
        if (answer < 0) {
            throw refused("lseek", "tell the size of descriptor " + descriptor, (int) answer,
                    "use a descriptor of a regular file that is open");
        }
        return answer;
    }

    @Override
    public void resize(int descriptor, long byteSize) {
        resize(descriptor, byteSize, "descriptor " + descriptor);
    }

    void resize(int descriptor, long byteSize, String backing) {
        int answer = LinuxCalls.ftruncate(descriptor, byteSize);
        if (answer < 0) {
            throw refused("ftruncate", "make " + backing + " " + byteSize + " bytes long", answer,
                    "choose a regular file on a file system with that much room, or a smaller capacity");
        }
    }

    @Override
    public boolean makeRoom(int descriptor, long offset, long byteSize) {
        return makeRoom(descriptor, offset, byteSize, "descriptor " + descriptor);
    }

    boolean makeRoom(int descriptor, long offset, long byteSize, String backing) {
        int answer = LinuxCalls.fallocate(descriptor, 0, offset, byteSize);
        while (answer == -Errno.EINTR.number()) {
            answer = LinuxCalls.fallocate(descriptor, 0, offset, byteSize);
        }
        if (answer >= 0) {
            return true;
        }
        if (isCallRefused(answer) || answer == -Errno.EOPNOTSUPP.number()) {
            return false;
        }
        if (answer == -Errno.ENOSPC.number() || answer == -Errno.EDQUOT.number()) {
            throw new DiskFullException(backing, offset, byteSize, -answer, freeBytes(descriptor));
        }
        throw refused("fallocate", "make room for " + byteSize + " bytes at offset " + offset + " of " + backing,
                answer,
                "choose a regular file on a file system with that much room, or a smaller capacity");
    }

    private static long freeBytes(int descriptor) {
        try {
            return Files.getFileStore(Path.of(OWN_DESCRIPTORS + descriptor).toRealPath()).getUsableSpace();
        } catch (IOException unknown) {
            return -1;
        }
    }

    @Override
    public void punchHole(int descriptor, long offset, long byteSize) {
        int mode = LinuxCalls.FALLOC_FL_PUNCH_HOLE | LinuxCalls.FALLOC_FL_KEEP_SIZE;
        int answer = LinuxCalls.fallocate(descriptor, mode, offset, byteSize);
        if (answer < 0) {
            throw refused("fallocate", "punch a hole of " + byteSize + " bytes at offset " + offset + " of descriptor "
                    + descriptor, answer, "use a file system that can punch holes (ext4, xfs, btrfs, tmpfs)");
        }
    }

    @Override
    public long read(int descriptor, long offset, MemorySegment... parts) {
        return transfer(descriptor, offset, parts, false);
    }

    @Override
    public long write(int descriptor, long offset, MemorySegment... parts) {
        return transfer(descriptor, offset, parts, true);
    }

    /**
     * The system may take fewer bytes than asked: it is asked again for the rest until nothing is
     * left, or it has no more.
     */
    private static long transfer(int descriptor, long offset, MemorySegment[] parts, boolean writing) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(PART_SIZE * Math.min(parts.length, MOST_PARTS), Long.BYTES);
            long done = 0;
            long skip = 0;
            for (int first = 0; first < parts.length;) {
                if (skip == parts[first].byteSize()) {
                    first++;
                    skip = 0;
                    continue;
                }
                int count = fill(vector, parts, first, skip);
                long answer = writing
                        ? LinuxCalls.pwritev(descriptor, vector, count, offset + done, parts[first])
                        : LinuxCalls.preadv(descriptor, vector, count, offset + done, parts[first]);
                if (answer == 0) {
                    return done;
                }
                if (answer < 0 && answer != -Errno.EINTR.number()) {
                    throw refused(writing ? "pwritev" : "preadv", "transfer " + (parts.length - first)
                            + " segments at offset " + (offset + done) + " of descriptor " + descriptor, (int) answer,
                            writing ? "free disk space, or open the file for writing" : "open the file for reading");
                }
                done += Math.max(0, answer);
                skip += Math.max(0, answer);
                while (first < parts.length && skip >= parts[first].byteSize()) {
                    skip -= parts[first++].byteSize();
                }
            }
            return done;
        }
    }

    /**
     * Describes the parts from one on, less what of it was transferred before, as far as they live
     * as long as that one, which is kept during the call; answers how many.
     */
    private static int fill(MemorySegment vector, MemorySegment[] parts, int first, long skip) {
        int count = Math.min(parts.length - first, MOST_PARTS);
        for (int part = 0; part < count; part++) {
            MemorySegment each = part == 0 ? parts[first].asSlice(skip) : parts[first + part];
            if (!each.scope().equals(parts[first].scope())) {
                return part;
            }
            if (!each.isNative()) {
                throw new IllegalArgumentException(
                        "part " + (first + part) + " is a segment on the Java heap: the system"
                                + " transfers native memory alone");
            }
            vector.setAtIndex(JAVA_LONG, 2L * part, each.address());
            vector.setAtIndex(JAVA_LONG, 2L * part + 1, each.byteSize());
        }
        return count;
    }

    static OperatingSystemException refused(String call, String asked, int answer, String advice) {
        return new OperatingSystemException(call, asked, -answer, advice);
    }
}
