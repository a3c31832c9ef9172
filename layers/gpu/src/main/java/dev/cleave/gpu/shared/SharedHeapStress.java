package dev.cleave.gpu.shared;

import dev.cleave.gpu.opencl.KernelSource;
import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClKernel;
import dev.cleave.gpu.opencl.OpenClProgram;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Every work-item allocates, stamps, checks and frees blocks at random; a block has one word of
 * memory for each unit, and each of them carries its owner's stamp.
 *
 * @param heap in each work-group, or the one of all
 * @param groups work-groups, at least 1
 * @param groupItems work-items of each, at least 1
 * @param operations of each work-item, at least 1
 * @param mostUnits of a block, 1 to the heap's
 * @param seed of the sizes and the order
 */
public record SharedHeapStress(
        SharedHeap heap, int groups, int groupItems, int operations, int mostUnits, int seed) {
    private static final int FIGURES = 6;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming what is out of its range
     */
    public SharedHeapStress {
        require(groups >= 1, "work-groups", groups, "1 or more");
        require(groupItems >= 1, "work-items of a group", groupItems, "1 or more");
        require(operations >= 1, "operations", operations, "1 or more");
        require(mostUnits >= 1 && mostUnits <= heap.units(), "units of a block", mostUnits, "1 to " + heap.units());
        require((long) groups * groupItems * operations <= Integer.MAX_VALUE, "operations of all work-items",
                (long) groups * groupItems * operations, "at most " + Integer.MAX_VALUE);
    }

    private static void require(boolean holds, String what, long given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + given + " given, " + allowed + " allowed");
        }
    }

    /** Runs it with a heap in the local memory of each work-group, and waits. */
    public StressReport runLocal(OpenClContext context) {
        try (OpenClProgram program = compile(context, heap.options());
                OpenClBuffer report = report(context);
                OpenClKernel stress = program.kernel("stress")) {
            stress.buffer(0, report).localMemory(1, wordBytes()).integer(2, heap.units());
            return launch(context, stress, 3, report);
        }
    }

    /** Runs it with one heap of all work-groups in global memory, and waits. */
    public StressReport runShared(OpenClContext context) {
        String[] shared = {"-D CLEAVE_SPACE=global", "-D CLEAVE_SHARED_BY_ALL"};
        String[] options = Stream.of(heap.options(), shared).flatMap(Arrays::stream).toArray(String[]::new);
        try (OpenClProgram program = compile(context, options);
                OpenClBuffer report = report(context);
                OpenClBuffer words = context.buffer(wordBytes());
                OpenClKernel open = program.kernel("stress_open");
                OpenClKernel stress = program.kernel("stress");
                OpenClKernel close = program.kernel("stress_close")) {
            open.buffer(0, words).integer(1, heap.units()).launch(1, 1);
            StressReport found = launch(context, stress.buffer(0, report).buffer(1, words), 2, report);
            close.buffer(0, report).buffer(1, words).launch(1, 1);
            return new StressReport(found.operations(), found.allocated(), found.noRoom(), found.wrongStamps(),
                    found.wrongFrees(), figures(report)[FIGURES - 1], found.nanos());
        }
    }

    private long wordBytes() {
        return SharedHeap.heapBytes() + (long) heap.units() * Integer.BYTES;
    }

    private static OpenClProgram compile(OpenClContext context, String... options) {
        return context.compile(SharedHeap.source() + KernelSource.beside(SharedHeapStress.class, "stress.cl"), options);
    }

    private static OpenClBuffer report(OpenClContext context) {
        OpenClBuffer report = context.buffer(FIGURES * Integer.BYTES);
        report.fill(0, report.byteSize(), (byte) 0);
        return report;
    }

    private StressReport launch(OpenClContext context, OpenClKernel stress, int argument, OpenClBuffer report) {
        stress.integer(argument, operations).integer(argument + 1, mostUnits).integer(argument + 2, seed);
        context.finish();
        long begin = System.nanoTime();
        stress.launch((long) groups * groupItems, groupItems);
        context.finish();
        long nanos = System.nanoTime() - begin;
        long[] figures = figures(report);
        return new StressReport(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5], nanos);
    }

    private static long[] figures(OpenClBuffer report) {
        int[] words = new int[FIGURES];
        report.read(0, MemorySegment.ofArray(words));
        return Arrays.stream(words).mapToLong(Integer::toUnsignedLong).toArray();
    }
}
