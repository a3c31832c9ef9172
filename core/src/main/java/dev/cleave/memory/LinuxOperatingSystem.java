package dev.cleave.memory;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Linux on 64-bit x86 and Arm. What it maps is here; its files, pages, huge pages, address space
 * and processors are classes of their own.
 */
final class LinuxOperatingSystem implements OperatingSystem {
    /**
     * The numbers of {@code mbind}, which the C library has no function for, by {@code os.arch}.
     */
    private static final Map<String, Long> MBIND_NUMBERS = Map.of("amd64", 237L, "aarch64", 235L);

    private static @Nullable LinuxOperatingSystem instance;

    private final KernelText kernel;
    private final long pageSize;
    private final LinuxHugePages hugePages;
    private final LinuxFiles files = new LinuxFiles();
    private final LinuxPages pages;
    private final LinuxAddressSpace addressSpace;
    private final int nodes;

    /**
     * A port.
     *
     * @param kernel what the kernel says of itself, which tests make up
     */
    LinuxOperatingSystem(KernelText kernel) {
        this.kernel = kernel;
        pageSize = LinuxCalls.pageSize();
        hugePages = LinuxHugePages.of(kernel);
        pages = new LinuxPages(pageSize, files);
        addressSpace = new LinuxAddressSpace(kernel, pageSize);
        nodes = Math.max(1, KernelText.set(String.join("", kernel.lines("sys/devices/system/node/online"))).length());
    }

    /** Whether this machine is one that the constants of {@link LinuxCalls} are right for. */
    static boolean isSupported() {
        return System.getProperty("os.name", "").equals("Linux")
                && MBIND_NUMBERS.containsKey(System.getProperty("os.arch", ""));
    }

    /**
     * The one port, made when it is first asked for. Native access is looked at before any class
     * binds a call: one that fails while it is loaded says so once, and something else for ever
     * after.
     */
    static synchronized LinuxOperatingSystem instance() {
        LinuxOperatingSystem made = instance;
        if (made == null) {
            requireNativeAccess();
            made = new LinuxOperatingSystem(KernelText.own());
            instance = made;
        }
        return made;
    }

    private static void requireNativeAccess() {
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException denied) {
            Module module = LinuxOperatingSystem.class.getModule();
            throw new IllegalCallerException("this JVM denies native access to "
                    + (module.isNamed() ? "module " + module.getName() : "the unnamed module") + ": start it with"
                    + " --enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                    + ", or choose OperatingSystem.portable(), which commits all memory at opening and gives none back",
                    denied);
        }
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
        return hugePages.byteSize();
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
        return ContainerLimit.ofThisProcess(kernel);
    }

    @Override
    public OpenFiles files() {
        return files;
    }

    @Override
    public AddressSpace addressSpace() {
        return addressSpace;
    }

    @Override
    public PageControl pages() {
        return pages;
    }

    @Override
    public Optional<ProcessorNumbers> processorNumbers() {
        return Optional.of(LinuxProcessors.numbers(kernel));
    }

    @Override
    public Mapping map(MemorySource source, long byteSize, long byteAlignment) {
        AddressRange.requirePossible(byteSize);
        return switch (source) {
            case MemorySource.Anonymous() -> mapPrivate(byteSize, byteAlignment, source.toString());
            case MemorySource.TransparentHugePages() -> mapTransparent(byteSize, byteAlignment, source.toString());
            case MemorySource.ExplicitHugePages() -> mapExplicit(byteSize, byteAlignment);
            case MemorySource.Memfd(String name) -> mapMemfd(name, byteSize, byteAlignment);
            case MemorySource.MappedFile(Path path) -> mapFile(path, byteSize, byteAlignment);
        };
    }

    /**
     * Where the kernel backs all memory by huge pages, a mapping of whole ones is aligned to them
     * and says so.
     */
    private Mapping mapPrivate(long byteSize, long byteAlignment, String backing) {
        return mapPrivate(byteSize, byteAlignment, backing, UnaryOperator.identity());
    }

    /** The same, and what completes the mapping: where that fails, memory is given back. */
    private Mapping mapPrivate(long byteSize, long byteAlignment, String backing, UnaryOperator<Mapping> completion) {
        boolean huge = hugePages.everywhere() && byteSize >= hugePages.byteSize();
        long alignment = huge ? Math.max(byteAlignment, hugePages.byteSize()) : byteAlignment;
        int flags = LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE;
        return placePrivate(byteSize, alignment, pageSize, flags, backing,
                mapping -> completion.apply(huge ? mapping.as(hugePages.byteSize(), backing) : mapping));
    }

    private static Mapping placePrivate(long byteSize, long byteAlignment, long grain, int flags, String backing,
            UnaryOperator<Mapping> completion) {
        AddressRange range = new AddressRange();
        return keptOrGivenBack(range, LinuxOperatingSystem::nothing, () -> {
            long alignment = LinuxAddressSpace.place(range, byteSize, byteAlignment, grain, flags, backing);
            return completion.apply(new Mapping(range.address(), range.byteSize(), alignment, grain, grain, backing,
                    false, true, -1, range));
        });
    }

    private Mapping mapTransparent(long byteSize, long byteAlignment, String backing) {
        if (hugePages.byteSize() == 0) {
            return mapPrivate(byteSize, byteAlignment, "ordinary pages, as this kernel has no huge ones");
        }
        return mapPrivate(byteSize, Math.max(byteAlignment, hugePages.byteSize()), backing,
                mapping -> hugePages.askFor(mapping, byteSize, backing));
    }

    private Mapping mapExplicit(long byteSize, long byteAlignment) {
        long size = hugePages.byteSize();
        if (size == 0) {
            return mapPrivate(byteSize, byteAlignment, "ordinary pages, as this kernel has no huge ones");
        }
        int flags = LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_HUGETLB
                | Long.numberOfTrailingZeros(size) << LinuxCalls.MAP_HUGE_SHIFT;
        try {
            return placePrivate(byteSize, Math.max(byteAlignment, size), size, flags, "explicit huge pages",
                    UnaryOperator.identity());
        } catch (OperatingSystemException refused) {
            return mapTransparent(byteSize, byteAlignment, "transparent huge pages, as "
                    + ReservedHugePages.of(kernel).refusal(byteSize, refused.errorNumber()));
        }
    }

    private Mapping mapMemfd(String name, long byteSize, long byteAlignment) {
        AddressRange range = new AddressRange();
        return keptOrGivenBack(range, LinuxOperatingSystem::nothing, () -> {
            String backing = files.openInMemory(name, range);
            long bytes = AddressRange.roundUp(byteSize, pageSize);
            files.resize(range.descriptor(), bytes, backing);
            long grain = LinuxFiles.roomGrainInMemory(backing, pageSize);
            boolean huge = hugePages.inSharedMemory() && byteSize >= hugePages.byteSize();
            Mapping mapping =
                    placeShared(range, bytes, byteAlignment, backing, true, grain, LinuxOperatingSystem::nothing);
            return huge ? mapping.as(hugePages.byteSize(), backing) : mapping;
        });
    }

    private Mapping mapFile(Path path, long byteSize, long byteAlignment) {
        AddressRange range = new AddressRange();
        FileTrace trace = new FileTrace(path);
        return keptOrGivenBack(range, trace, () -> {
            String backing = "file " + path;
            files.open(path, range, trace);
            long present = files.size(range.descriptor());
            long bytes = AddressRange.roundUp(byteSize, pageSize);
            if (present < bytes) {
                trace.grows(present, bytes);
                files.resize(range.descriptor(), bytes, backing);
            }
            return placeShared(range, bytes, byteAlignment, backing, present == 0,
                    LinuxFiles.roomGrain(path, pageSize), trace);
        });
    }

    private Mapping placeShared(AddressRange range, long bytes, long byteAlignment, String backing, boolean zeroed,
            long roomGrain, Runnable trace) {
        long alignment = LinuxAddressSpace.place(range, bytes, byteAlignment, pageSize,
                LinuxCalls.MAP_SHARED | LinuxCalls.MAP_NORESERVE, backing);
        return new Mapping(range.address(), bytes, alignment, pageSize, pageSize, backing, true, zeroed,
                range.descriptor(), roomGrain, Optional.empty(), range, trace);
    }

    private static void nothing() {}

    /**
     * What was taken until an opening failed is given back, and what it left in the file system
     * taken back.
     */
    private static Mapping keptOrGivenBack(Runnable givingBack, Runnable takingBack, Supplier<Mapping> opening) {
        try {
            return opening.get();
        } catch (RuntimeException | Error failure) {
            FileTrace.afterFailure(failure, givingBack);
            FileTrace.afterFailure(failure, takingBack);
            throw failure;
        }
    }

    @Override
    public void drop(Mapping mapping, long offset, long byteSize) {
        pages.drop(mapping, offset, byteSize);
    }

    @Override
    public void prefault(Mapping mapping, long offset, long byteSize) {
        pages.prefault(mapping, offset, byteSize);
    }

    @Override
    public boolean makeRoom(Mapping mapping, long offset, long byteSize) {
        return pages.makeRoom(mapping, offset, byteSize);
    }

    @Override
    public void allowHugePages(Mapping mapping, long offset, long byteSize, boolean allowed) {
        hugePages.allow(mapping, offset, byteSize, allowed);
    }

    @Override
    public long residentBytes(Mapping mapping) {
        return pages.residentBytes(mapping);
    }

    @Override
    public Optional<String> bind(Mapping mapping, int node) {
        if (node < 0 || node >= nodes) {
            throw new IllegalArgumentException("NUMA node " + node + " is not one of this machine's " + nodes
                    + ": choose 0 to " + (nodes - 1));
        }
        long number = MBIND_NUMBERS.getOrDefault(System.getProperty("os.arch"), -1L);
        int answer = LinuxCalls.mbind(number, mapping.address(), mapping.byteSize(), node);
        if (LinuxFiles.isCallRefused(answer)) {
            return Optional.of("not bound to node " + node + " as mbind was refused with " + Errno.name(-answer));
        }
        if (answer < 0 && nodes > 1) {
            throw LinuxFiles.refused("mbind", "bind " + mapping.range(0, mapping.byteSize()) + " to node " + node,
                    answer,
                    "choose a node with memory that this process is allowed to use (see /proc/self/status)");
        }
        return Optional.empty();
    }
}
