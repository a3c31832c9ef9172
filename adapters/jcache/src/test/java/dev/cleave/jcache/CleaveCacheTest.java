package dev.cleave.jcache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapCache;
import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheWriterException;
import javax.cache.processor.EntryProcessorException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the specification's own tests do not ask: bytes, codecs, closing under way. */
class CleaveCacheTest {
    private static final long BYTES = 1 << 20;

    private final CleaveCachingProvider provider = new CleaveCachingProvider();
    private CacheManager manager;

    @BeforeEach
    void open() {
        Properties properties = new Properties();
        properties.setProperty(CleaveCachingProvider.CAPACITY, String.valueOf(64 << 20));
        properties.setProperty(CleaveCachingProvider.CACHE_BYTES, String.valueOf(BYTES));
        manager = provider.getCacheManager(URI.create("test"), null, properties);
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private <K, V> Cache<K, V> cache(Class<K> keys, Class<V> values) {
        return manager.createCache("cache", new MutableConfiguration<K, V>().setTypes(keys, values));
    }

    /** A factory that gives what there is; the kit's own wants it to serialize. */
    private static <T> Factory<T> always(T part) {
        return () -> part;
    }

    @Test
    void isFoundByTheInterface() {
        assertThat(Caching.getCachingProvider()).isInstanceOf(CleaveCachingProvider.class);
        Caching.getCachingProvider().close();
    }

    @Test
    void holdsNoMoreBytesThanTheManagerSays() {
        Cache<Long, byte[]> cache = cache(Long.class, byte[].class);
        for (long key = 0; key < 5_000; key++) {
            cache.put(key, new byte[1_000]);
        }
        OffHeapCache<?, ?> engine = cache.unwrap(OffHeapCache.class);
        assertThat(engine.mostBytes()).isEqualTo(BYTES);
        assertThat(engine.heldBytes()).isLessThanOrEqualTo(BYTES);
        assertThat(engine.size()).isBetween(500L, 1_000L);
    }

    @Test
    @SuppressWarnings("unchecked") // a class says nothing of its types
    void holdsAsManyBytesAsTheConfigurationSaysByItsCodecs() {
        Cache<String, String> cache = manager.createCache("cache", new CleaveCacheConfiguration<String, String>()
                .setMostBytes(2 * BYTES)
                .setKeyCodec(Codecs.strings())
                .setValueCodec(Codecs.strings()));
        cache.put("key", "value");
        assertThat(cache.get("key")).isEqualTo("value");
        assertThat(cache.unwrap(OffHeapCache.class).mostBytes()).isEqualTo(2 * BYTES);
        CleaveCacheConfiguration<?, ?> read = cache.getConfiguration(CleaveCacheConfiguration.class);
        assertThat(read.getMostBytes()).isEqualTo(2 * BYTES);
        assertThat(read).isEqualTo(new CleaveCacheConfiguration<>(read)).hasSameHashCodeAs(
                new CleaveCacheConfiguration<>(read));
    }

    @Test
    void evictionsAreCounted() throws Exception {
        Cache<Long, byte[]> cache = cache(Long.class, byte[].class);
        manager.enableStatistics("cache", true);
        for (long key = 0; key < 5_000; key++) {
            cache.put(key, new byte[1_000]);
        }
        ObjectName statistics = new ObjectName("javax.cache:type=CacheStatistics,CacheManager=test,Cache=cache");
        assertThat((long) ManagementFactory.getPlatformMBeanServer().getAttribute(statistics, "CacheEvictions"))
                .isEqualTo(5_000 - cache.unwrap(OffHeapCache.class).size());
    }

    @Test
    void refusesValuesLargerThanTheCacheAndKeepsWhatItHas() {
        Cache<Long, byte[]> cache = cache(Long.class, byte[].class);
        cache.put(1L, new byte[] {7});
        assertThatThrownBy(() -> cache.put(1L, new byte[2 << 20]))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("the cache may hold " + BYTES);
        assertThat(cache.get(1L)).containsExactly(7);
    }

    @Test
    void arraysAreKeysByWhatIsInThem() {
        Cache<byte[], String> cache = cache(byte[].class, String.class);
        cache.put("one".getBytes(UTF_8), "1");
        assertThat(cache.get("one".getBytes(UTF_8))).isEqualTo("1");
        assertThat(cache.remove("one".getBytes(UTF_8))).isTrue();
    }

    @Test
    void storesByValue() {
        Cache<Object, Object> cache = cache(Object.class, Object.class);
        List<String> list = new ArrayList<>(List.of("a"));
        cache.put(1, list);
        list.add("b");
        assertThat(cache.get(1)).isEqualTo(List.of("a"));
        assertThatThrownBy(() -> cache.put(2, new Object()))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("java.lang.Object cannot be stored by value");
        assertThat(cache.containsKey(2)).isFalse();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // that is what is tested
    void refusesOtherTypesThanAreSet() {
        Cache cache = cache(Long.class, String.class);
        assertThatThrownBy(() -> cache.put("1", "one")).isInstanceOf(ClassCastException.class)
                .hasMessage("a key of java.lang.String: the cache cache has such of java.lang.Long");
        assertThatThrownBy(() -> cache.put(1L, 1L)).isInstanceOf(ClassCastException.class)
                .hasMessageContaining("a value of java.lang.Long");
    }

    @Test
    void refusesStoreByReferenceAndSizesThatAreNone() {
        assertThatThrownBy(() -> manager.createCache("cache", new MutableConfiguration<>().setStoreByValue(false)))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> manager.createCache("cache", new CleaveCacheConfiguration<>().setMostBytes(100)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("16384");
        assertThatThrownBy(() -> new CleaveCacheConfiguration<>().setMostBytes(-1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
        Properties wrong = new Properties();
        wrong.setProperty(CleaveCachingProvider.CAPACITY, "much");
        assertThatThrownBy(() -> provider.getCacheManager(URI.create("other"), null, wrong))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("much");
        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void listenersHearOfWhatExpired() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        CacheEntryExpiredListener<Long, String> listener =
                events -> events.forEach(each -> heard.add(each.getKey() + "=" + each.getValue()));
        Cache<Long, String> cache = manager.createCache("cache", new MutableConfiguration<Long, String>()
                .setTypes(Long.class, String.class)
                .setExpiryPolicyFactory(always(new CreatedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, 1))))
                .addCacheEntryListenerConfiguration(
                        new MutableCacheEntryListenerConfiguration<>(always(listener), null, true, true)));
        cache.put(1L, "one");
        Patience.waitUntil(() -> cache.get(1L) == null);
        assertThat(heard).containsExactly("1=one");
        assertThat(cache.unwrap(OffHeapCache.class).size()).isZero();
    }

    @Test
    void listenersThatAreToldLaterHearInOrder() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        CacheEntryUpdatedListener<Long, String> listener = events -> {
            for (CacheEntryEvent<? extends Long, ? extends String> each : events) {
                heard.add(each.getOldValue() + "-" + each.getValue());
            }
        };
        Cache<Long, String> cache = cache(Long.class, String.class);
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(always(listener), null, true, false));
        for (String each : List.of("a", "b", "c", "d")) {
            cache.put(1L, each);
        }
        Patience.waitUntil(() -> heard.size() == 3);
        assertThat(heard).containsExactly("a-b", "b-c", "c-d");
    }

    @Test
    void aListenerMayUseTheCacheAndWhatItThrowsChangesNothing() {
        Cache<Long, String> cache = cache(Long.class, String.class);
        CacheEntryUpdatedListener<Long, String> listener = events -> {
            cache.put(2L, "by the listener");
            throw new IllegalStateException("listener's own");
        };
        cache.put(1L, "a");
        cache.registerCacheEntryListener(
                new MutableCacheEntryListenerConfiguration<>(always(listener), null, false, true));
        assertThatThrownBy(() -> cache.put(1L, "b")).isInstanceOf(CacheEntryListenerException.class)
                .hasMessageContaining("listener's own");
        assertThat(cache.get(1L)).isEqualTo("b");
        assertThat(cache.get(2L)).isEqualTo("by the listener");
    }

    @Test
    void aProcessorThatThrowsChangesNothingAndMayNotClose() {
        Cache<Long, String> cache = cache(Long.class, String.class);
        cache.put(1L, "a");
        assertThatThrownBy(() -> cache.invoke(1L, (entry, arguments) -> {
            entry.setValue("b");
            throw new IllegalStateException("processor's own");
        })).isInstanceOf(EntryProcessorException.class).hasMessageContaining("processor's own");
        assertThatThrownBy(() -> cache.invoke(1L, (entry, arguments) -> {
            cache.close();
            return null;
        })).isInstanceOf(EntryProcessorException.class).hasMessageContaining("cannot be closed");
        assertThat(cache.get(1L)).isEqualTo("a");
    }

    @Test
    void closingWaitsForCallsThatHaveBegun() throws InterruptedException {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch loaded = new CountDownLatch(1);
        CacheLoader<Long, String> loader = new CacheLoader<>() {
            @Override
            public String load(Long key) {
                loading.countDown();
                Patience.waitUntil(() -> loaded.getCount() == 0);
                return "loaded";
            }

            @Override
            public Map<Long, String> loadAll(Iterable<? extends Long> keys) {
                throw new AssertionError("nobody asks for many");
            }
        };
        Cache<Long, String> cache = manager.createCache("cache", new MutableConfiguration<Long, String>()
                .setTypes(Long.class, String.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(always(loader)));
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        Thread reader = Thread.ofPlatform().start(() -> answers.add(cache.get(1L)));
        loading.await();
        Thread closer = Thread.ofPlatform().start(manager::close);
        Patience.waitUntil(cache::isClosed);
        assertThatThrownBy(() -> cache.get(1L)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the cache cache is closed");
        assertThat(closer.isAlive()).isTrue();
        loaded.countDown();
        reader.join();
        closer.join();
        assertThat(answers).containsExactly("loaded");
        assertThat(manager.isClosed()).isTrue();
    }

    @Test
    void threadsThatWorkWhileItIsClosedAreRefusedAndNothingElse() throws InterruptedException {
        Cache<Long, String> cache = cache(Long.class, String.class);
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        CountDownLatch working = new CountDownLatch(2);
        List<Thread> workers = new ArrayList<>();
        for (long first : new long[] {0, 100}) {
            workers.add(Thread.ofPlatform().start(() -> {
                try {
                    for (long each = 0;; each++) {
                        cache.put(first + each % 100, "value");
                        assertThat(cache.get(first + each % 100)).isEqualTo("value");
                        working.countDown();
                    }
                } catch (Throwable end) {
                    thrown.add(end);
                }
            }));
        }
        working.await();
        manager.close();
        for (Thread each : workers) {
            each.join();
        }
        assertThat(thrown).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    }

    @Test
    void aWriterThatFailsHalfWayIsFollowedAsFarAsItCame() {
        HalfWriter writer = new HalfWriter();
        Cache<Long, String> cache = manager.createCache("cache", new MutableConfiguration<Long, String>()
                .setTypes(Long.class, String.class)
                .setWriteThrough(true)
                .setCacheWriterFactory(always(writer)));
        assertThatThrownBy(() -> cache.putAll(Map.of(1L, "a", 2L, "b"))).isInstanceOf(CacheWriterException.class);
        assertThat(cache.containsKey(1L)).isEqualTo(writer.written.contains(1L));
        assertThat(cache.containsKey(2L)).isEqualTo(writer.written.contains(2L));
        assertThat(writer.written).hasSize(1);
        assertThatThrownBy(() -> cache.removeAll(Set.of(1L, 2L))).isInstanceOf(CacheWriterException.class);
    }

    @Test
    void closingTheProviderGivesMemoryBack() {
        Pool pool = manager.unwrap(Pool.class);
        cache(Long.class, String.class).put(1L, "one");
        provider.close();
        assertThat(pool.isClosed()).isTrue();
        assertThat(provider.getCacheManager(URI.create("test"), null, null)).isNotSameAs(manager);
    }
}
