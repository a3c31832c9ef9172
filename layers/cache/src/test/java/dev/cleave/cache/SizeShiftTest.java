package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where the values' sizes shift")
class SizeShiftTest {
    private static final long CAPACITY = 128 << 20;
    private static final int LARGE = (1 << 20) - 64;
    private static final int SMALL = 3;

    /** Of the pool whose large ones become small and large again: as large as memory allows, if asked for. */
    private static final long SHIFTED_CAPACITY = Long.getLong("cleave.sizeShift.bytes", CAPACITY);

    /** It has room for so many large ones, and 4 MiB more for small ones and the index. */
    private static final int KEYS = (int) (SHIFTED_CAPACITY >>> 20) - 4;

    private static Pool pool() {
        return pool(CAPACITY);
    }

    private static Pool pool(long capacity) {
        return Pool.builder().capacity(capacity).budget(MemoryBudget.unlimited()).build();
    }

    @DisplayName("a map that is full of large ones takes small ones in their place, and large ones again, always")
    @Test
    void largeSmallAndLargeAgain() {
        try (Pool pool = pool(SHIFTED_CAPACITY);
                OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            for (int round = 0; round < 5; round++) {
                fill(map, LARGE, round);
                assertThat(map.heldBytes()).isGreaterThan(SHIFTED_CAPACITY * 95 / 100);
                fill(map, SMALL, round);
                assertThat(map.heldBytes()).isLessThan(SHIFTED_CAPACITY / 1000);
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

    @DisplayName("a map whose small ones were removed here and there takes large ones as long as the bytes suffice")
    @Test
    void largeAmongScattered() {
        try (Pool pool = pool(); OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            int keys = fillWith(map, 100);
            removeThreeOfFour(map, keys);
            int large = (int) ((CAPACITY * 95 / 100 - map.heldBytes()) / (LARGE + 64));
            for (int key = -1; key >= -large; key--) {
                map.put(key, new byte[LARGE]);
            }
            assertThat(map.heldBytes()).isGreaterThan(CAPACITY * 93 / 100);
            assertThat(map.movedBytes()).isPositive();
            requireFourth(map, keys, 100);
            map.clear();
            assertThat(map.heldBytes()).isZero();
        }
    }

    @DisplayName("a map whose small ones were removed here and there gives 95 % of what they left to another size")
    @Test
    void anotherSizeAmongScattered() {
        try (Pool pool = pool(); OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            int keys = fillWith(map, 100);
            removeThreeOfFour(map, keys);
            long left = CAPACITY - map.heldBytes();
            long before = map.heldBytes();
            try {
                for (int key = -1;; key--) {
                    map.put(key, new byte[900]);
                }
            } catch (PoolExhaustedException full) {
                assertThat(map.heldBytes() - before).isGreaterThan(left * 95 / 100);
            }
            requireFourth(map, keys, 100);
        }
    }

    private static int fillWith(OffHeapMap<Integer, byte[]> map, int byteSize) {
        int key = 0;
        while (map.heldBytes() < CAPACITY * 97 / 100) {
            byte[] value = new byte[byteSize];
            value[0] = (byte) key;
            map.put(key++, value);
        }
        return key;
    }

    private static void removeThreeOfFour(OffHeapMap<Integer, byte[]> map, int keys) {
        for (int key = 0; key < keys; key++) {
            if (!stays(key)) {
                map.remove(key);
            }
        }
    }

    private static boolean stays(int key) {
        return key * 0x9E3779B9 >>> 30 == 0;
    }

    private static void requireFourth(OffHeapMap<Integer, byte[]> map, int keys, int byteSize) {
        for (int key = 0; key < keys; key++) {
            byte[] value = map.get(key);
            if (stays(key) ? value == null || value.length != byteSize || value[0] != (byte) key : value != null) {
                throw new AssertionError("key " + key + " has another value");
            }
        }
    }

    @DisplayName("a cache in a pool hardly larger than itself, full of small ones, takes large ones; few leave for each")
    @Test
    void aCacheInATightPool() {
        long mostBytes = CAPACITY * 97 / 100;
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), mostBytes)) {
            int small = 0;
            while (cache.statistics().evictions() == 0) {
                cache.put(small++, new byte[100]);
            }
            long evictedBefore = cache.statistics().evictedBytes();
            int stored = 64;
            for (int large = -1; large >= -stored; large--) {
                cache.put(large, new byte[LARGE]);
            }
            CacheStatistics statistics = cache.statistics();
            assertThat(statistics.evictedBytes() - evictedBefore).isLessThan(stored * (LARGE + (256L << 10)));
            assertThat(statistics.movedBytes()).isPositive();
            assertThat(cache.heldBytes()).isBetween(mostBytes * 95 / 100, mostBytes);
        }
    }

    @DisplayName("a cache full of small ones that fall idle holds as many of another size as one that was empty, nearly")
    @Test
    void anotherSizeInTheCache() {
        long mostBytes = 32 << 20;
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> fresh =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), mostBytes);
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), mostBytes)) {
            for (int small = 0; cache.statistics().evictions() == 0; small++) {
                cache.put(small, new byte[100]);
            }
            for (int other = -1; other >= -400_000; other--) {
                cache.put(other, new byte[900]);
            }
            for (int other = -1; fresh.statistics().evictions() == 0; other--) {
                fresh.put(other, new byte[900]);
            }
            assertThat(valuesOf(cache, 900)).isGreaterThan(valuesOf(fresh, 900) * 97 / 100);
            assertThat(cache.size()).isLessThan(valuesOf(cache, 900) * 102 / 100);
        }
    }

    @DisplayName("a cache whose entries are removed gives back what index and policy had for them")
    @Test
    void nothingStaysOfTheRemoved() {
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), 32 << 20)) {
            for (int small = 0; small < 200_000; small++) {
                cache.put(small, new byte[100]);
            }
            for (int small = 0; small < 200_000; small++) {
                if (small % 16 != 0) {
                    cache.remove(small);
                }
            }
            for (int small = 0; small < 200_000; small += 16) {
                assertThat(cache.get(small)).hasSize(100);
            }
            assertThat(cache.heldBytes() / cache.size()).isLessThan(2 * 120);
            for (int small = 0; small < 200_000; small += 16) {
                cache.remove(small);
            }
            cache.put(0, new byte[100]);
            assertThat(cache.heldBytes()).isLessThan(100 << 10);
        }
    }

    private static long valuesOf(OffHeapCache<Integer, byte[]> cache, int byteSize) {
        long[] count = new long[1];
        cache.iterator().forEachRemaining(each -> count[0] += each.getValue().length == byteSize ? 1 : 0);
        return count[0];
    }
}
