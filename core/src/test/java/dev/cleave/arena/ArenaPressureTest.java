package dev.cleave.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.arena.PooledArenaTest.Kind;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arenas of a full pool: what they ask of pressure listeners, and listeners that use the very arena they serve. */
class ArenaPressureTest {
    private static final long UNIT = 4096;
    private static final long CAPACITY = 64 * UNIT;

    private final Pool pool = Pool.builder().name("full").capacity(CAPACITY).purge(false).build();
    private final List<Long> asked = new ArrayList<>();

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void aListenerMayCloseTheArenaThatAsks(Kind kind) {
        for (long size : new long[] {100, 5000, 20_000}) {
            long cache = pool.allocateAddress(CAPACITY);
            PooledArena arena = kind.open(pool);
            closeWhenAsked(arena, cache);

            assertThatIllegalStateException().as(size + " bytes").isThrownBy(() -> arena.allocate(size));
            assertThat(pool.usage().usedBytes()).as(size + " bytes").isZero();
            assertThatIllegalStateException().isThrownBy(arena::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListenerMayCloseAnArenaThatHoldsBlocks(Kind kind) {
        PooledArena arena = kind.open(pool);
        arena.allocate(100);
        arena.allocate(9000);
        long cache = pool.allocateAddress(pool.usage().largestFreeBlockBytes());
        closeWhenAsked(arena, cache);

        assertThatIllegalStateException().isThrownBy(() -> arena.allocate(CAPACITY / 2 + 1));
    }

    private void closeWhenAsked(PooledArena arena, long cache) {
        boolean[] done = new boolean[1];
        pool.addPressureListener((full, bytes) -> {
            if (!done[0]) {
                done[0] = true;
                full.free(cache);
                arena.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aListenerMayAllocateInTheArenaThatAsks(Kind kind) {
        for (long size : new long[] {100, 5000, 20_000}) {
            long cache = pool.allocateAddress(CAPACITY);
            boolean[] done = new boolean[1];
            List<MemorySegment> segments = new ArrayList<>();
            try (PooledArena arena = kind.open(pool)) {
                pool.addPressureListener((full, bytes) -> {
                    if (!done[0]) {
                        done[0] = true;
                        full.free(cache);
                        for (int i = 0; i < 12; i++) {
                            segments.add(arena.allocate(i % 2 == 0 ? 50 : 9000).fill((byte) 1));
                        }
                    }
                });
                MemorySegment segment = arena.allocate(size);
                assertThat(segment.mismatch(MemorySegment.ofArray(new byte[(int) size]))).isEqualTo(-1);
                segment.fill((byte) 2);
                segments.add(arena.allocate(200).fill((byte) 1));
                for (MemorySegment other : segments) {
                    assertThat(other.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
                    assertThat(other.get(JAVA_BYTE, other.byteSize() - 1)).isEqualTo((byte) 1);
                }
                assertThat(segments).hasSize(13);
            }
            assertThat(pool.usage().usedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSmallSegmentTakesASmallerBlockBeforeAnybodyIsAsked(Kind kind) {
        pool.addPressureListener((full, bytes) -> asked.add(bytes));
        long cache = pool.allocateAddress(CAPACITY - 4 * UNIT);
        try (PooledArena arena = kind.open(pool)) {
            for (int i = 0; i < 4 * UNIT / 100 - 4; i++) {
                arena.allocate(100);
            }
        }
        assertThat(asked).isEmpty();
        pool.free(cache);
    }

    @ParameterizedTest
    @EnumSource
    void listenersAreAskedForWhatIsWantedAndNotForMore(Kind kind) {
        long cache = pool.allocateAddress(CAPACITY);
        pool.addPressureListener((full, bytes) -> {
            asked.add(bytes);
            full.free(cache);
        });
        try (PooledArena arena = kind.open(pool)) {
            arena.allocate(100);
        }
        assertThat(asked).containsExactly(UNIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 4096})
    void blocksGrowAgainWhenThereIsRoomAgain(int unit) {
        try (Pool other = Pool.builder().capacity(1 << 20).unit(unit).purge(false).build();
                PooledArena arena = PooledArena.ofTrusted(other)) {
            long cache = other.allocateAddress((1 << 20) - 4096);
            while (other.usage().freeBytes() > 0) {
                arena.allocate(64);
            }
            other.free(cache);
            long used = other.usage().usedBytes();
            while (other.usage().usedBytes() == used) {
                arena.allocate(64);
            }
            assertThat(other.usage().usedBytes()).as("the next block has 8 KiB").isEqualTo(used + 8192);
        }
    }
}
