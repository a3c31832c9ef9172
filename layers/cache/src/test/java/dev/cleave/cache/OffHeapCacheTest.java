package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An off-heap cache")
class OffHeapCacheTest {
    private static final long MILLI = 1_000_000;

    private final Pool pool = SmallPool.of(64 << 20);
    private final AtomicLong clock = new AtomicLong(-5 * MILLI);

    @AfterEach
    void everythingIsGivenBack() {
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }

    private OffHeapCacheBuilder<Integer, byte[]> builder(long mostBytes) {
        return OffHeapCache.builder(pool, Codecs.ints(), Codecs.bytes(), mostBytes).clock(clock::get);
    }

    @Test
    @DisplayName("never holds more than it is told, whatever the sizes, and counts to the byte")
    void bounded() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long most = 2 << 20;
        try (OffHeapCache<Integer, byte[]> cache = builder(most).build()) {
            long empty = cache.heldBytes();
            for (int round = 0; round < 40_000; round++) {
                int key = random.nextInt(20_000);
                if (cache.get(key) == null) {
                    cache.put(key, new byte[random.nextInt(round % 100 == 0 ? 100_000 : 400)]);
                }
                if (random.nextInt(8) == 0) {
                    boolean unused = cache.remove(random.nextInt(20_000));
                }
                if (cache.heldBytes() > most) {
                    throw new AssertionError("seed " + seed + ": " + cache.heldBytes() + " bytes");
                }
            }
            CacheStatistics done = cache.statistics();
            assertThat(done.hits() + done.misses()).isEqualTo(40_000);
            assertThat(done.evictions()).isPositive();
            assertThat(cache.heldBytes()).isGreaterThan(most / 2);
            cache.clear();
            assertThat(cache.size()).isZero();
            assertThat(cache.heldBytes() - empty).as("nodes and sketch remain").isBetween(0L, most / 4);
        }
    }

    @Test
    @DisplayName("keeps what is asked for often from a scan of what is asked for once")
    void resistsScans() {
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).build()) {
            for (int round = 0; round < 5; round++) {
                for (int key = 0; key < 500; key++) {
                    if (cache.get(key) == null) {
                        cache.put(key, new byte[1000]);
                    }
                }
            }
            for (int key = 1000; key < 6000; key++) {
                cache.put(key, new byte[1000]);
            }
            int kept = 0;
            for (int key = 0; key < 500; key++) {
                kept += cache.containsKey(key) ? 1 : 0;
            }
            assertThat(kept).isGreaterThan(450);
        }
    }

    @Test
    @DisplayName("stores a large value always, after small ones took its place, and the other way round")
    void largeAfterSmall() {
        try (OffHeapCache<Integer, byte[]> cache = builder(24 << 20).build()) {
            for (int round = 0; round < 2; round++) {
                for (int key = 0; key < 60; key++) {
                    cache.put(key, new byte[1 << 20]);
                    assertThat(cache.heldBytes()).isLessThanOrEqualTo(24 << 20);
                }
                for (int key = 0; key < 20_000; key++) {
                    cache.put(key, new byte[3]);
                }
                assertThat(cache.size()).isGreaterThan(19_000);
            }
        }
    }

    @Test
    @DisplayName("finds nothing that was written too long ago, even where the clock goes back, and frees it by the way")
    void expiresAfterWrite() {
        List<String> left = new ArrayList<>();
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).expireAfterWrite(Duration.ofMillis(10))
                .removalListener((key, value, cause) -> left.add(key + " " + cause)).build()) {
            cache.put(1, new byte[1]);
            clock.addAndGet(9 * MILLI);
            assertThat(cache.get(1)).hasSize(1);
            cache.put(2, new byte[2], Duration.ofMillis(100));
            clock.addAndGet(2 * MILLI);
            assertThat(cache.get(1)).isNull();
            assertThat(cache.containsKey(1)).isFalse();
            assertThat(cache.remove(1)).isFalse();
            assertThat(left).containsExactly("1 EXPIRED");
            clock.addAndGet(-1000 * MILLI);
            assertThat(cache.get(2)).hasSize(2);
            clock.addAndGet(1100 * MILLI);
            assertThat(cache.size()).isEqualTo(1);
            cache.expire();
            assertThat(cache.size()).isZero();
            assertThat(cache.statistics().expirations()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("lives as long as it is read, where it is told so")
    void expiresAfterAccess() {
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).expireAfterAccess(Duration.ofMillis(10)).build()) {
            cache.put(1, new byte[1]);
            for (int read = 0; read < 10; read++) {
                clock.addAndGet(9 * MILLI);
                assertThat(cache.<Integer>read(1, value -> (int) value.byteSize())).isEqualTo(1);
            }
            clock.addAndGet(11 * MILLI);
            assertThat(cache.get(1)).isNull();
            assertThat(cache.putIfAbsent(1, new byte[2])).isNull();
            assertThat(cache.get(1)).hasSize(2);
        }
    }

    @Test
    @DisplayName("tells its listener why each left, with no lock held, and lives on where the listener throws")
    void listener() {
        List<String> left = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        List<OffHeapCache<Integer, byte[]>> self = new ArrayList<>();
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).removalListener((key, value, cause) -> {
            left.add(key + " " + value.length + " " + cause);
            self.getFirst().put(100 + key, value);
            if (key == 2) {
                throw new IllegalArgumentException("planned");
            }
        }).listenerFailures(failures::add).build()) {
            self.add(cache);
            cache.put(1, new byte[1]);
            cache.put(1, new byte[2]);
            assertThat(cache.remove(1)).isTrue();
            cache.put(2, new byte[3]);
            assertThat(cache.asMap().remove(2)).hasSize(3);
            assertThat(left).containsExactly("1 1 REPLACED", "1 2 REMOVED", "101 1 REPLACED", "2 3 REMOVED");
            assertThat(failures).hasSize(1).first().hasToString("java.lang.IllegalArgumentException: planned");
            assertThat(cache.statistics().listenerFailures()).isEqualTo(1);
            assertThat(cache.get(102)).hasSize(3);
        }
    }

    @Test
    @DisplayName("loads a key once, however many threads ask; a load that fails is its caller's, and the next loads")
    void loadsOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).build()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                tasks.add(() -> {
                    for (int key = 0; key < 300; key++) {
                        assertThat(cache.get(key, asked -> {
                            loads.incrementAndGet();
                            Thread.yield();
                            return new byte[asked];
                        })).hasSize(key);
                    }
                    return null;
                });
            }
            Together.run(tasks);
            assertThat(loads.get()).isEqualTo(300);
            assertThatThrownBy(() -> cache.get(1000, key -> {
                throw new IllegalArgumentException("planned");
            })).hasMessage("planned");
            assertThat(cache.get(1000, key -> null)).isNull();
            assertThat(cache.get(1000, key -> new byte[7])).hasSize(7);
            assertThat(cache.get(1001, key -> new byte[2 << 20])).as("too large to keep").hasSize(2 << 20);
            assertThat(cache.containsKey(1001)).isFalse();
            assertThat(cache.statistics()).extracting(CacheStatistics::loads, CacheStatistics::failedLoads)
                    .containsExactly(303L, 1L);
        }
    }

    @Test
    @DisplayName("refuses a loader that asks for its own key, by way of another's too, and does not wait for ever")
    void recursiveLoads() throws Exception {
        try (OffHeapCache<Integer, byte[]> cache = builder(1 << 20).build()) {
            assertThatThrownBy(() -> cache.get(1, key -> cache.get(1, same -> new byte[1])))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("the key that it loads");
            assertThat(cache.get(1, key -> cache.get(2, other -> new byte[2]))).hasSize(2);
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger refused = new AtomicInteger();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                int own = 10 + each;
                int others = 11 - each;
                tasks.add(() -> {
                    try {
                        byte[] unused = cache.get(own, key -> {
                            both.countDown();
                            try {
                                both.await();
                            } catch (InterruptedException interrupted) {
                                throw new IllegalArgumentException(interrupted);
                            }
                            return cache.get(others, other -> new byte[3]);
                        });
                    } catch (IllegalStateException cycle) {
                        refused.incrementAndGet();
                    }
                    return null;
                });
            }
            Together.run(tasks);
            assertThat(refused.get()).isPositive();
        }
    }

    @Test
    @DisplayName("shows whole values and its bound to threads that read, write, load and expire at once (races 6 to 8)")
    void race() throws Exception {
        long most = 1 << 20;
        AtomicInteger told = new AtomicInteger();
        try (OffHeapCache<Integer, byte[]> cache = builder(most).expireAfterAccess(Duration.ofMillis(100))
                .removalListener((key, value, cause) -> {
                    requireStamped(key, value);
                    told.incrementAndGet();
                }).build()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                tasks.add(() -> {
                    Random random = new Random();
                    for (int round = 0; round < 10_000; round++) {
                        use(cache, random);
                        if (cache.heldBytes() > most) {
                            throw new AssertionError(cache.heldBytes() + " bytes");
                        }
                        clock.addAndGet(random.nextInt(1000));
                    }
                    return null;
                });
            }
            Together.run(tasks);
            assertThat(told.get()).isPositive();
            for (Map.Entry<Integer, byte[]> each : cache.asMap().entrySet()) {
                requireStamped(each.getKey(), each.getValue());
            }
            clock.addAndGet(1000 * MILLI);
            cache.expire();
            assertThat(cache.size()).isZero();
        }
    }

    private static void use(OffHeapCache<Integer, byte[]> cache, Random random) {
        int key = random.nextInt(3000);
        switch (random.nextInt(5)) {
            case 0 -> cache.put(key, stamped(key, random.nextInt(2000)));
            case 1 -> {
                boolean unused = cache.remove(key);
            }
            case 2 -> requireStamped(key, cache.get(key, asked -> stamped(asked, 100)));
            default -> {
                byte[] value = cache.get(key);
                if (value != null) {
                    requireStamped(key, value);
                }
            }
        }
    }

    private static byte[] stamped(int key, int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) (key * 31 + length));
        return value;
    }

    private static void requireStamped(int key, byte[] value) {
        for (byte each : value) {
            if (each != (byte) (key * 31 + value.length)) {
                throw new AssertionError("key " + key + " has another's value");
            }
        }
    }

    @Test
    @DisplayName("refuses what is larger than itself without evicting for it, times that are none, and use after the end")
    void badInput() {
        OffHeapCache<Integer, byte[]> cache = builder(1 << 20).build();
        cache.put(1, new byte[1]);
        assertThatThrownBy(() -> cache.put(2, new byte[1 << 20])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576");
        assertThat(cache.containsKey(1)).isTrue();
        assertThatThrownBy(() -> cache.put(2, new byte[1], Duration.ofMillis(1)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("expireSingly()");
        assertThatThrownBy(() -> cache.put(2, new byte[1], Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder(100)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("100");
        assertThatThrownBy(() -> builder(1 << 20).expireAfterWrite(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder(1 << 20).expireAfterWrite(Duration.ofMillis(1))
                .expireAfterAccess(Duration.ofMillis(1))).hasMessageContaining("choose one");
        cache.close();
        assertThatThrownBy(() -> cache.get(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> cache.put(1, new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cache::expire).isInstanceOf(IllegalStateException.class);
    }
}
