package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Linux's single pages: committed, dropped, counted, locked, written. */
final class LinuxPages implements PageControl {
    private static final String PAGE_MAP = "/proc/self/pagemap";
    private static final int PAGE_MAP_ENTRY = 8;

    /** Pages that are asked about together: an entry of the page map each is 512 KiB. */
    private static final long COUNTED_TOGETHER = 1L << 16;

    private static final int PREFAULT_STEP_SHIFT = 28;

    private final long pageSize;
    private final LinuxFiles files;

    LinuxPages(long pageSize, LinuxFiles files) {
        this.pageSize = pageSize;
        this.files = files;
    }

    /** See {@link OperatingSystem#drop}. */
    void drop(Mapping mapping, long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        int advice = mapping.shared() ? LinuxCalls.MADV_REMOVE : LinuxCalls.MADV_DONTNEED;
        int answer = LinuxCalls.madvise(mapping.address() + offset, byteSize, advice);
        if (answer < 0 && !(LinuxFiles.isCallRefused(answer) && dropOtherwise(mapping, offset, byteSize))) {
            throw refused("madvise", "drop " + mapping.range(offset, byteSize), answer,
                    mapping.shared()
                            ? "use a file system that can punch holes (ext4, xfs, btrfs, tmpfs)"
                            : "unlock the memory (mlock, mlockall) if it is locked");
        }
    }

    /**
     * What {@code madvise} would do, where it is refused as a call; answers whether it could be
     * done.
     */
    private boolean dropOtherwise(Mapping mapping, long offset, long byteSize) {
        if (mapping.shared()) {
            files.punchHole(mapping.descriptor(), offset, byteSize);
            return true;
        }
        if (mapping.dropSize() != pageSize || (offset | byteSize) % pageSize != 0) {
            return false;
        }
        return LinuxAddressSpace.mapZeroesOver(mapping.address() + offset, byteSize) >= 0;
    }

    /** See {@link OperatingSystem#prefault}. */
    void prefault(Mapping mapping, long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        makeRoom(mapping, offset, byteSize);
        long end = offset + byteSize;
        for (long at = offset; at < end; at += 1L << PREFAULT_STEP_SHIFT) {
            long bytes = Math.min(1L << PREFAULT_STEP_SHIFT, end - at);
            int answer = LinuxCalls.madvise(mapping.address() + at, bytes, LinuxCalls.MADV_POPULATE_WRITE);
            if (answer == -Errno.EINVAL.number() || LinuxFiles.isCallRefused(answer)) {
                PageToucher.touch(mapping, at, bytes);
            } else if (answer < 0) {
                throw refused("madvise", "commit " + mapping.range(at, bytes), answer,
                        "ask for a smaller capacity, or free memory (or disk, for a file) first");
            }
        }
    }

    /** See {@link OperatingSystem#makeRoom}. */
    boolean makeRoom(Mapping mapping, long offset, long byteSize) {
        mapping.requireWithin(offset, byteSize);
        return mapping.roomGrain() == 0
                || files.makeRoom(mapping.descriptor(), offset, byteSize, mapping.backing());
    }

    /** How many bytes of a mapping are in physical memory. */
    long residentBytes(Mapping mapping) {
        long step = COUNTED_TOGETHER * pageSize;
        long resident = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(Math.min(mapping.byteSize(), step) / pageSize);
            for (long at = 0; at < mapping.byteSize(); at += step) {
                long bytes = Math.min(step, mapping.byteSize() - at);
                residency(mapping.address() + at, bytes, pages.asSlice(0, bytes / pageSize));
                for (long page = 0; page < bytes / pageSize; page++) {
                    resident += pages.get(JAVA_BYTE, page);
                }
            }
        }
        return resident * pageSize;
    }

    @Override
    public void residency(long address, long byteSize, MemorySegment pages) {
        long count = byteSize / pageSize;
        Objects.checkFromIndexSize(0, count, pages.byteSize());
        int answer = LinuxCalls.mincore(address, byteSize, pages);
        if (LinuxFiles.isCallRefused(answer)) {
            residencyFromPageMap(address, count, pages);
            return;
        }
        if (answer < 0) {
            throw refused("mincore", "count the pages of " + range(address, byteSize), answer,
                    "ask for a range that is mapped");
        }
        for (long page = 0; page < count; page++) {
            pages.set(JAVA_BYTE, page, (byte) (pages.get(JAVA_BYTE, page) & 1));
        }
    }

    /**
     * The page map has an entry of eight bytes a page, of which the last bit says that it is in
     * memory.
     */
    private void residencyFromPageMap(long address, long count, MemorySegment pages) {
        try (RandomAccessFile map = new RandomAccessFile(PAGE_MAP, "r")) {
            map.seek(address / pageSize * PAGE_MAP_ENTRY);
            byte[] entries = new byte[(int) Math.min(count, COUNTED_TOGETHER) * PAGE_MAP_ENTRY];
            for (long first = 0; first < count; first += COUNTED_TOGETHER) {
                int some = (int) Math.min(COUNTED_TOGETHER, count - first);
                map.readFully(entries, 0, some * PAGE_MAP_ENTRY);
                for (int page = 0; page < some; page++) {
                    boolean present = entries[(page + 1) * PAGE_MAP_ENTRY - 1] < 0;
                    pages.set(JAVA_BYTE, first + page, (byte) (present ? 1 : 0));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + PAGE_MAP + ", and mincore is refused to this process",
                    unreadable);
        }
    }

    @Override
    public void lock(long address, long byteSize) {
        require(LinuxCalls.mlock(address, byteSize), "mlock", "lock", address, byteSize,
                "raise the limit of locked memory (ulimit -l), or lock less");
    }

    @Override
    public void unlock(long address, long byteSize) {
        require(LinuxCalls.munlock(address, byteSize), "munlock", "unlock", address, byteSize,
                "name a range that is mapped");
    }

    @Override
    public void write(long address, long byteSize) {
        require(LinuxCalls.msync(address, byteSize, LinuxCalls.MS_SYNC), "msync", "write", address, byteSize,
                "name a range that is mapped; on an error of its disk, expect that what was stored last is lost");
    }

    @Override
    public void inheritable(long address, long byteSize, boolean inherited) {
        int advice = inherited ? LinuxCalls.MADV_DOFORK : LinuxCalls.MADV_DONTFORK;
        require(LinuxCalls.madvise(address, byteSize, advice), "madvise",
                inherited ? "hand on to child processes" : "keep from child processes", address, byteSize,
                "name a range of whole pages that is mapped, and no device's");
    }

    private static void require(int answer, String call, String asked, long address, long byteSize, String advice) {
        if (answer < 0) {
            throw refused(call, asked + " " + range(address, byteSize), answer, advice);
        }
    }

    private static String range(long address, long byteSize) {
        return byteSize + " bytes at 0x" + Long.toHexString(address);
    }

    private static OperatingSystemException refused(String call, String asked, int answer, String advice) {
        return LinuxFiles.refused(call, asked, answer, advice);
    }
}
