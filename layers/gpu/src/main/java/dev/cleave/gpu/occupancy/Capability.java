package dev.cleave.gpu.occupancy;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A compute capability of CUDA cards: what a multiprocessor of that kind has.
 *
 * <p>Source: CUDA C++ Programming Guide, <em>Technical specifications per compute capability</em>.
 */
public enum Capability {
    /** Volta: V100. */
    V7_0("7.0", "V100", 2048, 96, 96, 0, 32, Granularity.VOLTA),
    /** Turing: T4, RTX 20. */
    V7_5("7.5", "T4", 1024, 64, 64, 0, 16, Granularity.VOLTA),
    /** Ampere: A100. */
    V8_0("8.0", "A100", 2048, 164, 163, 1, 32, Granularity.AMPERE),
    /** Ampere: A10, RTX 30. */
    V8_6("8.6", "A10", 1536, 100, 99, 1, 16, Granularity.AMPERE),
    /** Ada: L4, RTX 40. */
    V8_9("8.9", "L4", 1536, 100, 99, 1, 24, Granularity.AMPERE),
    /** Hopper: H100, H200. */
    V9_0("9.0", "H100", 2048, 228, 227, 1, 32, Granularity.AMPERE),
    /** Blackwell: B200. */
    V10_0("10.0", "B200", 2048, 228, 227, 1, 32, Granularity.AMPERE),
    /** Blackwell: RTX 50. */
    V12_0("12.0", "RTX 50", 1536, 100, 99, 1, 24, Granularity.AMPERE);

    /** Threads of a warp. */
    public static final int WARP_THREADS = 32;

    /** Registers of a multiprocessor, which are also the most that one block may have. */
    public static final int REGISTERS = 65_536;

    /** Parts of a multiprocessor with registers and warps of their own. */
    public static final int SUB_PARTITIONS = 4;

    /** Registers are given to a warp in multiples of this. */
    public static final int REGISTER_GRANULARITY = 256;

    private static final int KIB = 1024;

    private final String label;
    private final String card;
    private final int threads;
    private final int sharedKib;
    private final int sharedOfBlockKib;
    private final int reservedKib;
    private final int blocks;
    private final int sharedGranularity;

    Capability(
            String label, String card, int threads, int sharedKib, int sharedOfBlockKib, int reservedKib, int blocks,
            int sharedGranularity) {
        this.label = label;
        this.card = card;
        this.threads = threads;
        this.sharedKib = sharedKib;
        this.sharedOfBlockKib = sharedOfBlockKib;
        this.reservedKib = reservedKib;
        this.blocks = blocks;
        this.sharedGranularity = sharedGranularity;
    }

    /** What shared memory is given in multiples of, in bytes. */
    private static final class Granularity {
        static final int VOLTA = 256;
        static final int AMPERE = 128;
    }

    /**
     * The capability of a label.
     *
     * @param label as {@code 8.6}
     * @throws IllegalArgumentException for an unknown one; the message lists those that are known
     */
    public static Capability of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(label.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown compute capability '" + label
                        + "': expected one of " + labels()));
    }

    /** All labels, as messages list them. */
    public static String labels() {
        return Arrays.stream(values()).map(Capability::label).collect(Collectors.joining(", "));
    }

    /** Its label, as {@code 8.6}. */
    public String label() {
        return label;
    }

    /** A card that has it. */
    public String card() {
        return card;
    }

    /** The most resident warps of a multiprocessor. */
    public int warps() {
        return threads / WARP_THREADS;
    }

    /** The most resident blocks of a multiprocessor. */
    public int blocks() {
        return blocks;
    }

    /** Shared memory of a multiprocessor, in bytes. */
    public int sharedBytes() {
        return sharedKib * KIB;
    }

    /** The most shared memory that a block may ask for, static and dynamic, in bytes. */
    public int sharedBytesOfBlock() {
        return sharedOfBlockKib * KIB;
    }

    /** Shared memory that the system takes of each block beside what it asks for, in bytes. */
    public int reservedBytes() {
        return reservedKib * KIB;
    }

    /** What a block's shared memory is rounded up to a multiple of, in bytes. */
    public int sharedGranularity() {
        return sharedGranularity;
    }
}
