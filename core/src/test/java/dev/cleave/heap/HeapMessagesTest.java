package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Whatever a heap refuses")
class HeapMessagesTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("it refuses by name, in bytes and addresses, and says what to do")
    void saysWhatToDo(SafetyLevel level) {
        try (Pool pool = Pool.builder().name("of the mill").capacity(4 << 20).purge(false).build()) {
            Heap heap = Heap.builder(pool).safety(level).build();
            MemorySegment stale = heap.allocateSegment(100);
            long slot = heap.allocate(100);
            long large = heap.allocate(100_000);
            heap.free(stale);
            Stream.<ThrowingCallable>of(
                    () -> heap.allocate(0), () -> heap.allocate(-5), () -> heap.allocate(8, 3),
                    () -> heap.allocate(8, 0),
                    () -> heap.allocate(8, 1L << 62), () -> heap.tryAllocate(0), () -> heap.allocateSegment(-1),
                    () -> heap.free(stale), () -> heap.free(stale.address()), () -> heap.free(slot + 1),
                    () -> heap.free(large + 16), () -> heap.free(slot, 3), () -> heap.free(slot, 0),
                    () -> heap.free(large, Long.MAX_VALUE), () -> heap.reallocate(stale.address(), 10),
                    () -> heap.reallocate(slot, 0), () -> heap.usableBytes(large + 4096),
                    () -> heap.free(MemorySegment.ofArray(new byte[8])), () -> freeForeign(heap))
                    .forEach(HeapMessagesTest::assertRefused);
            heap.free(slot);
            heap.free(large);
            heap.close();
            Stream.<ThrowingCallable>of(() -> heap.allocate(8), () -> heap.allocate(100_000), () -> heap.free(slot),
                    () -> heap.tryAllocate(8), () -> HeapArena.ofTrusted(heap))
                    .forEach(HeapMessagesTest::assertRefused);
        }
    }

    private static void freeForeign(Heap heap) {
        try (Arena arena = Arena.ofConfined()) {
            heap.free(arena.allocate(8).address());
        }
    }

    private static void assertRefused(ThrowingCallable misuse) {
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(misuse)
                .withMessageContaining("of the mill")
                .withMessageNotContaining("unit")
                .withMessageMatching("(?s).*( closed|: | at most ).*");
    }
}
