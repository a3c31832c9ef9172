package dev.cleave.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PooledArenaTest {
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("under arenas").capacity(16 * MIB).purge(false).build();

    /** The three kinds of arenas, which behave alike but for threads and for uses after closing. */
    enum Kind {
        CONFINED(PooledArena::ofConfined),
        CHECKED(PooledArena::ofShared),
        TRUSTED(PooledArena::ofTrusted);

        private final Function<Pool, PooledArena> factory;

        Kind(Function<Pool, PooledArena> factory) {
            this.factory = factory;
        }

        PooledArena open(Pool pool) {
            return factory.apply(pool);
        }
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void segmentsDoNotOverlapAndKeepTheirBytes(Kind kind) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (PooledArena arena = kind.open(pool)) {
            List<MemorySegment> segments = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                MemorySegment segment =
                        arena.allocate(1 + (i % 50 == 0 ? random.nextInt(100_000) : random.nextInt(300)));
                segment.fill((byte) i);
                segments.add(segment);
            }
            for (int i = 0; i < segments.size(); i++) {
                assertThat(segments.get(i).get(JAVA_BYTE, 0)).as("seed " + seed).isEqualTo((byte) i);
                assertThat(segments.get(i).get(JAVA_BYTE, segments.get(i).byteSize() - 1))
                        .as("seed " + seed)
                        .isEqualTo((byte) i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void recycledMemoryIsZeroed(Kind kind) {
        for (int round = 0; round < 3; round++) {
            try (PooledArena arena = kind.open(pool)) {
                for (int size : new int[] {1, 7, 100, 1024, 4096, 4097, 65_536, 300_000}) {
                    MemorySegment segment = arena.allocate(size);
                    assertThat(segment.mismatch(MemorySegment.ofArray(new byte[size])))
                            .as(size + " bytes in round " + round)
                            .isEqualTo(-1);
                    segment.fill((byte) 0xff);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatUninitialisedArenasLeftIsZeroedForTheOthers(Kind kind) {
        try (PooledArena arena = kind.open(pool).uninitialized()) {
            arena.allocate(100).fill((byte) 1);
            arena.allocate(100_000).fill((byte) 1);
        }
        try (PooledArena arena = kind.open(pool)) {
            assertThat(arena.allocate(100).mismatch(MemorySegment.ofArray(new byte[100]))).isEqualTo(-1);
            assertThat(arena.allocate(100_000).mismatch(MemorySegment.ofArray(new byte[100_000]))).isEqualTo(-1);
        }
    }

    @Test
    void uninitialisedMemoryIsReallyNotTouched() {
        try (PooledArena arena = PooledArena.ofConfined(pool)) {
            arena.allocate(65_536).fill((byte) 1);
        }
        try (PooledArena arena = PooledArena.ofConfined(pool).uninitialized()) {
            assertThat(arena.allocate(65_536).get(JAVA_BYTE, 60_000)).isEqualTo((byte) 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyAlignmentUpToTheLargestBlockIsHonoured(Kind kind) {
        for (long alignment = 1; alignment <= pool.maxAlignment(); alignment <<= 1) {
            for (long size : new long[] {0, 1, 100, 5000}) {
                try (PooledArena arena = kind.open(pool)) {
                    assertThat(alignment == pool.maxAlignment() ? 1 : arena.allocate(1).byteSize()).isEqualTo(1);
                    MemorySegment segment = arena.allocate(size, alignment);
                    assertThat(segment.address() % alignment).as(size + " at " + alignment).isZero();
                    assertThat(segment.byteSize()).isEqualTo(size);
                }
            }
        }
        try (PooledArena arena = kind.open(pool)) {
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(1, pool.maxAlignment() * 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void segmentsOfNoBytesHaveAddressesOfTheirOwn(Kind kind) {
        try (PooledArena arena = kind.open(pool)) {
            MemorySegment one = arena.allocate(0);
            MemorySegment other = arena.allocate(0);

            assertThat(one.byteSize()).isZero();
            assertThat(one.address()).isNotZero().isNotEqualTo(other.address());
        }
    }

    @ParameterizedTest
    @EnumSource
    void badSizesAndAlignmentsAreRefusedAndChangeNothing(Kind kind) {
        try (PooledArena arena = kind.open(pool)) {
            MemorySegment kept = arena.allocate(8, 8);
            kept.set(JAVA_LONG, 0, 42);
            long used = pool.usage().usedBytes();

            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(Long.MIN_VALUE, 8));
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(8, 0));
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(8, -8));
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(8, 12));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> arena.allocate(Long.MAX_VALUE));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> arena.allocate(17 * MIB));

            assertThat(pool.usage().usedBytes()).isEqualTo(used);
            assertThat(kept.get(JAVA_LONG, 0)).isEqualTo(42);
            assertThat(arena.allocate(100).byteSize()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedArenaRefusesEverything(Kind kind) {
        PooledArena arena = kind.open(pool);
        arena.allocate(100);
        arena.close();

        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(1));
        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(100_000));
        assertThatIllegalStateException().isThrownBy(arena::close);
        assertThat(pool.usage().usedBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "CHECKED"})
    void aUseAfterClosingThrows(Kind kind) {
        PooledArena arena = kind.open(pool);
        MemorySegment first = arena.allocate(100);
        MemorySegment second = arena.allocate(100);
        MemorySegment large = arena.allocate(100_000);
        assertThat(arena.scope().isAlive()).isTrue();
        arena.close();

        assertThat(arena.scope().isAlive()).isFalse();
        for (MemorySegment segment : List.of(first, second, large)) {
            assertThat(segment.scope().isAlive()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        }
    }

    @Test
    void aTrustedSegmentLivesAsLongAsThePool() {
        Pool other = Pool.builder().capacity(MIB).build();
        PooledArena arena = PooledArena.ofTrusted(other);
        MemorySegment segment = arena.allocate(100);
        arena.close();
        assertThat(segment.scope().isAlive()).isTrue();

        other.close();
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentOfAnArenaIsNotFreedByThePool(Kind kind) {
        try (PooledArena arena = kind.open(pool)) {
            MemorySegment segment = arena.allocate(64);

            assertThatIllegalArgumentException().isThrownBy(() -> pool.free(segment));
            long other = pool.allocateAddress(64);
            assertThat(other).isNotEqualTo(segment.address());
            pool.free(other);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockTakenFromUnderAnArenaDoesNotKeepTheOthers(Kind kind) {
        PooledArena arena = kind.open(pool);
        arena.allocate(10);
        MemorySegment first = arena.allocate(100_000);
        arena.allocate(100_000);
        MemorySegment third = arena.allocate(100_000);
        arena.allocate(100_000);
        pool.space().free((first.address() - pool.baseAddress()) / pool.unit());
        pool.space().free((third.address() - pool.baseAddress()) / pool.unit());

        assertThatIllegalArgumentException()
                .isThrownBy(arena::close)
                .satisfies(refused -> assertThat(refused.getSuppressed()).hasSize(1));
        assertThat(pool.usage().usedBytes()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aPoolIsNotClosedUnderAnOpenArena(Kind kind) {
        try (PooledArena arena = kind.open(pool)) {
            MemorySegment segment = arena.allocate(100);

            assertThatIllegalStateException()
                    .isThrownBy(pool::close)
                    .withMessageContaining("leased to arenas");
            segment.set(JAVA_BYTE, 5, (byte) 1);
            assertThat(arena.allocate(100).byteSize()).isEqualTo(100);
        }
    }

    @Test
    void otherThreadsGetWrongThreadExceptionsFromConfinedArenas() throws Exception {
        try (PooledArena arena = PooledArena.ofConfined(pool);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            MemorySegment segment = arena.allocate(100);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            for (Runnable use : List.<Runnable>of(
                    () -> arena.allocate(1), () -> segment.get(JAVA_BYTE, 0), arena::close)) {
                other.submit(() -> {
                    try {
                        use.run();
                    } catch (WrongThreadException expected) {
                        thrown.set(expected);
                    }
                })
                        .get();
                assertThat(thrown.getAndSet(null)).isInstanceOf(WrongThreadException.class);
            }
            segment.set(JAVA_BYTE, 0, (byte) 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    void manyThreadsShareAnArena(Kind kind) throws Exception {
        try (PooledArena arena = kind.open(pool);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<MemorySegment>>> futures = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int mark = thread;
                futures.add(threads.submit(() -> {
                    List<MemorySegment> mine = new ArrayList<>();
                    for (int i = 0; i < 3_000; i++) {
                        MemorySegment segment = arena.allocate(JAVA_INT, 1 + i % 70);
                        assertThat(segment.get(JAVA_INT, segment.byteSize() - 4)).isZero();
                        segment.fill((byte) (mark + 1));
                        mine.add(segment);
                    }
                    return mine;
                }));
            }
            for (int thread = 0; thread < 4; thread++) {
                for (MemorySegment segment : futures.get(thread).get()) {
                    for (long at = 0; at < segment.byteSize(); at++) {
                        assertThat(segment.get(JAVA_BYTE, at)).isEqualTo((byte) (thread + 1));
                    }
                }
            }
        }
    }

    /** Race 2 of the package. */
    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    void aSharedArenaClosedUnderItsUsersLeavesNothingBehind(Kind kind) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 100; round++) {
                PooledArena arena = kind.open(pool).uninitialized();
                CountDownLatch started = new CountDownLatch(2);
                List<Future<?>> users = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    users.add(threads.submit(() -> allocateUntilClosed(arena, started)));
                }
                started.await();
                arena.close();
                for (Future<?> user : users) {
                    user.get();
                }
                assertThat(pool.usage().usedBytes()).as("round " + round).isZero();
            }
        }
    }

    /** Race 2 of the package: what was given back is another's, who finds it as it was left. */
    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    void aSharedArenaClosedUnderItsUsersSpoilsNothing(Kind kind) throws Exception {
        try (Pool small = Pool.builder().capacity(MIB).purge(false).build();
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            MemorySegment nines = small.allocate(4096).fill((byte) 9);
            for (int round = 0; round < 1_000; round++) {
                PooledArena arena = kind.open(small);
                CountDownLatch started = new CountDownLatch(2);
                List<Future<?>> users = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    long byteSize = (round & 1) == 0 ? 40_000 : 2_000;
                    users.add(threads.submit(() -> allocateUntilClosed(arena, started, byteSize)));
                }
                started.await();
                arena.close();
                List<MemorySegment> others = new ArrayList<>();
                for (long block = small.leases().tryLease(4096, 1); block != 0; block =
                        small.leases().tryLease(4096, 1)) {
                    long offset = block - small.baseAddress();
                    others.add(small.memory().asSlice(offset, 4096).fill((byte) 9));
                }
                for (Future<?> user : users) {
                    user.get();
                }
                for (MemorySegment other : others) {
                    assertThat(other.mismatch(nines)).as("round %d", round).isEqualTo(-1);
                    small.leases().giveBack(other.address());
                }
            }
            small.free(nines);
        }
    }

    private static void allocateUntilClosed(PooledArena arena, CountDownLatch started, long byteSize) {
        try {
            while (true) {
                try {
                    arena.allocate(byteSize);
                } catch (PoolExhaustedException full) {
                    Thread.onSpinWait();
                }
                started.countDown();
            }
        } catch (IllegalStateException closed) {
            started.countDown();
        }
    }

    private static void allocateUntilClosed(PooledArena arena, CountDownLatch started) {
        try {
            for (int i = 0;; i++) {
                try {
                    arena.allocate(i % 64 == 0 ? 10_000 : 100);
                } catch (PoolExhaustedException full) {
                    Thread.onSpinWait();
                }
                started.countDown();
            }
        } catch (IllegalStateException closed) {
            started.countDown();
        }
    }

    @Test
    void aThousandVirtualThreadsEachWithAnArena() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> futures = new ArrayList<>();
            for (int task = 0; task < 1_000; task++) {
                long mark = task;
                futures.add(threads.submit(() -> {
                    try (PooledArena arena = PooledArena.ofConfined(pool)) {
                        MemorySegment one = arena.allocate(JAVA_LONG);
                        MemorySegment other = arena.allocate(JAVA_LONG, 100);
                        one.set(JAVA_LONG, 0, mark);
                        Thread.yield();
                        other.fill((byte) mark);
                        Thread.yield();
                        assertThat(other.get(JAVA_BYTE, 799)).isEqualTo((byte) mark);
                        return one.get(JAVA_LONG, 0);
                    }
                }));
            }
            for (int task = 0; task < 1_000; task++) {
                assertThat(futures.get(task).get()).isEqualTo(task);
            }
        }
    }

    @Test
    void aWaitingSpareBlockNeverMakesARequestFail() {
        PooledArena.ofConfined(pool).close();
        try (PooledArena arena = PooledArena.ofConfined(pool)) {
            arena.allocate(8);
        }
        assertThat(pool.space().freeUnits()).as("one block waits for the next arena").isEqualTo(4095);

        long whole = pool.allocateAddress(16 * MIB);
        pool.free(whole);
    }

    @ParameterizedTest
    @EnumSource
    void aNearlyFullPoolStillServesSmallSegments(Kind kind) {
        long most = pool.allocateAddress(16 * MIB - 3 * 4096);
        try (PooledArena arena = kind.open(pool)) {
            for (int i = 0; i < 3; i++) {
                assertThat(arena.allocate(4000).byteSize()).isEqualTo(4000);
            }
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> arena.allocate(4000));
        }
        pool.free(most);
    }

    @Test
    void tinyUnitsServeArenasToo() {
        try (Pool tiny = Pool.builder().unit(64).capacity(1000).build();
                PooledArena arena = PooledArena.ofConfined(tiny)) {
            assertThat(arena.allocate(10).byteSize()).isEqualTo(10);
            assertThat(arena.allocate(500).byteSize()).isEqualTo(500);
        }
    }
}
