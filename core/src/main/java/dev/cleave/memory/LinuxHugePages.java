package dev.cleave.memory;

/**
 * How Linux backs memory by huge pages: from its reserve when asked, or transparently, where it was
 * set to.
 *
 * @param byteSize bytes of a huge page; 0 where there are none
 * @param everywhere whether the kernel backs private memory by them although nobody advised it to
 * @param inSharedMemory the same of memfds
 */
record LinuxHugePages(long byteSize, boolean everywhere, boolean inSharedMemory) {
    private static final String SETTINGS = "sys/kernel/mm/transparent_hugepage/";

    static LinuxHugePages of(KernelText kernel) {
        long kibibytes = kernel.memory("Hugepagesize");
        String all = kernel.chosen(SETTINGS + "enabled");
        String ofThisSize = kernel.chosen(SETTINGS + "hugepages-" + kibibytes + "kB/enabled");
        boolean everywhere = ofThisSize.equals("always")
                || all.equals("always") && (ofThisSize.isEmpty() || ofThisSize.equals("inherit"));
        String shared = kernel.chosen(SETTINGS + "shmem_enabled");
        boolean inSharedMemory = shared.equals("always") || shared.equals("within_size") || shared.equals("force");
        return new LinuxHugePages(kibibytes << 10, kibibytes > 0 && everywhere, kibibytes > 0 && inSharedMemory);
    }

    /**
     * Asks for transparent huge pages in as much of a mapping as is whole ones: one that sticks out
     * would commit more than the region has.
     *
     * @return the mapping in huge pages, or in ordinary ones where the kernel has no others or this
     *     process no say
     */
    Mapping askFor(Mapping mapping, long wantedBytes, String backing) {
        long inWholePages = wantedBytes & -byteSize;
        int answer = LinuxCalls.madvise(mapping.address(), inWholePages, LinuxCalls.MADV_HUGEPAGE);
        if (answer >= 0) {
            return mapping.as(byteSize, backing);
        }
        if (answer == -Errno.EINVAL.number()) {
            return ordinary(mapping, "as this kernel has no transparent huge ones");
        }
        if (LinuxFiles.isCallRefused(answer)) {
            return ordinary(mapping, "as madvise was refused with " + Errno.name(-answer));
        }
        throw LinuxFiles.refused("madvise", "use huge pages for " + mapping.range(0, inWholePages), answer,
                "use MemorySource.anonymous()");
    }

    private static Mapping ordinary(Mapping mapping, String reason) {
        return mapping.as(mapping.dropSize(), "ordinary pages, " + reason);
    }

    /** See {@link OperatingSystem#allowHugePages}. */
    void allow(Mapping mapping, long offset, long bytes, boolean allowed) {
        mapping.requireWithin(offset, bytes);
        int advice = allowed ? LinuxCalls.MADV_HUGEPAGE : LinuxCalls.MADV_NOHUGEPAGE;
        int answer = LinuxCalls.madvise(mapping.address() + offset, bytes, advice);
        if (answer < 0) {
            throw LinuxFiles.refused("madvise", (allowed ? "allow" : "end") + " huge pages in "
                    + mapping.range(offset, bytes), answer,
                    "raise vm.max_map_count if it is the number of mappings that ran out");
        }
    }
}
