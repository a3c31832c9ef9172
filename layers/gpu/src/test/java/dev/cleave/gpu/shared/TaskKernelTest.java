package dev.cleave.gpu.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.gpu.opencl.NeedsOpenCl;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskKernelTest {
    private static final long SEED = 20261129;
    private static final TaskKernel KERNEL = new TaskKernel(16, 4, 2, 12 << 10, 64);

    private static List<SharedTask> mixed(int count) {
        int[] sizes = {288, 1024, 1296, 2176, 4224};
        Random random = new Random(SEED);
        List<SharedTask> tasks = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            tasks.add(new SharedTask(sizes[random.nextInt(sizes.length)], 1 + random.nextInt(6)));
        }
        return tasks;
    }

    @ParameterizedTest
    @EnumSource
    @NeedsOpenCl
    void everyTaskRunsOnceInMemoryOfItsOwn(MemoryPolicy policy) {
        List<SharedTask> tasks = mixed(400);
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            TaskReport report = KERNEL.run(context, policy, tasks);
            assertThat(report.wrongSums()).as("seed " + SEED + ": " + report).isZero();
            assertThat(report.refusedFrees()).isZero();
            assertThat(report.tasks()).isEqualTo(400);
            assertThat(report.share()).isBetween(0.1, 1.0);
            int work = tasks.stream().mapToInt(SharedTask::rounds).sum();
            assertThat(report.resident() * report.rounds()).isEqualTo(work, within(0.01));
            assertThat(context.openCount()).isZero();
        }
    }

    @Test
    @NeedsOpenCl
    void theBuddyHasMoreTasksResidentThanStaticSlots() {
        List<SharedTask> tasks = mixed(800);
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            double exact = KERNEL.run(context, MemoryPolicy.EXACT_FIT, tasks).resident();
            double classes = KERNEL.run(context, MemoryPolicy.STATIC_CLASSES, tasks).resident();
            double slots = KERNEL.run(context, MemoryPolicy.STATIC_SLOTS, tasks).resident();
            assertThat(exact).isGreaterThan(1.3 * classes);
            assertThat(classes).isGreaterThan(slots);
        }
    }

    @Test
    @NeedsOpenCl
    void aLaunchEachComesToTheSameSums() {
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            TaskReport report = KERNEL.runOneLaunchEach(context, mixed(100));
            assertThat(report.wrongSums()).isZero();
            assertThat(report.resident()).isEqualTo(1);
        }
    }

    @Test
    @NeedsOpenCl
    void tasksThatNeverFitAreRefusedBeforeTheyStart() {
        try (OpenClContext context = OpenClContext.open(OpenClDevices.choose("any"))) {
            List<SharedTask> large = List.of(new SharedTask(9 << 10, 1));
            assertThat(KERNEL.run(context, MemoryPolicy.EXACT_FIT, large).wrongSums()).isZero();
            assertThatThrownBy(() -> KERNEL.run(context, MemoryPolicy.BUDDY, large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("bytes of a task: 9216 given, 1 to 8192 with buddy allowed");
            assertThatThrownBy(() -> KERNEL.run(context, MemoryPolicy.EXACT_FIT, List.of(new SharedTask(12 << 11, 1))))
                    .hasMessageContaining("bytes of a task: 24576 given, 1 to 12288 with exact-fit allowed");
            assertThatThrownBy(() -> KERNEL.run(context, MemoryPolicy.BUDDY, List.of()))
                    .hasMessage("tasks: 0 given, 1 to 100000 allowed");
            TaskKernel tooLarge =
                    new TaskKernel(16, 4, 2, (int) (context.device().localMemoryBytes() / 1024 * 1024), 4096);
            assertThatThrownBy(() -> tooLarge.run(context, MemoryPolicy.BUDDY, mixed(1)))
                    .hasMessageContaining("bytes of local memory");
            assertThat(context.openCount()).isZero();
        }
    }

    @Test
    void shapesOutOfTheirRangeAreRefused() {
        assertThatThrownBy(() -> new TaskKernel(65, 4, 1, 1024, 64)).hasMessage("teams: 65 given, 1 to 64 allowed");
        assertThatThrownBy(() -> new TaskKernel(1, 0, 1, 1024, 64)).hasMessageStartingWith("work-items of a team: 0");
        assertThatThrownBy(() -> new TaskKernel(1, 1, 0, 1024, 64)).hasMessageStartingWith("work-groups: 0");
        assertThatThrownBy(() -> new TaskKernel(1, 1, 1, 1024, 6)).hasMessageStartingWith("bytes of a unit: 6");
        assertThatThrownBy(() -> new TaskKernel(1, 1, 1, 1025 * 64, 64))
                .hasMessage("bytes of the arena: 65600 given, 1 to 1024 units of 64 allowed");
        assertThatThrownBy(() -> new SharedTask(0, 1)).hasMessageContaining("0 bytes");
    }

    @Test
    void staticClassesAreSharedOutByTheLoad() {
        List<SharedTask> tasks = new ArrayList<>(Collections.nCopies(30, new SharedTask(64, 1)));
        tasks.addAll(Collections.nCopies(10, new SharedTask(200, 1)));
        // 40 units: three times as many of one unit as of four.
        int[] slots = MemoryPolicy.STATIC_CLASSES.slots(tasks, 64, 40);
        assertThat(slots).startsWith(16, 0, 6).endsWith(0, 0);
        assertThat(MemoryPolicy.STATIC_SLOTS.slots(tasks, 64, 40)).startsWith(0, 0, 10, 0);
        assertThat(MemoryPolicy.BUDDY.slots(tasks, 64, 40)).containsOnly(0);
        assertThat(MemoryPolicy.sizeClass(1)).isZero();
        assertThat(MemoryPolicy.sizeClass(5)).isEqualTo(3);
        assertThat(MemoryPolicy.sizeClass(8)).isEqualTo(3);
    }
}
