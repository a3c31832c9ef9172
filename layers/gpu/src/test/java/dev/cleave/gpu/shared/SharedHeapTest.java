package dev.cleave.gpu.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.opencl.KernelSource;
import dev.cleave.gpu.opencl.NeedsOpenCl;
import dev.cleave.gpu.opencl.OpenClBuffer;
import dev.cleave.gpu.opencl.OpenClContext;
import dev.cleave.gpu.opencl.OpenClDevices;
import dev.cleave.gpu.opencl.OpenClKernel;
import dev.cleave.gpu.opencl.OpenClProgram;
import dev.cleave.gpu.shared.SharedHeap.Fit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allocator in the kernel, call by call beside a model of it. */
@NeedsOpenCl
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedHeapTest {
    private static final long SEED = 20261129;
    private static final int NONE = -1;
    private static final int ALLOCATE = 0;
    private static final int FREE = 1;
    private static final int GET = 2;
    private static final int WHOLE = 3;
    private static final int NO_ROOM_WORD = 2;
    private static final int FOREIGN_WORD = 3;
    private static final int NOT_LIVE_WORD = 4;
    private static final int IN_USE_WORD = 5;

    private OpenClContext context;

    @BeforeAll
    void open() {
        context = OpenClContext.open(OpenClDevices.choose("any"));
    }

    @AfterAll
    void close() {
        context.close();
    }

    /** Calls as code and argument, in their order. */
    private int[] answers(SharedHeap heap, int... calls) {
        try (OpenClProgram program =
                context.compile(SharedHeap.source() + KernelSource.beside(SharedHeapTest.class, "script.cl"),
                        heap.options());
                OpenClKernel script = program.kernel("script");
                OpenClBuffer buffer = context.buffer((long) calls.length * Integer.BYTES)) {
            buffer.write(0, MemorySegment.ofArray(calls));
            script.buffer(0, buffer).integer(1, calls.length / 2).localMemory(2, SharedHeap.heapBytes())
                    .integer(3, heap.units());
            script.launch(4, 4);
            int[] words = new int[calls.length];
            buffer.read(0, MemorySegment.ofArray(words));
            int[] answers = new int[calls.length / 2];
            for (int call = 0; call < answers.length; call++) {
                answers[call] = words[2 * call];
            }
            return answers;
        }
    }

    @Test
    void aBuddyHasAPowerOfTwoAtAMultipleOfItself() {
        assertThat(answers(new SharedHeap(64, Fit.POWER_OF_TWO),
                ALLOCATE, 1, ALLOCATE, 5, ALLOCATE, 2, ALLOCATE, 33, ALLOCATE, 32, ALLOCATE, 16, ALLOCATE, 1))
                .containsExactly(0, 8, 2, NONE, 32, 16, 1);
    }

    @Test
    void exactFitTakesWhatWasAskedForAnywhere() {
        assertThat(answers(new SharedHeap(64, Fit.EXACT),
                ALLOCATE, 1, ALLOCATE, 5, ALLOCATE, 30, ALLOCATE, 28, ALLOCATE, 1, FREE, 1, ALLOCATE, 6, ALLOCATE, 5))
                .containsExactly(0, 1, 6, 36, NONE, 5, NONE, 1);
    }

    @ParameterizedTest
    @EnumSource
    void buddiesCoalesceWhenTheyAreFree(Fit fit) {
        assertThat(answers(new SharedHeap(128, fit),
                ALLOCATE, 32, ALLOCATE, 32, ALLOCATE, 32, ALLOCATE, 32, ALLOCATE, 1,
                FREE, 32, FREE, 0, ALLOCATE, 64, FREE, 0, FREE, 96, FREE, 64, WHOLE, 0, ALLOCATE, 128, WHOLE, 0))
                .containsExactly(0, 32, 64, 96, NONE, 32, 32, 0, 64, 32, 32, 1, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void wrongFreesAreRefusedAndCounted(Fit fit) {
        assertThat(answers(new SharedHeap(100, fit),
                ALLOCATE, 8, FREE, 3, FREE, 100, FREE, -1, FREE, 50, FREE, 0, FREE, 0,
                GET, FOREIGN_WORD, GET, NOT_LIVE_WORD, WHOLE, 0))
                .containsExactly(0, 0, 0, 0, 0, 8, 0, 2, 3, 1);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeIsRefused(Fit fit) {
        assertThat(
                answers(new SharedHeap(33, fit), ALLOCATE, 0, ALLOCATE, 34, ALLOCATE, -1, GET, NO_ROOM_WORD, WHOLE, 0))
                .containsExactly(NONE, NONE, NONE, 3, 1);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAModelOverThousandsOfCalls(Fit fit) {
        Random random = new Random(SEED);
        for (int units : new int[] {1, 31, 32, 33, 384, 1000, 1024}) {
            Model model = new Model(units, fit);
            List<Integer> calls = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int call = 0; call < 3_000; call++) {
                int code = random.nextInt(20) == 0 ? IN_USE_WORD : random.nextInt(2);
                if (code == IN_USE_WORD) {
                    calls.addAll(List.of(GET, IN_USE_WORD));
                    expected.add(model.inUse());
                } else if (code == ALLOCATE) {
                    int wanted = 1 + random.nextInt(1 << random.nextInt(11));
                    calls.addAll(List.of(ALLOCATE, wanted));
                    expected.add(model.allocate(wanted));
                } else {
                    int unit = model.someFirst(random);
                    calls.addAll(List.of(FREE, unit));
                    expected.add(model.free(unit));
                }
            }
            int[] answers = answers(new SharedHeap(units, fit), calls.stream().mapToInt(Integer::intValue).toArray());
            assertThat(answers).as("seed " + SEED + ", " + units + " units")
                    .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Test
    void manyFreeOneBlock() {
        try (OpenClProgram program =
                context.compile(SharedHeap.source() + KernelSource.beside(SharedHeapTest.class, "together.cl"),
                        "-cl-std=CL1.2 -D CLEAVE_SPACE=global");
                OpenClBuffer words = context.buffer(SharedHeap.heapBytes());
                OpenClBuffer had = context.buffer(3 * Integer.BYTES)) {
            OpenClKernel open = program.kernel("open_together").buffer(0, words).integer(1, 64);
            OpenClKernel free = program.kernel("free_together").buffer(0, had).buffer(1, words);
            OpenClKernel look = program.kernel("look").buffer(0, had).buffer(1, words);
            for (int round = 0; round < 200; round++) {
                had.fill(0, had.byteSize(), (byte) 0);
                open.launch(1, 1);
                free.launch(64, 1);
                look.launch(1, 1);
                int[] figures = new int[3];
                had.read(0, MemorySegment.ofArray(figures));
                assertThat(figures).as("had it, whole, refused").containsExactly(1, 1, 63);
            }
        }
    }

    @Test
    void aHeapOfNoUnitsOrTooManyIsRefused() {
        assertThatThrownBy(() -> new SharedHeap(0, Fit.EXACT))
                .hasMessage("a shared heap of 0 units: must be 1 to 1024");
        assertThatThrownBy(() -> new SharedHeap(1025, Fit.EXACT)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Who has each unit: the first unit of its block, or NONE. */
    private static final class Model {
        private final int[] owner;
        private final Fit fit;

        Model(int units, Fit fit) {
            owner = new int[units];
            Arrays.fill(owner, NONE);
            this.fit = fit;
        }

        int allocate(int wanted) {
            int span = fit == Fit.EXACT ? wanted : Integer.highestOneBit(2 * wanted - 1);
            int step = fit == Fit.EXACT ? 1 : span;
            for (int from = 0; from + span <= owner.length; from += step) {
                if (isFree(from, span)) {
                    Arrays.fill(owner, from, from + span, from);
                    return from;
                }
            }
            return NONE;
        }

        private boolean isFree(int from, int span) {
            for (int unit = from; unit < from + span; unit++) {
                if (owner[unit] != NONE) {
                    return false;
                }
            }
            return true;
        }

        int free(int unit) {
            if (owner[unit] != unit) {
                return 0;
            }
            int units = 0;
            for (int each = unit; each < owner.length && owner[each] == unit; each++) {
                owner[each] = NONE;
                units++;
            }
            return units;
        }

        int inUse() {
            return (int) Arrays.stream(owner).filter(each -> each != NONE).count();
        }

        /** Mostly where a block begins, now and then anywhere. */
        int someFirst(Random random) {
            int unit = random.nextInt(owner.length);
            return owner[unit] == NONE || random.nextInt(10) == 0 ? unit : owner[unit];
        }
    }
}
