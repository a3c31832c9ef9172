package dev.cleave.gpu.shared;

import dev.cleave.gpu.opencl.KernelSource;

/**
 * A buddy allocator that the work-items of a work-group share, in local memory.
 *
 * <p>Put {@link #source()} before the source of a kernel, and compile both with {@link #options()}.
 * The kernel opens the heap, passes a barrier, and then any work-item allocates and frees at any
 * time; what it has is the number of its first unit.
 *
 * {@snippet lang=c :
 * kernel void work(local uint *words, uint units) {
 *     cleave_open(words, units, get_local_id(0), get_local_size(0));
 *     barrier(CLK_LOCAL_MEM_FENCE);
 *     uint block = cleave_allocate(words, 5);
 *     if (block != CLEAVE_NONE) {
 *         cleave_free(words, block);
 *     }
 * }
 * }
 *
 * <p>Give the words to the kernel as an argument of local memory of {@link #heapBytes()} bytes. A
 * free of what is no live block is refused, counted in the heap and answered with 0. A second free
 * of a block is seen unless another block begins at the same unit by then.
 *
 * <p>Lock-free: all calls are bounded. Allocating costs a step for each free run before the one
 * that fits; freeing a step for each 32 units of the block.
 *
 * @param units of memory, 1 to {@link #MOST_UNITS}
 * @param fit how many units a block takes
 */
public record SharedHeap(int units, Fit fit) {
    /** The most units of a heap. */
    public static final int MOST_UNITS = 1024;

    private static final int HEAP_WORDS = 102;

    /** How many units a block takes. */
    public enum Fit {
        /** The next power of two, at a multiple of itself. */
        POWER_OF_TWO,
        /** As many as were asked for, at any unit. */
        EXACT
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException where the units are out of it
     */
    public SharedHeap {
        if (units < 1 || units > MOST_UNITS) {
            throw new IllegalArgumentException("a shared heap of " + units + " units: must be 1 to " + MOST_UNITS);
        }
    }

    /** Local memory for the heap itself, beside the units, in bytes. */
    public static int heapBytes() {
        return HEAP_WORDS * Integer.BYTES;
    }

    /** The allocator in OpenCL C 1.2. */
    public static String source() {
        return KernelSource.beside(SharedHeap.class, "buddy.cl");
    }

    /** The compiler's options, for a heap in local memory. */
    public String[] options() {
        String standard = "-cl-std=CL1.2";
        return fit == Fit.EXACT ? new String[] {standard, "-D CLEAVE_EXACT"} : new String[] {standard};
    }
}
