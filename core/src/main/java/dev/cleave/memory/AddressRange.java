package dev.cleave.memory;

/**
 * A range of address space, and the open file that lies behind it, from before they are taken until
 * they are given back: whoever takes them makes this first, so that an error in between loses
 * neither. One thread takes; {@link #run} may be called by any thread afterwards, and gives back
 * once.
 */
final class AddressRange implements Runnable {
    /** No machine has more address space; sums of a few of these do not overflow. */
    static final long LARGEST = 1L << 56;

    private long address;
    private long byteSize;
    private int descriptor = -1;

    /**
     * Looks that so many bytes are within what any machine has.
     *
     * @throws OperatingSystemException where they are not: the refusal that the kernel would answer
     *     with
     */
    static void requirePossible(long byteSize) {
        if (byteSize > LARGEST) {
            throw new OperatingSystemException("mmap", "reserve " + byteSize + " bytes of address space",
                    Errno.ENOMEM.number(), "no machine has so much: ask for a smaller capacity");
        }
    }

    /** The smallest multiple of the power of two that is not less. */
    static long roundUp(long value, long powerOfTwo) {
        return Math.addExact(value, powerOfTwo - 1) & -powerOfTwo;
    }

    /** Keeps an open file. */
    void keep(int newDescriptor) {
        descriptor = newDescriptor;
    }

    int descriptor() {
        return descriptor;
    }

    long address() {
        return address;
    }

    long byteSize() {
        return byteSize;
    }

    /**
     * Reserves a range that nobody can read or write.
     *
     * @return 0, or the negated error number
     */
    int reserve(long bytes) {
        long answer = LinuxCalls.mmap(0, bytes, LinuxCalls.NO_ACCESS,
                LinuxCalls.MAP_PRIVATE | LinuxCalls.MAP_ANONYMOUS | LinuxCalls.MAP_NORESERVE, -1, 0);
        if (answer < 0) {
            return (int) answer;
        }
        address = answer;
        byteSize = bytes;
        return 0;
    }

    /** Cuts the range down to a part of it and gives the rims back to the system. */
    void trimTo(long newAddress, long bytes) {
        long end = address + byteSize;
        if (address < newAddress) {
            unmap(address, newAddress - address);
            byteSize = end - newAddress;
            address = newAddress;
        }
        if (newAddress + bytes < end) {
            unmap(newAddress + bytes, end - newAddress - bytes);
            byteSize = bytes;
        }
    }

    private static void unmap(long from, long bytes) {
        int answer = LinuxCalls.munmap(from, bytes);
        if (answer < 0) {
            throw new OperatingSystemException("munmap", "unmap " + bytes + " bytes at 0x" + Long.toHexString(from),
                    -answer, "raise vm.max_map_count if it is the number of mappings that ran out");
        }
    }

    /** Unmaps and closes what was taken. Where the system refuses to unmap, it may be run again. */
    @Override
    public synchronized void run() {
        if (byteSize > 0) {
            unmap(address, byteSize);
            byteSize = 0;
        }
        if (descriptor >= 0) {
            int closing = descriptor;
            descriptor = -1;
            LinuxCalls.closeUnasked(closing);
        }
    }
}
