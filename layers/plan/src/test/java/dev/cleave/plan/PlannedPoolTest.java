package dev.cleave.plan;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlannedPoolTest {
    private static final long SEED = 53;

    private final Pool pool = Pool.builder().name("planned").capacity(16 << 20).build();

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static Plan plan(Lifetimes lifetimes) {
        return new Planner().withLimit(Duration.ofMillis(50)).plan(lifetimes);
    }

    /**
     * A block of 100, one of 200 that lives on, one of 300 in the place of the first, one of 100.
     */
    private static Plan four() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        int first = sequence.allocate(100);
        sequence.allocate(200);
        sequence.free(first);
        sequence.allocate(100);
        sequence.allocate(400);
        return plan(sequence.build());
    }

    /** Goes through a sequence once, and frees what lives at its end. */
    private static void play(PlannedPool planned, Lifetimes lifetimes) {
        long[] addresses = new long[lifetimes.count()];
        boolean[] freed = new boolean[lifetimes.count()];
        for (int position = 0; position < lifetimes.count(); position++) {
            for (int other = 0; other < position; other++) {
                if (lifetimes.end(other) == position) {
                    planned.free(addresses[other]);
                    freed[other] = true;
                }
            }
            addresses[position] = planned.allocate(lifetimes.bytes(position));
        }
        for (int position = 0; position < lifetimes.count(); position++) {
            if (!freed[position]) {
                planned.free(addresses[position]);
            }
        }
    }

    @DisplayName("A program that repeats the sequence gets every planned place, turn after turn")
    @Test
    void servesWhatWasPlanned() {
        Lifetimes lifetimes = Sequences.random(new Random(SEED), 200, 30, 2000);
        Plan plan = plan(lifetimes);
        try (PlannedPool planned = PlannedPool.of(pool, plan)) {
            for (int turn = 0; turn < 3; turn++) {
                play(planned, lifetimes);
            }

            assertThat(planned.usage()).isEqualTo(new PlannedUsage(600, 0, 0, 0, 0, 3, 0, 0));
            assertThat(planned.usage().hitRate()).isEqualTo(1.0);
            assertThat(planned.heap().usage().blockBytes()).as("what the heap took").isZero();
        }
        assertThat(pool.usedBytes()).isZero();
    }

    @DisplayName("Blocks lie where the plan has them, and have at least the bytes asked for")
    @Test
    void placesByThePlan() {
        Plan plan = four();
        try (PlannedPool planned = PlannedPool.of(pool, plan)) {
            long first = planned.allocate(100);
            long second = planned.allocate(200);

            assertThat(second - first).isEqualTo(plan.offset(1) - plan.offset(0));
            assertThat(planned.usableBytes(first)).isEqualTo(104);
            assertThat(planned.usableBytes(second)).isEqualTo(200);
            MemorySegment third = planned.allocateSegment(100);
            assertThat(third.byteSize()).isEqualTo(100);
            planned.free(third.address());
        }
    }

    @DisplayName("A stray allocation is the heap's, and the next planned one has its place all the same")
    @Test
    void servesStraysFromTheHeap() {
        try (PlannedPool planned = PlannedPool.of(pool, four())) {
            planned.allocate(100);
            long stray = planned.allocate(12_345);
            planned.allocate(200);

            assertThat(planned.usableBytes(stray)).isGreaterThanOrEqualTo(12_345);
            assertThat(planned.usage().hits()).isEqualTo(2);
            assertThat(planned.usage().differing()).isOne();
            planned.free(stray);
        }
    }

    @DisplayName("A block that is freed later than planned keeps its place: who was to have it gets another")
    @Test
    void neverHandsOutWhatIsTaken() {
        Plan plan = four();
        assertThat(plan.offset(2)).as("the third block lies in the place of the first").isEqualTo(plan.offset(0));
        try (PlannedPool planned = PlannedPool.of(pool, plan)) {
            long first = planned.allocate(100);
            long second = planned.allocate(200);
            long third = planned.allocate(100);

            assertThat(third).isNotEqualTo(first);
            assertThat(planned.usage().occupied()).isOne();
            assertThat(planned.usage().overdueBlocks()).isOne();
            planned.free(first);
            assertThat(planned.usage().overdueBlocks()).isZero();
            planned.allocate(400);
            assertThat(planned.usage().hits()).isEqualTo(3);
            planned.free(second);
            planned.free(third);
        }
    }

    @DisplayName("A program that skips a part of the sequence is followed after four sizes")
    @Test
    void followsAProgramThatSkips() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        for (int each = 0; each < 40; each++) {
            sequence.free(sequence.allocate(100 + each));
        }
        try (PlannedPool planned = PlannedPool.of(pool, plan(sequence.build()))) {
            for (int each = 0; each < 10; each++) {
                planned.free(planned.allocate(100 + each));
            }
            for (int each = 25; each < 40; each++) {
                planned.free(planned.allocate(100 + each));
            }

            assertThat(planned.usage().jumps()).isOne();
            assertThat(planned.usage().differing()).isEqualTo(4);
            assertThat(planned.usage().hits()).isEqualTo(21);
            assertThat(planned.position()).isZero();
        }
    }

    @DisplayName("A program that begins anew says so, and is at the first position")
    @Test
    void beginsAnewWhenTold() {
        try (PlannedPool planned = PlannedPool.of(pool, four())) {
            long first = planned.allocate(100);
            planned.free(first);
            planned.expect(0);

            assertThat(planned.allocate(100)).isEqualTo(first);
            assertThat(planned.usage().misses()).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> planned.expect(4))
                    .withMessage("position 4 of a plan of 4 allocations, counted from 0");
            assertThatIllegalArgumentException().isThrownBy(() -> planned.expect(-1));
            assertThat(planned.position()).isOne();
        }
    }

    @DisplayName("Frees of what is no live block are refused, and change nothing")
    @Test
    void refusesSenselessFrees() {
        try (PlannedPool planned = PlannedPool.of(pool, four())) {
            long first = planned.allocate(100);
            long stray = planned.allocate(5000);
            PlannedUsage before = planned.usage();

            assertThatIllegalArgumentException().isThrownBy(() -> planned.free(first + 8))
                    .withMessageContaining("is at offset")
                    .withMessageContaining("where no live block begins");
            assertThatIllegalArgumentException().isThrownBy(() -> planned.free(first - 4096));
            planned.free(0);
            assertThatIllegalArgumentException().isThrownBy(() -> planned.usableBytes(first + 8));
            assertThat(planned.usage()).isEqualTo(before);
            planned.free(first);
            assertThatIllegalArgumentException().isThrownBy(() -> planned.free(first))
                    .withMessageContaining("freed already");
            planned.free(stray);
            assertThatIllegalArgumentException().isThrownBy(() -> planned.free(stray));
            assertThatIllegalArgumentException().isThrownBy(() -> planned.allocate(0));
            assertThatIllegalArgumentException().isThrownBy(() -> planned.allocate(-5));
        }
    }

    @DisplayName("A closed pool serves nothing, takes nothing back, and has given all memory back")
    @Test
    void servesNothingWhenClosed() {
        PlannedPool planned = PlannedPool.of(pool, four());
        long first = planned.allocate(100);
        long stray = planned.allocate(9999);

        planned.close();
        planned.close();

        assertThatIllegalStateException().isThrownBy(() -> planned.allocate(200))
                .withMessage("the planned pool over pool planned is closed");
        assertThatIllegalArgumentException().isThrownBy(() -> planned.free(first))
                .withMessageContaining("was freed when its planned pool was closed");
        assertThatIllegalArgumentException().isThrownBy(() -> planned.free(stray));
        assertThat(pool.usedBytes()).isZero();
    }

    @DisplayName("A pool without room for the plan is refused whole; a full one leaves the position as it was")
    @Test
    void tellsOfFullPools() {
        Plan large = plan(Lifetimes.of(new long[] {17 << 20}, new int[] {1}));
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> PlannedPool.of(pool, large));
        assertThat(pool.usedBytes()).isZero();
        try (PlannedPool planned = PlannedPool.of(pool, four())) {
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> planned.allocate(17 << 20));
            assertThat(planned.position()).isZero();
            assertThat(planned.usage().misses()).isZero();
            planned.allocate(100);
            assertThat(planned.usage().hits()).isOne();
        }
    }

    @DisplayName("An alignment beyond the pool's is refused; one above its unit is kept, by the heap too")
    @Test
    void keepsAlignment() {
        Lifetimes lifetimes = Lifetimes.of(new long[] {100, 100}, new int[] {2, 2});
        Plan aligned = new Planner().withAlignment(1 << 16).plan(lifetimes);
        try (PlannedPool planned = PlannedPool.of(pool, aligned)) {
            assertThat(planned.allocate(100) % (1 << 16)).isZero();
            assertThat(planned.allocate(77) % (1 << 16)).isZero();
            assertThat(planned.allocate(100) % (1 << 16)).isZero();
        }
        Plan beyond = new Planner().withAlignment(pool.maxAlignment() * 2).plan(lifetimes);
        assertThatIllegalArgumentException().isThrownBy(() -> PlannedPool.of(pool, beyond))
                .withMessageContaining("at most");
    }

    @DisplayName("An empty plan leaves all to the heap")
    @Test
    void servesWithoutAPlan() {
        try (PlannedPool planned = PlannedPool.of(pool, plan(Lifetimes.builder().build()))) {
            for (int each = 0; each < 10; each++) {
                planned.free(planned.allocate(64));
            }

            assertThat(planned.usage().differing()).isEqualTo(10);
        }
    }

    @DisplayName("What a cycle carries is served from its own place; what outlives its turn, by the heap")
    @Test
    void servesCycles() {
        Lifetimes cycle = Lifetimes.of(new long[] {64, 200, 40}, new int[] {1, 4, 6});
        try (PlannedPool planned = PlannedPool.of(pool, plan(cycle))) {
            List<Long> carried = new ArrayList<>();
            for (int turn = 0; turn < 5; turn++) {
                long first = planned.allocate(64);
                planned.free(first);
                if (turn > 0) {
                    planned.free(carried.removeLast());
                }
                carried.add(planned.allocate(200));
                planned.allocate(40);
            }

            assertThat(planned.usage().hits()).isEqualTo(10);
            assertThat(planned.usage().unplanned()).isEqualTo(5);
            assertThat(planned.usage().misses()).isEqualTo(5);
        }
    }

    @DisplayName("Whatever a program does, no two live blocks overlap")
    @Test
    void neverOverlaps() {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            Lifetimes cycle = Sequences.cycle(random, 1 + random.nextInt(40), 200);
            try (PlannedPool planned = PlannedPool.of(pool, plan(cycle))) {
                Rambler rambler = new Rambler(planned, random, "seed %d, round %d".formatted(SEED, round));
                for (int step = 0; step < 3000; step++) {
                    rambler.step();
                }
                rambler.freeAll();
                assertThat(planned.usage().plannedBlocks()).isZero();
                assertThat(planned.usage().overdueBlocks()).isZero();
            }
        }
    }

    /** A program that keeps to its plan most of the time, and frees when it likes. */
    private static final class Rambler {
        private final PlannedPool planned;
        private final Random random;
        private final String how;
        private final TreeMap<Long, Long> live = new TreeMap<>();
        private int position;

        Rambler(PlannedPool planned, Random random, String how) {
            this.planned = planned;
            this.random = random;
            this.how = how;
        }

        void step() {
            int dice = random.nextInt(20);
            if (dice == 0) {
                position = random.nextInt(planned.plan().lifetimes().count());
            } else if (dice < 9 && !live.isEmpty()) {
                free(random.nextInt(4) == 0 ? live.firstKey() : live.lastKey());
            } else {
                allocate(dice == 19 ? 1 + random.nextInt(300) : planned.plan().lifetimes().bytes(position));
                position = (position + 1) % planned.plan().lifetimes().count();
            }
        }

        private void allocate(long byteSize) {
            long address = planned.allocate(byteSize);
            var below = live.floorEntry(address);
            Long above = live.ceilingKey(address);
            assertThat(below == null || below.getKey() + below.getValue() <= address).as(how).isTrue();
            assertThat(above == null || address + byteSize <= above).as(how).isTrue();
            live.put(address, byteSize);
        }

        private void free(long address) {
            planned.free(address);
            live.remove(address);
        }

        void freeAll() {
            List.copyOf(live.keySet()).forEach(this::free);
        }
    }

    /**
     * Race 1 of the package: threads allocate and free at once, and every block keeps its bytes.
     */
    @DisplayName("Threads that allocate and free at once never write into each other's blocks")
    @Test
    void keepsThreadsApart() throws Exception {
        Lifetimes lifetimes = Sequences.random(new Random(SEED), 100, 20, 500);
        try (PlannedPool planned = PlannedPool.of(pool, plan(lifetimes));
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Random random = new Random(SEED + thread);
                byte mark = (byte) (thread + 1);
                results.add(threads.submit((Callable<Integer>) () -> stampedBlocks(planned, random, mark)));
            }
            for (Future<Integer> each : results) {
                assertThat(each.get()).as("blocks damaged, seed %d", SEED).isZero();
            }
            assertThat(planned.usage().plannedBlocks()).isZero();
        }
    }

    /** Race 2 of the package: a close comes while other threads allocate and free. */
    @DisplayName("A close while threads work ends them with an exception, and gives all memory back")
    @Test
    void closesUnderThreads() throws Exception {
        Lifetimes lifetimes = Sequences.random(new Random(SEED), 100, 20, 500);
        for (int round = 0; round < 20; round++) {
            PlannedPool planned = PlannedPool.of(pool, plan(lifetimes));
            try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
                List<Future<Boolean>> refused = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    refused.add(threads.submit((Callable<Boolean>) () -> worksUntilRefused(planned)));
                }
                while (planned.usage().hits() < 100) {
                    Thread.onSpinWait();
                }
                planned.close();
                for (Future<Boolean> each : refused) {
                    assertThat(each.get()).as("seed %d, round %d", SEED, round).isTrue();
                }
            }
            assertThat(pool.usedBytes()).isZero();
        }
    }

    private static boolean worksUntilRefused(PlannedPool planned) {
        Lifetimes lifetimes = planned.plan().lifetimes();
        while (true) {
            try {
                planned.free(planned.allocate(lifetimes.bytes(planned.position())));
            } catch (IllegalStateException | IllegalArgumentException closed) {
                return String.valueOf(closed.getMessage()).contains("closed");
            }
        }
    }

    private static int stampedBlocks(PlannedPool planned, Random random, byte mark) {
        Lifetimes lifetimes = planned.plan().lifetimes();
        List<MemorySegment> live = new ArrayList<>();
        int damaged = 0;
        for (int step = 0; step < 20_000; step++) {
            if (live.size() > 20 || !live.isEmpty() && random.nextBoolean()) {
                MemorySegment block = live.removeFirst();
                for (long at = 0; at < block.byteSize(); at++) {
                    if (block.get(JAVA_BYTE, at) != mark) {
                        damaged++;
                        break;
                    }
                }
                planned.free(block.address());
            } else {
                live.add(planned.allocateSegment(lifetimes.bytes(random.nextInt(lifetimes.count()))).fill(mark));
            }
        }
        live.forEach(block -> planned.free(block.address()));
        return damaged;
    }
}
