package dev.cleave.memory;

/**
 * The system's reserve of huge pages as it stood when a mapping of them was refused, for a message
 * that says why.
 *
 * @param pageSize bytes of each
 * @param free pages that hold nothing
 * @param promised pages of the free ones that were promised to mappings which have not touched them
 *     yet
 * @param nodes the NUMA nodes that this process may use, as the kernel writes them
 */
record ReservedHugePages(long pageSize, long free, long promised, String nodes) {
    static ReservedHugePages of(KernelText kernel) {
        return new ReservedHugePages(kernel.memory("Hugepagesize") << 10, kernel.memory("HugePages_Free"),
                kernel.memory("HugePages_Rsvd"),
                kernel.value("proc/self/status", "Mems_allowed_list").orElse("unknown"));
    }

    /** Why a mapping of so many bytes was refused, after the word "as". */
    String refusal(long byteSize, int errorNumber) {
        long needed = AddressRange.roundUp(byteSize, pageSize) / pageSize;
        long usable = Math.max(0, free - promised);
        if (errorNumber != Errno.ENOMEM.number()) {
            return "explicit ones were refused with " + Errno.name(errorNumber) + " (" + Errno.meaning(errorNumber)
                    + ")";
        }
        if (usable < needed) {
            return "the reserve of explicit ones has " + usable + " usable of the " + needed + " needed (" + free
                    + " are free, " + promised
                    + " of them promised to other mappings; raise /proc/sys/vm/nr_hugepages by "
                    + (needed - usable) + ")";
        }
        return "the reserve of explicit ones has " + usable + " usable and " + needed
                + " are needed, but not enough of them"
                + " by this process: they lie on NUMA nodes other than those it may use (" + nodes
                + "), its control group has reached its limit of huge pages (hugetlb), or it its limit of address space"
                + " (ulimit -v)";
    }
}
