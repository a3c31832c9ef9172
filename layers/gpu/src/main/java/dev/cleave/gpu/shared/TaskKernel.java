package dev.cleave.gpu.shared;

import dev.cleave.gpu.opencl.KernelSource;
import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevice;
import dev.cleave.gpu.opencl.OpenClKernel;
import dev.cleave.gpu.opencl.OpenClProgram;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Runs many small tasks of unlike needs of shared memory, in one persistent kernel or in a launch
 * each. Each task fills its memory, changes all of it in every round, and adds it up; the sums are
 * checked.
 *
 * @param teams of a work-group, 1 to 64: the most tasks resident in it
 * @param teamItems work-items of a team, 1 to 64; best the {@linkplain
 *     OpenClKernel#preferredMultiple() warp} of the card
 * @param groups work-groups that stay; best one for each {@linkplain OpenClDevice#computeUnits()
 *     compute unit}
 * @param arenaBytes of shared memory that the tasks of a group share, a multiple of the unit
 * @param unitBytes a multiple of 4
 */
public record TaskKernel(int teams, int teamItems, int groups, int arenaBytes, int unitBytes) {
    private static final int MOST_TASKS = 100_000;
    private static final int FIGURES = 5;
    private static final int WORDS_BESIDE = FIGURES + 2;
    private static final int WORDS_OF_TEAM = 3;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming what is out of its range
     */
    public TaskKernel {
        require(teams >= 1 && teams <= 64, "teams", teams, "1 to 64");
        require(teamItems >= 1 && teamItems <= 64, "work-items of a team", teamItems, "1 to 64");
        require(groups >= 1, "work-groups", groups, "1 or more");
        require(unitBytes >= Integer.BYTES && unitBytes % Integer.BYTES == 0, "bytes of a unit", unitBytes,
                "a multiple of " + Integer.BYTES);
        require(arenaBytes >= unitBytes && arenaBytes % unitBytes == 0
                && arenaBytes / unitBytes <= SharedHeap.MOST_UNITS, "bytes of the arena", arenaBytes,
                "1 to " + SharedHeap.MOST_UNITS + " units of " + unitBytes);
    }

    private static void require(boolean holds, String what, long given, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + given + " given, " + allowed + " allowed");
        }
    }

    private int units() {
        return arenaBytes / unitBytes;
    }

    /**
     * Local memory that a work-group takes: the arena, the heap, and the teams' tasks, in bytes.
     */
    public int localBytes() {
        return arenaBytes + SharedHeap.heapBytes() + (WORDS_OF_TEAM * teams + WORDS_BESIDE) * Integer.BYTES;
    }

    /**
     * Runs all tasks in one persistent kernel, and waits.
     *
     * @param tasks 1 to 100,000; they start in this order
     * @throws IllegalArgumentException where there are too many, or one is larger than the arena or
     *     than what the policy has for it
     * @throws dev.cleave.gpu.opencl.OpenClException where the device refuses
     */
    public TaskReport run(OpenClContext context, MemoryPolicy policy, List<SharedTask> tasks) {
        requireRoom(policy, tasks);
        int[] slots = policy.slots(tasks, unitBytes, units());
        String options = "-cl-std=CL1.2 -D CLEAVE_TEAM=" + teamItems + " -D CLEAVE_TEAMS=" + teams
                + " -D CLEAVE_UNIT_BYTES=" + unitBytes + " -D CLEAVE_CLASSES=" + MemoryPolicy.CLASSES;
        try (OpenClProgram program = context.compile(source(), options, policy.option());
                OpenClKernel kernel = program.kernel("tasks");
                OpenClBuffer classes = filled(context, slots);
                OpenClBuffer needs = filled(context, needs(tasks));
                OpenClBuffer queue = filled(context, new int[1]);
                OpenClBuffer sums = filled(context, new int[tasks.size()]);
                OpenClBuffer report = filled(context, new int[FIGURES])) {
            kernel.buffer(0, classes).buffer(1, needs).integer(2, tasks.size()).buffer(3, queue).buffer(4, sums)
                    .buffer(5, report).localMemory(6, localBytes()).integer(7, units());
            context.finish();
            long begin = System.nanoTime();
            kernel.launch((long) groups * teams * teamItems, (long) teams * teamItems);
            context.finish();
            long nanos = System.nanoTime() - begin;
            return report(tasks, read(report, FIGURES), read(sums, tasks.size()), nanos);
        }
    }

    /**
     * Runs each task in a launch of its own, one after another, and waits.
     *
     * @throws IllegalArgumentException as {@link #run}
     * @throws dev.cleave.gpu.opencl.OpenClException where the device refuses
     */
    public TaskReport runOneLaunchEach(OpenClContext context, List<SharedTask> tasks) {
        requireRoom(MemoryPolicy.EXACT_FIT, tasks);
        try (OpenClProgram program = context.compile(source(), "-cl-std=CL1.2 -D CLEAVE_TEAM=" + teamItems,
                "-D CLEAVE_TEAMS=" + teams, "-D CLEAVE_UNIT_BYTES=" + unitBytes,
                "-D CLEAVE_CLASSES=" + MemoryPolicy.CLASSES);
                OpenClKernel kernel = program.kernel("one_task");
                OpenClBuffer sums = filled(context, new int[tasks.size()])) {
            context.finish();
            long begin = System.nanoTime();
            for (int each = 0; each < tasks.size(); each++) {
                SharedTask task = tasks.get(each);
                int bytes = task.units(unitBytes) * unitBytes;
                kernel.integer(0, each).integer(1, bytes / Integer.BYTES).integer(2, task.rounds()).buffer(3, sums)
                        .localMemory(4, bytes);
                kernel.launch(teamItems, teamItems);
            }
            context.finish();
            long nanos = System.nanoTime() - begin;
            return new TaskReport(tasks.size(), 0, 1, 0, 1, wrong(tasks, read(sums, tasks.size())), 0, nanos);
        }
    }

    private static String source() {
        return SharedHeap.source() + KernelSource.beside(TaskKernel.class, "tasks.cl");
    }

    private void requireRoom(MemoryPolicy policy, List<SharedTask> tasks) {
        require(!tasks.isEmpty() && tasks.size() <= MOST_TASKS, "tasks", tasks.size(), "1 to " + MOST_TASKS);
        boolean exact = policy == MemoryPolicy.EXACT_FIT;
        for (SharedTask task : tasks) {
            int taken = task.units(unitBytes);
            int room = exact ? taken : 1 << MemoryPolicy.sizeClass(taken);
            require(taken <= units() && room <= units(), "bytes of a task", task.bytes(),
                    "1 to " + (exact ? arenaBytes : Integer.highestOneBit(units()) * unitBytes) + " with "
                            + policy.label());
        }
    }

    private int[] needs(List<SharedTask> tasks) {
        int[] needs = new int[2 * tasks.size()];
        for (int each = 0; each < tasks.size(); each++) {
            needs[2 * each] = tasks.get(each).units(unitBytes);
            needs[2 * each + 1] = tasks.get(each).rounds();
        }
        return needs;
    }

    private static OpenClBuffer filled(OpenClContext context, int[] values) {
        OpenClBuffer buffer = context.buffer((long) values.length * Integer.BYTES);
        buffer.write(0, MemorySegment.ofArray(values));
        return buffer;
    }

    private static int[] read(OpenClBuffer buffer, int count) {
        int[] values = new int[count];
        buffer.read(0, MemorySegment.ofArray(values));
        return values;
    }

    private TaskReport report(List<SharedTask> tasks, int[] words, int[] sums, long nanos) {
        long[] figures = Arrays.stream(words).mapToLong(Integer::toUnsignedLong).toArray();
        double rounds = figures[0];
        return new TaskReport(tasks.size(), figures[0], figures[1] / rounds, figures[2],
                figures[3] / rounds / units(), wrong(tasks, sums), figures[4], nanos);
    }

    private int wrong(List<SharedTask> tasks, int[] sums) {
        int wrong = 0;
        for (int each = 0; each < sums.length; each++) {
            SharedTask task = tasks.get(each);
            if (sums[each] != task.sum(each, task.units(unitBytes) * unitBytes / Integer.BYTES)) {
                wrong++;
            }
        }
        return wrong;
    }
}
