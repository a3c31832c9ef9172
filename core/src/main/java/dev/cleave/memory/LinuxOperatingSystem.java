package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Linux on 64-bit x86 and Arm, through {@link LinuxCalls}. */
final class LinuxOperatingSystem implements OperatingSystem {
    /** The numbers of {@code mbind}, which the C library has no function for, by {@code os.arch}. */
    private static final Map<String, Long> MBIND_NUMBERS = Map.of("amd64", 237L, "aarch64", 235L);

    private static final Path NODES_ONLINE = Path.of("/sys/devices/system/node/online");
    private static final Path MEMORY_INFORMATION = Path.of("/proc/meminfo");
    private static final Path PAGES_MAPPED = Path.of("/proc/self/smaps");
    private static final long MINCORE_STEP = 1L << 30;
    private static final int PREFAULT_STEP_SHIFT = 28;

    private final long pageSize = LinuxCalls.pageSize();
    private final long hugePageSize = valueOf("Hugepagesize").orElse(0L) << 10;
    private final int nodes = countNodes();

    private LinuxOperatingSystem() {}

    /** Whether this machine is one that the constants of {@link LinuxCalls} are right for. */
    static boolean isSupported() {
        return System.getProperty("os.name", "").equals("Linux")
                && MBIND_NUMBERS.containsKey(System.getProperty("os.arch", ""));
    }

    static LinuxOperatingSystem instance() {
        return Holder.INSTANCE;
    }

    /** Loads the foreign calls only when they are asked for. */
    private static final class Holder {
        static final LinuxOperatingSystem INSTANCE = new LinuxOperatingSystem();
    }

    @Override
    public String name() {
        return "Linux";
    }

    @Override
    public long pageSize() {
        return pageSize;
    }

    @Override
    public long hugePageSize() {
        return hugePageSize;
    }

    @Override
    public boolean canDrop() {
        return true;
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public long memoryLimit() {
        long physical = valueOf("MemTotal").orElse(0L) << 10;
        return new ContainerLimit(Path.of("/")).orElse(physical);
    }

    @Override
    public Mapping map(MemorySource source, long byteSize, long byteAlignment) {
        return switch (source) {
            case MemorySource.Anonymous() -> mapPrivate(byteSize, byteAlignment, source.toString());
            case MemorySource.TransparentHugePages() -> mapTransparent(byteSize, byteAlignment, source.toString());
            case MemorySource.ExplicitHugePages() -> mapExplicit(byteSize, byteAlignment);
            case MemorySource.Memfd(String name) -> mapMemfd(name, byteSize, byteAlignment);
            case MemorySource.MappedFile(Path path) -> mapFile(path, byteSize, byteAlignment);
        };
    }

    private Mapping mapPrivate(long byteSize, long byteAlignment, String backing) {
        int flags = LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE;
        return place(byteSize, byteAlignment, pageSize, flags, -1, backing, true);
    }

    /** Only whole huge pages are advised: one that sticks out would commit more than the region has. */
    private Mapping mapTransparent(long byteSize, long byteAlignment, String backing) {
        if (hugePageSize == 0) {
            return mapPrivate(byteSize, byteAlignment, "ordinary pages, as this kernel has no huge ones");
        }
        Mapping mapping = mapPrivate(byteSize, Math.max(byteAlignment, hugePageSize), backing);
        long inWholePages = byteSize & -hugePageSize;
        int answer = LinuxCalls.madvise(mapping.address(), inWholePages, LinuxCalls.MADV_HUGEPAGE);
        if (answer == -Errno.EINVAL.number()) {
            return with(mapping, pageSize, "ordinary pages, as this kernel has no transparent huge ones");
        }
        if (answer < 0) {
            mapping.unmapping().run();
            throw refused("madvise", "use huge pages for " + range(mapping, 0, inWholePages), answer,
                    "use MemorySource.anonymous()");
        }
        return with(mapping, hugePageSize, backing);
    }

    private Mapping mapExplicit(long byteSize, long byteAlignment) {
        if (hugePageSize == 0) {
            return mapPrivate(byteSize, byteAlignment, "ordinary pages, as this kernel has no huge ones");
        }
        int flags = LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_HUGETLB
                | Long.numberOfTrailingZeros(hugePageSize) << LinuxCalls.MAP_HUGE_SHIFT;
        try {
            return place(byteSize, Math.max(byteAlignment, hugePageSize), hugePageSize, flags, -1,
                    "explicit huge pages", true);
        } catch (OperatingSystemException noReserve) {
            long free = valueOf("HugePages_Free").orElse(0L);
            return mapTransparent(byteSize, byteAlignment,
                    "transparent huge pages, as the reserve of explicit ones has "
                            + free + " free of the " + roundUp(byteSize, hugePageSize) / hugePageSize
                            + " needed (raise /proc/sys/vm/nr_hugepages)");
        }
    }

    private Mapping mapMemfd(String name, long byteSize, long byteAlignment) {
        int descriptor = LinuxCalls.memfdCreate(name);
        if (descriptor < 0) {
            throw refused("memfd_create", "create " + name, descriptor, "use MemorySource.anonymous()");
        }
        return mapDescriptor(descriptor, 0, byteSize, byteAlignment, "memfd " + name, true);
    }

    private Mapping mapFile(Path path, long byteSize, long byteAlignment) {
        int descriptor = LinuxCalls.open(path.toString());
        if (descriptor < 0) {
            throw refused("open", "open or create " + path + " for reading and writing", descriptor,
                    "name a file in a directory that exists and is yours to write");
        }
        long present = LinuxCalls.size(descriptor);
        return mapDescriptor(descriptor, present, byteSize, byteAlignment, "file " + path, false);
    }

    /** Maps an open object, which it makes large enough first; keeps the descriptor open only when told. */
    private Mapping mapDescriptor(
            int descriptor, long present, long byteSize, long byteAlignment, String backing, boolean keepOpen) {
        long bytes = roundUp(byteSize, pageSize);
        boolean mapped = false;
        try {
            int answer = present < bytes ? LinuxCalls.ftruncate(descriptor, bytes) : (int) Math.min(present, 0);
            if (answer < 0) {
                throw refused("ftruncate", "make " + backing + " " + bytes + " bytes long", answer,
                        "choose a regular file on a file system with that much room, or a smaller capacity");
            }
            Mapping mapping = place(bytes, byteAlignment, pageSize, LinuxCalls.MAP_SHARED | LinuxCalls.MAP_NORESERVE,
                    descriptor, backing, present == 0);
            mapped = true;
            if (!keepOpen) {
                LinuxCalls.close(descriptor);
                return mapping;
            }
            Runnable unmapping = () -> {
                mapping.unmapping().run();
                LinuxCalls.close(descriptor);
            };
            return new Mapping(mapping.address(), mapping.byteSize(), mapping.byteAlignment(), mapping.pageSize(),
                    mapping.dropSize(), backing, true, true, descriptor, unmapping);
        } finally {
            if (!mapped) {
                LinuxCalls.close(descriptor);
            }
        }
    }

    /**
     * Finds a range with the alignment by reserving more address space than needed, maps over it, and gives the rims
     * back. Where the address space has no room for the wished alignment, half of it is tried, down to one page.
     */
    private Mapping place(long byteSize, long byteAlignment, long grain, int flags, int descriptor, String backing,
            boolean zeroed) {
        long bytes = roundUp(byteSize, grain);
        for (long alignment = Math.max(byteAlignment, grain);; alignment >>>= 1) {
            long around = Math.addExact(bytes, alignment);
            int hold = LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE;
            long start = LinuxCalls.mmap(0, around, LinuxCalls.NO_ACCESS, hold, -1, 0);
            if (start < 0 && alignment > grain) {
                continue;
            }
            if (start < 0) {
                throw refused("mmap", "reserve " + around + " bytes of address space", (int) start,
                        "ask for a smaller capacity, or raise the limit of address space (ulimit -v)");
            }
            long address = roundUp(start, alignment);
            long answer = LinuxCalls.mmap(
                    address, bytes, LinuxCalls.READ_WRITE, flags | LinuxCalls.MAP_FIXED, descriptor, 0);
            if (answer < 0) {
                LinuxCalls.munmap(start, around);
                throw refused("mmap", "map " + bytes + " bytes of " + backing, (int) answer,
                        "ask for a smaller capacity, or allow more (vm.overcommit_memory, vm.nr_hugepages)");
            }
            unmapRim(start, address);
            unmapRim(address + bytes, start + around);
            return new Mapping(address, bytes, alignment, grain, grain, backing, descriptor >= 0, zeroed, -1,
                    () -> unmap(address, bytes));
        }
    }

    private static void unmapRim(long from, long to) {
        if (from < to) {
            unmap(from, to - from);
        }
    }

    private static void unmap(long address, long byteSize) {
        int answer = LinuxCalls.munmap(address, byteSize);
        if (answer < 0) {
            throw refused("munmap", "unmap " + byteSize + " bytes at 0x" + Long.toHexString(address), answer,
                    "raise vm.max_map_count if it is the number of mappings that ran out");
        }
    }

    private static Mapping with(Mapping mapping, long grain, String backing) {
        return new Mapping(mapping.address(), mapping.byteSize(), mapping.byteAlignment(), grain, mapping.dropSize(),
                backing, mapping.shared(), mapping.zeroed(), mapping.descriptor(), mapping.unmapping());
    }

    @Override
    public void drop(Mapping mapping, long offset, long byteSize) {
        int advice = mapping.shared() ? LinuxCalls.MADV_REMOVE : LinuxCalls.MADV_DONTNEED;
        int answer = LinuxCalls.madvise(mapping.address() + offset, byteSize, advice);
        if (answer < 0) {
            throw refused("madvise", "drop " + range(mapping, offset, byteSize), answer,
                    mapping.shared()
                            ? "use a file system that can punch holes (ext4, xfs, btrfs, tmpfs)"
                            : "unlock the memory (mlock, mlockall) if it is locked");
        }
    }

    @Override
    public void prefault(Mapping mapping, long offset, long byteSize) {
        long end = offset + byteSize;
        for (long at = offset; at < end; at += 1L << PREFAULT_STEP_SHIFT) {
            long bytes = Math.min(1L << PREFAULT_STEP_SHIFT, end - at);
            int answer = LinuxCalls.madvise(mapping.address() + at, bytes, LinuxCalls.MADV_POPULATE_WRITE);
            if (answer == -Errno.EINVAL.number()) {
                PageToucher.touch(mapping, at, bytes);
            } else if (answer < 0) {
                throw refused("madvise", "commit " + range(mapping, at, bytes), answer,
                        "ask for a smaller capacity, or free memory (or disk, for a file) first");
            }
        }
    }

    @Override
    public long residentBytes(Mapping mapping) {
        return mapping.pageSize() == pageSize || mapping.shared() ? residentByPage(mapping) : residentByMap(mapping);
    }

    /** {@code mincore} answers for pages that a shared object has in memory and for private ones alike. */
    private long residentByPage(Mapping mapping) {
        long resident = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(Math.min(mapping.byteSize(), MINCORE_STEP) / pageSize);
            for (long at = 0; at < mapping.byteSize(); at += MINCORE_STEP) {
                long bytes = Math.min(MINCORE_STEP, mapping.byteSize() - at);
                int answer = LinuxCalls.mincore(mapping.address() + at, bytes, pages);
                if (answer < 0) {
                    throw refused("mincore", "count the pages of " + range(mapping, at, bytes), answer,
                            "report this, with the kernel's version");
                }
                for (long page = 0; page < bytes / pageSize; page++) {
                    resident += pages.get(JAVA_BYTE, page) & 1;
                }
            }
        }
        return resident * pageSize;
    }

    /** Huge pages: what {@code /proc/self/smaps} counts in every mapping that lies within this one. */
    private long residentByMap(Mapping mapping) {
        Pattern head = Pattern.compile("^([0-9a-f]+)-([0-9a-f]+) ");
        Pattern count = Pattern.compile("^(?:Rss|Private_Hugetlb|Shared_Hugetlb): +(\\d+) kB");
        long resident = 0;
        boolean within = false;
        try {
            for (String line : Files.readAllLines(PAGES_MAPPED)) {
                Matcher start = head.matcher(line);
                if (start.find()) {
                    within = Long.parseUnsignedLong(start.group(1), 16) >= mapping.address()
                            && Long.parseUnsignedLong(start.group(2), 16) <= mapping.address() + mapping.byteSize();
                    continue;
                }
                Matcher counted = count.matcher(line);
                resident += within && counted.find() ? Long.parseLong(counted.group(1)) << 10 : 0;
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + PAGES_MAPPED, unreadable);
        }
        return resident;
    }

    @Override
    public void bind(Mapping mapping, int node) {
        if (node < 0 || node >= nodes) {
            throw new IllegalArgumentException("NUMA node " + node + " is not one of this machine's " + nodes
                    + ": choose 0 to " + (nodes - 1));
        }
        long number = MBIND_NUMBERS.getOrDefault(System.getProperty("os.arch"), -1L);
        int answer = LinuxCalls.mbind(number, mapping.address(), mapping.byteSize(), node);
        if (answer < 0 && nodes > 1) {
            throw refused("mbind", "bind " + range(mapping, 0, mapping.byteSize()) + " to node " + node, answer,
                    "choose a node with memory that this process is allowed to use (see /proc/self/status)");
        }
    }

    private static OperatingSystemException refused(String call, String asked, int answer, String advice) {
        return new OperatingSystemException(call, asked, -answer, advice);
    }

    private static String range(Mapping mapping, long offset, long byteSize) {
        return byteSize + " bytes at offset " + offset + " of " + mapping.backing();
    }

    static long roundUp(long value, long powerOfTwo) {
        return Math.addExact(value, powerOfTwo - 1) & -powerOfTwo;
    }

    /** The number that /proc/meminfo has beside a name. */
    private static Optional<Long> valueOf(String name) {
        try {
            Pattern pattern = Pattern.compile("^" + name + ": +(\\d+)");
            return Files.readAllLines(MEMORY_INFORMATION).stream()
                    .map(pattern::matcher)
                    .filter(Matcher::find)
                    .map(found -> Long.parseLong(found.group(1)))
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Nodes are numbered from 0; the list ends with the highest, as in {@code 0-3}. */
    private static int countNodes() {
        try {
            String[] numbers = Files.readString(NODES_ONLINE).strip().split("[-,]");
            return Integer.parseInt(numbers[numbers.length - 1]) + 1;
        } catch (IOException | NumberFormatException unknown) {
            return 1;
        }
    }
}
