package dev.cleave.workshop.nonblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The races of {@code package-info}, provoked: 1 to 6 by the stress on spaces small enough to collide, 7 by its own.
 */
@DisplayName("A tree of status bits, used by several threads")
class TreeThreadsTest {
    private static final int THREADS = 4;
    private static final long HANG_MINUTES = 15;
    private static final long STRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static Stream<Arguments> spaces() {
        Shape[] shapes = {Shape.of(8), Shape.of(32), Shape.of(100), Shape.of(512)};
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(shapes).map(shape -> Arguments.of(kind, shape)));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    @DisplayName("no unit has two owners, and when all is freed all is joined")
    void stress(Kind kind, Shape shape) throws Exception {
        long seed = new Random().nextLong();
        BlockAllocator tree = kind.open(shape);
        AtomicIntegerArray owners = new AtomicIntegerArray((int) shape.units());
        long end = System.nanoTime() + STRESS_NANOS;

        inParallel(THREADS, thread -> {
            Random random = new Random(seed + thread);
            List<Long> live = new ArrayList<>();
            while (System.nanoTime() < end) {
                if (live.size() < 8 && random.nextInt(3) > 0) {
                    int order = Math.min(random.nextInt(shape.maxOrder() + 1), random.nextInt(shape.maxOrder() + 1));
                    long offset = tree.allocate(order);
                    if (offset != BlockAllocator.NO_BLOCK) {
                        change(owners, offset, 1L << order, 0, thread + 1);
                        live.add(offset);
                    }
                } else if (!live.isEmpty()) {
                    giveBack(tree, owners, live.remove(random.nextInt(live.size())), thread + 1);
                }
            }
            live.forEach(offset -> giveBack(tree, owners, offset, thread + 1));
            return 0;
        });

        assertThat(new PlainSet(shape).agreesWith(tree))
                .as("%s %s, seed %d: %s", kind, shape, seed, tree.picture())
                .isTrue();
        assertThat(tree.allocate(shape.maxOrder())).as("seed %d", seed).isNotNegative();
    }

    private static void giveBack(BlockAllocator tree, AtomicIntegerArray owners, long offset, int owner) {
        change(owners, offset, tree.unitsOf(offset), owner, 0);
        tree.free(offset);
    }

    private static void change(AtomicIntegerArray owners, long offset, long length, int from, int to) {
        for (int unit = (int) offset; unit < offset + length; unit++) {
            int seen = owners.compareAndExchange(unit, from, to);
            if (seen != from) {
                throw new AssertionError("unit " + unit + " of the block at " + offset + ", " + length
                        + " units long, belongs to " + seen + ", not " + from);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("as many blocks as threads: a thread that gave its block back is never refused the next")
    void neverRefusedWithoutReason(Kind kind) throws Exception {
        Shape shape = new Shape(THREADS * 16L, 4);
        BlockAllocator tree = kind.open(shape);
        long end = System.nanoTime() + STRESS_NANOS;

        inParallel(THREADS, thread -> {
            while (System.nanoTime() < end) {
                long offset = tree.allocate(4);
                if (offset == BlockAllocator.NO_BLOCK) {
                    throw new AssertionError("refused, though of " + THREADS + " blocks others can hold only "
                            + (THREADS - 1));
                }
                tree.free(offset);
            }
            return 0;
        });

        assertThat(new PlainSet(shape).agreesWith(tree)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("of two threads that free the same block, exactly one is refused")
    void racingDoubleFree(Kind kind) throws Exception {
        int rounds = 4000;
        Shape shape = Shape.of(64);
        BlockAllocator tree = kind.open(shape);
        CyclicBarrier barrier = new CyclicBarrier(2);
        AtomicInteger refusals = new AtomicInteger();
        long[] offset = {0};

        inParallel(2, thread -> {
            for (int round = 0; round < rounds; round++) {
                if (thread == 0) {
                    offset[0] = tree.allocate(round % (shape.maxOrder() + 1));
                }
                barrier.await();
                try {
                    tree.free(offset[0]);
                } catch (IllegalArgumentException refused) {
                    assertThat(refused).hasMessageContaining("freed already");
                    refusals.incrementAndGet();
                }
                barrier.await();
                if (refusals.get() != round + 1) {
                    throw new AssertionError("round " + round + ": " + refusals + " refusals so far");
                }
                barrier.await();
            }
            return 0;
        });

        assertThat(refusals).hasValue(rounds);
        assertThat(new PlainSet(shape).agreesWith(tree)).isTrue();
    }

    private interface Work {
        int run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int number = thread;
                calls.add(() -> work.run(number));
            }
            for (Future<Integer> each : executor.invokeAll(calls, HANG_MINUTES, TimeUnit.MINUTES)) {
                each.get();
            }
        }
    }
}
