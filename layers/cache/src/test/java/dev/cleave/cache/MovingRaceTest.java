package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Races 9 and 11 of the package: entries and nodes move while they are read, written, evicted, and expire. */
@DisplayName("Entries that move under several threads")
class MovingRaceTest {
    private static final long CAPACITY = 8 << 20;
    private static final int KEYS = 40_000;
    private static final int ROUNDS = 60_000;

    /** As long as something that is to happen has not. */
    private static final int MOST_ROUNDS = 20 * ROUNDS;

    /** Values are small; one in a thousand is large, so that many small ones are in its way. */
    private static byte[] stamped(int key, Random random) {
        byte[] value =
                new byte[random.nextInt(1000) == 0 ? 200_000 + random.nextInt(200_000) : 1 + random.nextInt(300)];
        Arrays.fill(value, stamp(key, value.length));
        return value;
    }

    private static byte stamp(int key, int length) {
        return (byte) (key * 31 + length);
    }

    private static boolean isStamped(int key, byte[] value) {
        for (byte each : value) {
            if (each != stamp(key, value.length)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStampedInPlace(int key, MemorySegment value) {
        Thread.yield();
        return isStamped(key, value.toArray(ValueLayout.JAVA_BYTE));
    }

    private static Pool pool() {
        return Pool.builder().capacity(CAPACITY).budget(MemoryBudget.unlimited()).build();
    }

    @Test
    @DisplayName("are whole, and none is lost, in a map whose pool is full")
    void inAFullMap() throws Exception {
        try (Pool pool = pool();
                OffHeapMap<Integer, byte[]> map =
                        OffHeapMap.builder(pool, Codecs.ints(), Codecs.bytes()).stripes(8).build()) {
            AtomicInteger writing = new AtomicInteger(2);
            ConcurrentMap<Integer, byte[]> view = map.asMap();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                tasks.add(() -> write(view, map::put, () -> map.movedBytes() > 0, writing));
                tasks.add(() -> read(map::get, map::read, new Random(), writing));
            }
            tasks.add(() -> iterate(view, writing));
            Together.run(tasks);
            assertThat(map.movedBytes()).as("bytes moved").isPositive();
            map.clear();
            assertThat(map.heldBytes()).as("bytes held of nothing").isZero();
            long unused = map.trim();
            assertThat(pool.usedBytes()).as("bytes of the pool that are held for nothing").isZero();
        }
    }

    @Test
    @DisplayName("are whole, and no more than are allowed, in a cache that evicts and expires")
    void inACache() throws Exception {
        long mostBytes = CAPACITY * 95 / 100;
        AtomicLong clock = new AtomicLong(1);
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.builder(pool, Codecs.ints(), Codecs.bytes(), mostBytes)
                                .expireAfterAccess(Duration.ofNanos(300_000))
                                .clock(clock::incrementAndGet)
                                .build()) {
            AtomicInteger writing = new AtomicInteger(2);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                tasks.add(() -> write(cache.asMap(), cache::put, () -> hasSeenAll(cache.statistics()), writing));
                tasks.add(() -> read(cache::get, cache::read, new Random(), writing));
            }
            tasks.add(() -> iterate(cache.asMap(), writing));
            tasks.add(() -> {
                while (writing.get() > 0) {
                    assertThat(cache.heldBytes()).isLessThanOrEqualTo(mostBytes);
                    Thread.yield();
                }
                return null;
            });
            Together.run(tasks);
            CacheStatistics statistics = cache.statistics();
            assertThat(hasSeenAll(statistics)).as("%s", statistics).isTrue();
            cache.asMap().forEach((key, value) -> assertThat(isStamped(key, value)).isTrue());
        }
    }

    @Test
    @DisplayName("are whole where a cache's entries become many and few in turns, so that their nodes move")
    void nodesMove() throws Exception {
        long mostBytes = CAPACITY * 95 / 100;
        try (Pool pool = pool();
                OffHeapCache<Integer, byte[]> cache =
                        OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), mostBytes)) {
            AtomicInteger writing = new AtomicInteger(2);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                tasks.add(() -> writeInWaves(cache, writing));
                tasks.add(() -> read(cache::get, cache::read, new Random(), writing));
            }
            Together.run(tasks);
            cache.asMap().forEach((key, value) -> assertThat(isStamped(key, value)).isTrue());
            for (int key = 0; key < KEYS; key++) {
                cache.remove(key);
            }
            assertThat(cache.size()).isZero();
            assertThat(cache.heldBytes()).as("of index and policy alone").isLessThan(256 << 10);
        }
    }

    private static Void writeInWaves(OffHeapCache<Integer, byte[]> cache, AtomicInteger writing) {
        Random random = new Random();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                boolean large = round / (ROUNDS / 6) % 2 == 1;
                int key = random.nextInt(KEYS);
                byte[] value = new byte[large ? 2_000 + random.nextInt(2_000) : 1 + random.nextInt(30)];
                Arrays.fill(value, stamp(key, value.length));
                cache.put(key, value);
            }
        } finally {
            writing.decrementAndGet();
        }
        return null;
    }

    private static boolean hasSeenAll(CacheStatistics statistics) {
        return statistics.movedBytes() > 0 && statistics.expirations() > 0 && statistics.evictions() > 0;
    }

    private static Void write(
            Map<Integer, byte[]> map, BiConsumer<Integer, byte[]> put, BooleanSupplier hasSeenAll,
            AtomicInteger writing) {
        Random random = new Random();
        try {
            for (int round = 0; round < ROUNDS || round < MOST_ROUNDS && !hasSeenAll.getAsBoolean(); round++) {
                int key = random.nextInt(KEYS);
                try {
                    if (random.nextInt(4) == 0) {
                        map.remove(key);
                    } else {
                        put.accept(key, stamped(key, random));
                    }
                } catch (PoolExhaustedException full) {
                    for (int each = 0; each < KEYS / 50; each++) {
                        map.remove(random.nextInt(KEYS));
                    }
                }
            }
        } finally {
            writing.decrementAndGet();
        }
        return null;
    }

    /** The value of a key. */
    private interface Get {
        byte[] of(int key);
    }

    /** Whether a key's value is in order where it lies. */
    private interface ReadInPlace {
        Boolean of(int key, ValueReader<Boolean> reader);
    }

    private static Void read(Get get, ReadInPlace inPlace, Random random, AtomicInteger writing) {
        while (writing.get() > 0) {
            int key = random.nextInt(KEYS);
            byte[] value = get.of(key);
            if (value != null && !isStamped(key, value)) {
                throw new AssertionError("key " + key + " has another's value");
            }
            Boolean whole = random.nextInt(8) > 0 ? null : inPlace.of(key, segment -> isStampedInPlace(key, segment));
            if (whole != null && !whole) {
                throw new AssertionError("key " + key + " has another's value in place");
            }
        }
        return null;
    }

    private static Void iterate(Map<Integer, byte[]> map, AtomicInteger writing) {
        while (writing.get() > 0) {
            for (Map.Entry<Integer, byte[]> each : map.entrySet()) {
                if (!isStamped(each.getKey(), each.getValue())) {
                    throw new AssertionError("key " + each.getKey() + " came with another's value");
                }
            }
        }
        return null;
    }
}
