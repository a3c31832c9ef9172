package dev.cleave.memory;

/** Linux's address space. */
final class LinuxAddressSpace implements AddressSpace {
    private static final int NOTHING_YET =
            LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE;

    private static final String SMALLER = "ask for a smaller capacity, or raise the limit of address space (ulimit -v)";
    private static final String FEWER =
            "name ranges of whole pages that are yours; raise vm.max_map_count if the mappings ran out in number";

    /** What a kernel has unless told: for processes that may not see what theirs is set to. */
    private static final long USUAL_MAPPINGS = 65_530;

    private final KernelText kernel;
    private final long pageSize;

    LinuxAddressSpace(KernelText kernel, long pageSize) {
        this.kernel = kernel;
        this.pageSize = pageSize;
    }

    /**
     * Maps an aligned range: reserves more address space than needed, maps over it, and gives the
     * rims back. Where the address space has no room for the wished alignment, half of it is tried,
     * down to one page.
     *
     * @param range takes the address; its descriptor is mapped, or private memory where it has none
     * @param grain bytes of a page of the mapping
     * @return the alignment that was to be had
     */
    static long place(AddressRange range, long byteSize, long byteAlignment, long grain, int flags, String backing) {
        long bytes = AddressRange.roundUp(byteSize, grain);
        long alignment = reserveAround(range, bytes, Math.max(byteAlignment, grain), grain);
        long address = AddressRange.roundUp(range.address(), alignment);
        long answer = LinuxCalls.mmap(
                address, bytes, LinuxCalls.READ_WRITE, flags | LinuxCalls.MAP_FIXED, range.descriptor(), 0);
        if (answer < 0) {
            throw LinuxFiles.refused("mmap", "map " + bytes + " bytes of " + backing, (int) answer,
                    "ask for a smaller capacity, or allow more (vm.overcommit_memory, vm.nr_hugepages)");
        }
        range.trimTo(address, bytes);
        return alignment;
    }

    private static long reserveAround(AddressRange range, long bytes, long wished, long grain) {
        AddressRange.requirePossible(bytes);
        for (long alignment = Math.min(wished, AddressRange.LARGEST);; alignment >>>= 1) {
            int answer = range.reserve(bytes + alignment);
            if (answer >= 0) {
                return alignment;
            }
            if (alignment <= grain) {
                throw LinuxFiles.refused("mmap", "reserve " + (bytes + alignment) + " bytes of address space", answer,
                        SMALLER);
            }
        }
    }

    /** Private memory over a range: the address, or the negated error number. */
    static long mapZeroesOver(long address, long byteSize) {
        return LinuxCalls.mmap(address, byteSize, LinuxCalls.READ_WRITE, NOTHING_YET | LinuxCalls.MAP_FIXED, -1, 0);
    }

    @Override
    public long reserve(long byteSize, long byteAlignment) {
        if (Long.bitCount(byteAlignment) != 1 || byteAlignment < 1) {
            throw new IllegalArgumentException("alignment " + byteAlignment + " is not a power of two");
        }
        long alignment = Math.max(byteAlignment, pageSize);
        AddressRange.requirePossible(byteSize);
        AddressRange.requirePossible(alignment);
        long bytes = AddressRange.roundUp(byteSize, pageSize);
        AddressRange range = new AddressRange();
        int answer = range.reserve(bytes + alignment);
        if (answer < 0) {
            throw LinuxFiles.refused("mmap", "reserve " + (bytes + alignment) + " bytes", answer, SMALLER);
        }
        try {
            range.trimTo(AddressRange.roundUp(range.address(), alignment), bytes);
            return range.address();
        } catch (RuntimeException | Error refused) {
            FileTrace.afterFailure(refused, range);
            throw refused;
        }
    }

    @Override
    public void release(long address, long byteSize) {
        require(LinuxCalls.munmap(address, byteSize), "munmap", "release ", address, byteSize);
    }

    @Override
    public void vacate(long address, long byteSize) {
        require(LinuxCalls.mmap(address, byteSize, LinuxCalls.NO_ACCESS, NOTHING_YET | LinuxCalls.MAP_FIXED, -1, 0),
                "mmap", "vacate ", address, byteSize);
    }

    @Override
    public void mapFile(long address, long byteSize, int descriptor, long offset) {
        long answer = LinuxCalls.mmap(address, byteSize, LinuxCalls.READ_WRITE,
                LinuxCalls.MAP_SHARED | LinuxCalls.MAP_FIXED, descriptor, offset);
        if (answer < 0) {
            throw LinuxFiles.refused("mmap", "map offset " + offset + " of descriptor " + descriptor + " over "
                    + range(address, byteSize), (int) answer, FEWER);
        }
    }

    @Override
    public void mapZeroes(long address, long byteSize) {
        require(mapZeroesOver(address, byteSize), "mmap", "map zeroes over ", address, byteSize);
    }

    @Override
    public void move(long from, long byteSize, long to) {
        long answer = LinuxCalls.mremap(from, byteSize, to);
        if (answer < 0) {
            throw LinuxFiles.refused("mremap", "move " + range(from, byteSize) + " to 0x" + Long.toHexString(to),
                    (int) answer, FEWER);
        }
    }

    @Override
    public long mostMappings() {
        return kernel.lines("proc/sys/vm/max_map_count").stream()
                .mapToLong(line -> Long.parseLong(line.strip()))
                .findFirst()
                .orElse(USUAL_MAPPINGS);
    }

    /**
     * What a call that was made needs of the Java heap, it needs for a refusal alone: an error
     * after the call would say that it was not made.
     */
    private static void require(long answer, String call, String asked, long address, long byteSize) {
        if (answer < 0) {
            throw LinuxFiles.refused(call, asked + range(address, byteSize), (int) answer, FEWER);
        }
    }

    private static String range(long address, long byteSize) {
        return byteSize + " bytes at 0x" + Long.toHexString(address);
    }
}
