package dev.cleave.gpu.occupancy;

/**
 * What a block of a kernel needs.
 *
 * @param threads a block, 1 to 1024; the last warp need not be full
 * @param registers a thread, 0 to 255; 0 where they are no limit
 * @param staticShared shared memory that the kernel declares, in bytes
 * @param dynamicShared shared memory that the launch adds, in bytes
 */
public record Launch(int threads, int registers, int staticShared, int dynamicShared) {
    /** The most threads of a block. */
    public static final int MOST_THREADS = 1024;

    /** The most registers of a thread. */
    public static final int MOST_REGISTERS = 255;

    /**
     * Checks the ranges. Shared memory may be more than any card has: then no block fits.
     *
     * @throws IllegalArgumentException naming what is out of its range
     */
    public Launch {
        require(threads >= 1 && threads <= MOST_THREADS, "threads a block", threads, "1 to " + MOST_THREADS);
        require(registers >= 0 && registers <= MOST_REGISTERS, "registers a thread", registers,
                "0 to " + MOST_REGISTERS);
        require(staticShared >= 0, "bytes of static shared memory", staticShared, "0 or more");
        require(dynamicShared >= 0, "bytes of dynamic shared memory", dynamicShared, "0 or more");
    }

    private static void require(boolean holds, String what, int given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + given + " given, " + allowed + " allowed");
        }
    }

    /** Warps of a block; the last one counts as the others do, full or not. */
    public int warps() {
        return Math.ceilDiv(threads, Capability.WARP_THREADS);
    }

    /**
     * Registers that a card gives to each warp: rounded up to {@link
     * Capability#REGISTER_GRANULARITY}.
     */
    public int registersOfWarp() {
        int granularity = Capability.REGISTER_GRANULARITY;
        return Math.ceilDiv(registers * Capability.WARP_THREADS, granularity) * granularity;
    }

    /** Shared memory of a block, static and dynamic, in bytes. */
    public long sharedBytes() {
        return (long) staticShared + dynamicShared;
    }

    /** The same with other registers. */
    public Launch withRegisters(int others) {
        return new Launch(threads, others, staticShared, dynamicShared);
    }

    /** The same with other threads. */
    public Launch withThreads(int others) {
        return new Launch(others, registers, staticShared, dynamicShared);
    }

    /**
     * The same with so much shared memory in all. The dynamic part changes first.
     *
     * @param bytes 0 or more
     */
    public Launch withShared(int bytes) {
        int fixed = Math.min(staticShared, bytes);
        return new Launch(threads, registers, fixed, bytes - fixed);
    }
}
