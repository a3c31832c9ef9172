package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the values' sizes shift")
class SizeShiftTest {
    private static final long CAPACITY = 128 << 20;
    private static final int LARGE = (1 << 20) - 64;
    private static final int SMALL = 3;

    /** The pool has room for so many large ones, and 4 MiB more for small ones and the index. */
    private static final int KEYS = (int) (CAPACITY >>> 20) - 4;

    private static Pool pool() {
        return Pool.builder().capacity(CAPACITY).budget(MemoryBudget.unlimited()).build();
    }

    @DisplayName("a map that is full of large ones takes small ones in their place, and large ones again, always")
    @Test
    void largeSmallAndLargeAgain() {
        try (Pool pool = pool(); OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            for (int round = 0; round < 5; round++) {
                fill(map, LARGE, round);
                assertThat(map.heldBytes()).isGreaterThan(CAPACITY * 95 / 100);
                fill(map, SMALL, round);
                assertThat(map.heldBytes()).isLessThan(CAPACITY / 1000);
            }
            fill(map, LARGE, 5);
        }
    }

    private static void fill(OffHeapMap<Integer, byte[]> map, int byteSize, int round) {
        for (int key = 0; key < KEYS; key++) {
            byte[] value = new byte[byteSize];
            value[0] = (byte) (key + round);
            map.put(key, value);
        }
        for (int key = 0; key < KEYS; key++) {
            byte[] value = map.get(key);
            assertThat(value).hasSize(byteSize);
            assertThat(value[0]).isEqualTo((byte) (key + round));
        }
    }

    @DisplayName("a cache full of small ones that were asked for takes a large one, whatever is in the way")
    @Test
    void aCacheMakesRoomForLargeOnes() {
        long mostBytes = CAPACITY - (8 << 20);
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), mostBytes)) {
            int small = 0;
            while (cache.statistics().evictions() == 0) {
                cache.put(small++, new byte[100]);
            }
            for (int large = -1; large >= -16; large--) {
                cache.put(large, new byte[LARGE]);
                assertThat(cache.heldBytes()).isLessThanOrEqualTo(mostBytes);
            }
        }
    }
}
