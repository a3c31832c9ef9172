package dev.cleave.memory;

import java.util.Optional;

/**
 * What a region asks of the machine: the one port between Cleave and the operating system. Sizes
 * and addresses are in bytes; every method may be called by any thread; a call that the system
 * refuses throws {@link OperatingSystemException}, which names the call, the error number and what
 * to do.
 *
 * <p>{@link #current()} answers with Linux's own calls where there are any, else with what every
 * JDK offers; the latter throws {@link UnsupportedOperationException}, naming itself and what was
 * asked, for what needs those calls.
 *
 * <p>Other modules find more of the system in {@link #files()}, {@link #addressSpace()} and
 * {@link #pages()}, and bind what is missing there by {@link NativeCalls}.
 */
public interface OperatingSystem {
    /**
     * The best port for this machine: Linux's on 64-bit Linux, else {@link #portable()}.
     *
     * @throws IllegalCallerException where it would be Linux's and this module is denied native
     *     access: the portable port would commit all memory at opening and never give any back, so
     *     it is taken only where it is asked for by name
     */
    static OperatingSystem current() {
        return LinuxOperatingSystem.isSupported() ? LinuxOperatingSystem.instance() : portable();
    }

    /**
     * The port that needs nothing but the JDK, not even native access: memory is committed when it
     * is mapped and stays so until unmapped.
     */
    static OperatingSystem portable() {
        return PortableOperatingSystem.INSTANCE;
    }

    /** What this port calls itself in errors and reports. */
    String name();

    /** Bytes of an ordinary page. */
    long pageSize();

    /** Bytes of a huge page; 0 where there are none. */
    long hugePageSize();

    /**
     * Whether {@link #drop} works, so that free memory can be given back while a region stays open.
     */
    boolean canDrop();

    /**
     * Maps a range of address space of at least {@code byteSize} bytes, readable and writable. What
     * was taken for a mapping that fails in the end is given back.
     *
     * @param byteAlignment the alignment wished for, a power of two; the mapping says what it got
     */
    Mapping map(MemorySource source, long byteSize, long byteAlignment);

    /**
     * Gives the pages of a range back to the system; they read as zeroes afterwards. Aligned to the
     * mapping's pages.
     *
     * @throws IndexOutOfBoundsException where the range is not within the mapping
     */
    void drop(Mapping mapping, long offset, long byteSize);

    /**
     * Commits every page of a range now, without changing what it holds.
     *
     * @throws DiskFullException where a file's disk has no room for it
     */
    void prefault(Mapping mapping, long offset, long byteSize);

    /**
     * Makes room for a range of a mapped file on its disk, so that no store there meets a full one;
     * does nothing for memory without a file.
     *
     * @return whether there is room for sure
     * @throws DiskFullException where there is none
     */
    default boolean makeRoom(Mapping mapping, long offset, long byteSize) {
        return true;
    }

    /**
     * Lets the system back a range by transparent huge pages, or no longer: huge pages in it are
     * then divided. Only for mappings whose pages are larger than what can be dropped, and a
     * multiple of that size.
     */
    default void allowHugePages(Mapping mapping, long offset, long byteSize, boolean allowed) {
        throw PortableOperatingSystem.missing(name(), "advice on huge pages");
    }

    /** How many bytes of the mapping are in physical memory now. */
    long residentBytes(Mapping mapping);

    /**
     * Asks that pages committed from now on lie on the given NUMA node.
     *
     * @return nothing where they will; else, in words, why this process may not say where: memory
     *     is usable all the same
     */
    Optional<String> bind(Mapping mapping, int node);

    /** How many NUMA nodes the machine has; 1 where that is not known. */
    int nodes();

    /**
     * Bytes this process may use: the smaller of physical memory and the container's limit; 0 where
     * not known.
     */
    long memoryLimit();

    /**
     * Files by descriptor.
     *
     * @throws UnsupportedOperationException where the port has none
     */
    default OpenFiles files() {
        throw PortableOperatingSystem.missing(name(), "files by descriptor");
    }

    /**
     * Address space, page by page.
     *
     * @throws UnsupportedOperationException where the port has no say in it
     */
    default AddressSpace addressSpace() {
        throw PortableOperatingSystem.missing(name(), "mapping at an address");
    }

    /**
     * What the system does with single pages.
     *
     * @throws UnsupportedOperationException where the port has no say in it
     */
    default PageControl pages() {
        throw PortableOperatingSystem.missing(name(), "control of single pages");
    }

    /**
     * What tells the number of the processor that the caller runs on, or nothing where the system
     * does not say.
     */
    default Optional<ProcessorNumbers> processorNumbers() {
        return Optional.empty();
    }
}
