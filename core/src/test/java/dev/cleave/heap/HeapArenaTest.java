package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PressureListener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An arena over a heap")
class HeapArenaTest {
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("under arenas").capacity(16 * MIB).purge(false).build();
    private final Heap heap = Heap.of(pool);

    /** The three kinds, which behave alike but for threads and for uses after closing. */
    enum Kind {
        CONFINED(HeapArena::ofConfined),
        CHECKED(HeapArena::ofShared),
        TRUSTED(HeapArena::ofTrusted);

        private final Function<Heap, HeapArena> factory;

        Kind(Function<Heap, HeapArena> factory) {
            this.factory = factory;
        }

        HeapArena open(Heap heap) {
            return factory.apply(heap);
        }
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(heap.usage().liveBlocks()).isZero();
        heap.close();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("keeps segments of mixed sizes apart, and frees all at once")
    void keepsSegmentsApart(Kind kind) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (HeapArena arena = kind.open(heap)) {
            List<MemorySegment> segments = new ArrayList<>();
            for (int each = 0; each < 2_000; each++) {
                MemorySegment segment = arena.allocate(1 + random.nextInt(each % 50 == 0 ? 200_000 : 300));
                segment.fill((byte) each);
                segments.add(segment);
            }
            assertThat(arena.segments()).isEqualTo(2_000);
            assertThat(heap.usage().liveBlocks()).isEqualTo(2_000);
            for (int each = 0; each < segments.size(); each++) {
                MemorySegment segment = segments.get(each);
                assertThat(segment.get(JAVA_BYTE, 0)).as("seed %d", seed).isEqualTo((byte) each);
                assertThat(segment.get(JAVA_BYTE, segment.byteSize() - 1)).as("seed %d", seed).isEqualTo((byte) each);
            }
        }
    }

    @Test
    @DisplayName("wastes less than a unit on a large segment")
    void wastesLittle() {
        try (HeapArena arena = HeapArena.ofConfined(heap)) {
            arena.allocate(5 * MIB + 1);
            assertThat(pool.usage().usedBytes()).isEqualTo(5 * MIB + 4096);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("zeroes what others left, unless that was given up")
    void zeroes(Kind kind) {
        for (int round = 0; round < 3; round++) {
            try (HeapArena arena = kind.open(heap)) {
                for (int size : new int[] {1, 7, 100, 1024, 4096, 4097, 65_536, 300_000}) {
                    MemorySegment segment = arena.allocate(size);
                    assertThat(segment.mismatch(MemorySegment.ofArray(new byte[size])))
                            .as("%d bytes in round %d", size, round).isEqualTo(-1);
                    segment.fill((byte) 0xff);
                }
            }
        }
        try (HeapArena arena = kind.open(heap).uninitialized()) {
            assertThat(arena.allocate(300_000).get(JAVA_BYTE, 200_000)).isEqualTo((byte) 0xff);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("honours any alignment up to the largest block, and gives no bytes an address of their own")
    void aligns(Kind kind) {
        for (long alignment = 1; alignment <= pool.maxAlignment(); alignment <<= 1) {
            for (long size : new long[] {0, 1, 100, 5000}) {
                try (HeapArena arena = kind.open(heap)) {
                    MemorySegment segment = arena.allocate(size, alignment);
                    assertThat(segment.address() % alignment).as("%d at %d", size, alignment).isZero();
                    assertThat(segment.byteSize()).isEqualTo(size);
                }
            }
        }
        try (HeapArena arena = kind.open(heap)) {
            assertThat(arena.allocate(0).address()).isNotEqualTo(arena.allocate(0).address());
            assertThat(arena.allocateFrom("split and join").getString(0)).isEqualTo("split and join");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refuses what no segment can be, and is unharmed")
    void refusesSizes(Kind kind) {
        try (HeapArena arena = kind.open(heap)) {
            MemorySegment kept = arena.allocate(JAVA_LONG);
            kept.set(JAVA_LONG, 0, 42);
            assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(-1)).withMessageContaining("-1 bytes");
            for (long alignment : new long[] {0, -8, 12, pool.maxAlignment() * 2}) {
                assertThatIllegalArgumentException().isThrownBy(() -> arena.allocate(8, alignment));
            }
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> arena.allocate(Long.MAX_VALUE));
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> arena.allocate(17 * MIB));

            assertThat(arena.segments()).isEqualTo(1);
            assertThat(kept.get(JAVA_LONG, 0)).isEqualTo(42);
            assertThat(arena.allocate(100).byteSize()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("refuses everything once it is closed")
    void refusesWhenClosed(Kind kind) {
        HeapArena arena = kind.open(heap);
        arena.allocate(100);
        arena.close();

        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(1));
        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(100_000));
        assertThatIllegalStateException().isThrownBy(arena::close);
        assertThat(arena.segments()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFINED", "CHECKED"})
    @DisplayName("ends its segments when it is closed")
    void endsSegments(Kind kind) {
        HeapArena arena = kind.open(heap);
        MemorySegment small = arena.allocate(100);
        MemorySegment large = arena.allocate(100_000);
        assertThat(arena.scope().isAlive()).isTrue();
        arena.close();

        assertThat(arena.scope().isAlive()).isFalse();
        for (MemorySegment segment : List.of(small, large)) {
            assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        }
    }

    @Test
    @DisplayName("trusted, gives segments that live as long as the pool")
    void trusted() {
        HeapArena arena = HeapArena.ofTrusted(heap);
        MemorySegment segment = arena.allocate(100);
        arena.close();
        assertThat(segment.scope().isAlive()).isTrue();
        assertThat(arena.scope().isAlive()).as("the scope of what else is bound to it").isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("keeps the heap from being closed under it")
    void keepsTheHeapOpen(Kind kind) {
        try (HeapArena arena = kind.open(heap)) {
            MemorySegment segment = arena.allocate(100);
            assertThatIllegalStateException().isThrownBy(heap::close)
                    .withMessageContaining("1 open arenas and 0 open object caches");
            segment.set(JAVA_BYTE, 5, (byte) 1);
            assertThat(arena.allocate(100).byteSize()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("frees its other blocks where one was freed from under it, and says so")
    void survivesAForeignFree(Kind kind) {
        HeapArena arena = kind.open(heap);
        arena.allocate(10);
        heap.free(arena.allocate(100_000));
        arena.allocate(100);
        heap.free(arena.allocate(50_000));

        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(arena::close)
                .satisfies(refused -> assertThat(refused.getSuppressed()).hasSize(1));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("may be closed by a pressure listener that its own request asked")
    void isClosedUnderPressure(Kind kind) {
        HeapArena arena = kind.open(heap);
        arena.allocate(10 * MIB);
        PressureListener closing = (full, wanted) -> {
            if (arena.segments() > 0) {
                arena.close();
            }
        };
        pool.addPressureListener(closing);
        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(10 * MIB));
        pool.removePressureListener(closing);
    }

    @Test
    @DisplayName("of one thread refuses all others")
    void refusesOtherThreads() throws Exception {
        try (HeapArena arena = HeapArena.ofConfined(heap);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            MemorySegment segment = arena.allocate(100);
            for (Runnable use : List.<Runnable>of(
                    () -> arena.allocate(1), () -> segment.get(JAVA_BYTE, 0), arena::close)) {
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                other.submit(() -> {
                    try {
                        use.run();
                    } catch (WrongThreadException expected) {
                        thrown.set(expected);
                    }
                }).get();
                assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
            }
            segment.set(JAVA_BYTE, 0, (byte) 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    @DisplayName("is shared by many threads")
    void isShared(Kind kind) throws Exception {
        try (HeapArena arena = kind.open(heap);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<MemorySegment>>> futures = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                byte mark = (byte) (thread + 1);
                futures.add(threads.submit(() -> {
                    List<MemorySegment> mine = new ArrayList<>();
                    for (int each = 0; each < 3_000; each++) {
                        MemorySegment segment = arena.allocate(JAVA_INT, 1 + each % 70);
                        assertThat(segment.get(JAVA_INT, segment.byteSize() - 4)).isZero();
                        mine.add(segment.fill(mark));
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

    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    @DisplayName("leaves nothing behind, and spoils nothing, when it is closed under its users")
    void isClosedUnderItsUsers(Kind kind) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 100; round++) {
                HeapArena arena = kind.open(heap);
                CountDownLatch started = new CountDownLatch(2);
                List<Future<?>> users = new ArrayList<>();
                for (int thread = 0; thread < 2; thread++) {
                    users.add(threads.submit(() -> allocateUntilClosed(arena, started)));
                }
                started.await();
                arena.close();
                long mine = heap.allocate(100);
                MemorySegment block = pool.memory().asSlice(mine - pool.baseAddress(), 100).fill((byte) 9);
                for (Future<?> user : users) {
                    user.get();
                }
                for (long at = 0; at < 100; at++) {
                    assertThat(block.get(JAVA_BYTE, at)).as("round %d", round).isEqualTo((byte) 9);
                }
                heap.free(mine);
                assertThat(heap.usage().liveBlocks()).as("round %d", round).isZero();
            }
        }
    }

    private static void allocateUntilClosed(HeapArena arena, CountDownLatch started) {
        try {
            for (int each = 0;; each++) {
                try {
                    arena.allocate(each % 64 == 0 ? 40_000 : 100);
                } catch (PoolExhaustedException full) {
                    Thread.onSpinWait();
                }
                started.countDown();
            }
        } catch (IllegalStateException closed) {
            started.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKED", "TRUSTED"})
    @DisplayName("strands no block where its heap is closed right after it, under its users")
    void isClosedWithItsHeap(Kind kind) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 150; round++) {
                try (Pool own = Pool.builder().capacity(4 * MIB).purge(false).build()) {
                    Heap under = Heap.builder(own).reportLeaks(false).build();
                    HeapArena arena = kind.open(under);
                    CountDownLatch started = new CountDownLatch(2);
                    List<Future<?>> users = new ArrayList<>();
                    for (int thread = 0; thread < 2; thread++) {
                        users.add(threads.submit(() -> allocateUntilClosed(arena, started)));
                    }
                    started.await();
                    arena.close();
                    while (!isClosed(under)) {
                        Thread.onSpinWait();
                    }
                    for (Future<?> user : users) {
                        user.get();
                    }
                    assertThat(own.space().freeUnits()).as("round %d", round).isEqualTo(own.space().units());
                }
            }
        }
    }

    /** Closes a heap, or is refused. */
    private static boolean isClosed(Heap heap) {
        try {
            heap.close();
            return true;
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining("open arenas");
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("keeps its heap open until its own request has ended, whose pressure listener closed it")
    void keepsTheHeapOpenToItsEnd(Kind kind) {
        try (Pool own = Pool.builder().capacity(16 * MIB).purge(false).build()) {
            Heap under = Heap.of(own);
            HeapArena arena = kind.open(under);
            arena.allocate(10 * MIB);
            own.addPressureListener((full, wanted) -> {
                if (arena.segments() > 0) {
                    arena.close();
                    assertThat(isClosed(under)).isFalse();
                }
            });
            assertThatIllegalStateException().isThrownBy(() -> arena.allocate(10 * MIB));

            under.close();
            assertThat(own.space().freeUnits()).isEqualTo(own.space().units());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 10 * MIB})
    @DisplayName("over a heap that a pressure listener closes: what its request was given goes back")
    void heapIsClosedUnderPressure(long byteSize) {
        try (Pool own = Pool.builder().capacity(16 * MIB).purge(false).build()) {
            Heap under = Heap.of(own);
            long[] room = {own.allocateAddress(16 * MIB)};
            own.addPressureListener((full, wanted) -> {
                own.free(room[0]);
                under.close();
            });
            assertThatIllegalStateException().isThrownBy(() -> under.allocate(byteSize))
                    .withMessageContaining("closed");
            assertThat(own.space().freeUnits()).isEqualTo(own.space().units());
        }
    }

    @Test
    @DisplayName("is had by each of a thousand virtual threads")
    void aThousandVirtualThreads() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> futures = new ArrayList<>();
            for (int task = 0; task < 1_000; task++) {
                long mark = task;
                futures.add(threads.submit(() -> {
                    try (HeapArena arena = HeapArena.ofConfined(heap)) {
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

    @ParameterizedTest
    @EnumSource
    @DisplayName("ends what is bound to it when it is closed: a mapped file, and a cleanup, which runs once")
    void whatIsBoundToItEndsWithIt(Kind kind, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("mapped"), "from a file");
        AtomicInteger cleaned = new AtomicInteger();
        HeapArena arena = kind.open(heap);
        MemorySegment segment = arena.allocate(100);
        MemorySegment mapped;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        MemorySegment bound = MemorySegment.ofAddress(segment.address())
                .reinterpret(100, arena, ended -> cleaned.incrementAndGet());
        assertThat(mapped.get(JAVA_BYTE, 0)).isEqualTo((byte) 'f');

        arena.close();

        assertThat(arena.scope().isAlive()).isFalse();
        assertThat(cleaned).hasValue(1);
        assertThat(bound.scope().isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> mapped.get(JAVA_BYTE, 0));
    }
}
