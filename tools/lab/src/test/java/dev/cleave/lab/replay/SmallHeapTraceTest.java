package dev.cleave.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heap traces of a few kilobytes to some megabytes, in the shape of the malloc lab's, in a tenth
 * more than their peak.
 */
@DisplayName("A small heap trace")
class SmallHeapTraceTest {
    private static final double TENTH_MORE = 1.1;
    private static final long SEED = 7;
    private static final int[] STRUCTS = {12, 16, 24, 32, 40, 56, 72, 96, 120};

    /** A trace while it is written as malloc-lab scripts are: by ids that come back. */
    private static final class Script {
        private final Trace.Builder trace;
        private final Map<Integer, Integer> blocks = new HashMap<>();
        private final Random random = new Random(SEED);
        private int next;

        private Script(String name) {
            trace = new Trace.Builder(name, TraceKind.HEAP);
        }

        static Trace of(String name, Consumer<Script> lines) {
            Script script = new Script(name);
            lines.accept(script);
            return script.trace.build();
        }

        void allocate(int id, long bytes) {
            trace.allocateBytes(next, bytes, 0);
            blocks.put(id, next++);
        }

        void free(int id) {
            trace.free(blocks.remove(id), 0);
        }

        void reallocate(int id, long bytes) {
            free(id);
            allocate(id, bytes);
        }

        /**
         * Allocates so many blocks, and after each frees as many random ones as are live beyond
         * {@code most}, or one by chance.
         */
        void churn(int allocations, int most, double freed, IntUnaryOperator bytes) {
            List<Integer> live = new ArrayList<>();
            for (int id = 0; id < allocations; id++) {
                allocate(id, bytes.applyAsInt(id));
                live.add(id);
                if (live.size() > most || random.nextDouble() < freed) {
                    Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                    free(live.removeLast());
                }
            }
            live.forEach(this::free);
        }

        int oneOf(int... sizes) {
            return sizes[random.nextInt(sizes.length)];
        }
    }

    static Stream<Trace> shapes() {
        return Stream.of(
                Script.of("short1", SmallHeapTraceTest::shortOne),
                Script.of("short2", script -> {
                    int[] sizes = {2040, 4010, 48, 4072, 4072, 4072};
                    for (int id = 0; id < sizes.length; id++) {
                        script.allocate(id, sizes[id]);
                    }
                }),
                Script.of("coalescing", script -> {
                    for (int round = 0; round < 4_800; round++) {
                        script.allocate(0, 4095);
                        script.allocate(1, 4095);
                        script.free(0);
                        script.free(1);
                        script.allocate(2, 8190);
                        script.free(2);
                    }
                }),
                Script.of("binary", script -> binary(script, 2_000, 64, 448, 512)),
                Script.of("binary2", script -> binary(script, 4_000, 16, 112, 128)),
                Script.of("realloc", script -> growing(script, 512, 128, 128)),
                Script.of("realloc2", script -> growing(script, 4092, 5, 16)),
                Script.of("random", script -> script.churn(500, 500, 0.6, id -> 1 + script.random.nextInt(1_000))),
                Script.of("structs", script -> script.churn(4_000, 200, 0, id -> script.oneOf(STRUCTS))));
    }

    private static void shortOne(Script script) {
        script.allocate(0, 2040);
        script.allocate(1, 2040);
        script.free(1);
        script.allocate(2, 48);
        script.allocate(3, 4072);
        script.free(3);
        script.allocate(4, 4072);
        script.free(0);
        script.free(2);
        script.allocate(5, 4072);
        script.free(4);
        script.free(5);
    }

    private static void binary(Script script, int pairs, int small, int large, int larger) {
        for (int id = 0; id < pairs; id++) {
            script.allocate(2 * id, small);
            script.allocate(2 * id + 1, large);
        }
        for (int id = 0; id < pairs; id++) {
            script.free(2 * id + 1);
        }
        for (int id = 0; id < pairs; id++) {
            script.allocate(2 * id + 1, larger);
        }
    }

    private static void growing(Script script, int first, int step, int beside) {
        script.allocate(0, first);
        script.allocate(1, beside);
        for (int round = 1; round <= 4_800; round++) {
            script.reallocate(0, first + (long) round * step);
            script.reallocate(1, beside);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    @DisplayName("is served in a tenth more than its peak, or than a slab for each of its size classes")
    void isServedInATenthMore(Trace trace) throws ImpossibleReplayException {
        ReplayResult result = Replay.run(trace, AllocatorChoices.CLEAVE,
                new ReplaySettings(TENTH_MORE, true, 1, 1, SEED, Duration.ofHours(1), false), Progress.SILENT);

        assertThat(result.failedAllocations()).as("%s, seed %d", trace.name(), SEED).isZero();
        assertThat(result.damages()).isEmpty();
    }
}
