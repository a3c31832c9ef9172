package dev.cleave.memory;

/**
 * What a region asks of the machine: the one port between Cleave and the operating system. Sizes and addresses are
 * in bytes; every method may be called by any thread; a call that the system refuses throws
 * {@link OperatingSystemException}, which names the call, the error number and what to do.
 *
 * <p>{@link #current()} answers with Linux's own calls where there are any, else with what every JDK offers; the latter
 * throws {@link UnsupportedOperationException}, naming itself and what was asked, for what needs those calls.
 */
public interface OperatingSystem {
    /** The best port for this machine: Linux's on 64-bit Linux, else {@link #portable()}. */
    static OperatingSystem current() {
        return LinuxOperatingSystem.isSupported() ? LinuxOperatingSystem.instance() : portable();
    }

    /** The port that needs nothing but the JDK: memory is committed when it is mapped and stays so until unmapped. */
    static OperatingSystem portable() {
        return PortableOperatingSystem.INSTANCE;
    }

    /** What this port calls itself in errors and reports. */
    String name();

    /** Bytes of an ordinary page. */
    long pageSize();

    /** Bytes of a huge page; 0 where there are none. */
    long hugePageSize();

    /** Whether {@link #drop} works, so that free memory can be given back while a region stays open. */
    boolean canDrop();

    /**
     * Maps a range of address space of at least {@code byteSize} bytes, readable and writable.
     *
     * @param byteAlignment the alignment wished for, a power of two; the mapping says what it got
     */
    Mapping map(MemorySource source, long byteSize, long byteAlignment);

    /** Gives the pages of a range back to the system; they read as zeroes afterwards. Aligned to the mapping's pages. */
    void drop(Mapping mapping, long offset, long byteSize);

    /** Commits every page of a range now, without changing what it holds. */
    void prefault(Mapping mapping, long offset, long byteSize);

    /** How many bytes of the mapping are in physical memory now. */
    long residentBytes(Mapping mapping);

    /** Asks that pages committed from now on lie on the given NUMA node. */
    void bind(Mapping mapping, int node);

    /** How many NUMA nodes the machine has; 1 where that is not known. */
    int nodes();

    /** Bytes this process may use: the smaller of physical memory and the container's limit; 0 where not known. */
    long memoryLimit();
}
