package dev.cleave.jcache;

import dev.cleave.memory.Pool;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The caches of one name and class loader, over one pool. Any thread. */
final class CleaveCaches implements CacheManager {
    static final String CAPACITY = "dev.cleave.jcache.capacity";
    static final String CACHE_BYTES = "dev.cleave.jcache.cacheBytes";

    private static final long USUAL_CAPACITY = 4L << 30;
    private static final long USUAL_CACHE_BYTES = 64 << 20;

    private final CachingProvider provider;
    private final Consumer<CacheManager> onClose;
    private final URI uri;
    private final ClassLoader loader;
    private final Properties properties;
    private final long cacheBytes;
    private final Pool pool;
    private final Map<String, CleaveCache<?, ?>> caches = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * A manager with no caches yet.
     *
     * @param onClose who is told when it is closed
     */
    CleaveCaches(CachingProvider provider, Consumer<CacheManager> onClose, URI uri, ClassLoader loader,
            Properties properties) {
        this.provider = provider;
        this.onClose = onClose;
        this.uri = uri;
        this.loader = loader;
        this.properties = properties;
        cacheBytes = bytes(CACHE_BYTES, USUAL_CACHE_BYTES);
        pool = Pool.builder().capacity(bytes(CAPACITY, USUAL_CAPACITY)).build();
    }

    private long bytes(String name, long usual) {
        String given = properties.getProperty(name, System.getProperty(name));
        if (given == null) {
            return usual;
        }
        try {
            return Long.parseLong(given.strip());
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "the property " + name + " is " + given + ": a number of bytes is allowed",
                    noNumber);
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache manager " + uri + " is closed");
        }
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public ClassLoader getClassLoader() {
        return loader;
    }

    @Override
    public Properties getProperties() {
        return properties;
    }

    /**
     * Makes a cache.
     *
     * @throws CacheException where one of the name is there already
     * @throws UnsupportedOperationException where it is to store by reference
     * @throws IllegalArgumentException where it is to hold fewer than 16 KiB
     */
    @Override
    public synchronized <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String name, C configuration) {
        requireOpen();
        Objects.requireNonNull(name, "name of a cache");
        Objects.requireNonNull(configuration, "configuration");
        if (caches.containsKey(name)) {
            throw new CacheException("there is a cache of the name " + name + " already");
        }
        if (!configuration.isStoreByValue()) {
            throw new UnsupportedOperationException("caches off the heap store by value");
        }
        CleaveCache<K, V> cache = new CleaveCache<>(this, this::forget, name, pool, settings(configuration));
        caches.put(name, cache);
        if (cache.settings().isManagementEnabled()) {
            cache.enableManagement(true);
        }
        if (cache.settings().isStatisticsEnabled()) {
            cache.enableStatistics(true);
        }
        return cache;
    }

    private <K, V> CleaveCacheConfiguration<K, V> settings(Configuration<K, V> configuration) {
        CleaveCacheConfiguration<K, V> settings;
        if (configuration instanceof CompleteConfiguration<K, V> complete) {
            settings = new CleaveCacheConfiguration<>(complete);
        } else {
            settings = new CleaveCacheConfiguration<>();
            settings.setTypes(configuration.getKeyType(), configuration.getValueType());
        }
        return settings.getMostBytes() == 0 ? settings.setMostBytes(cacheBytes) : settings;
    }

    @Override
    @SuppressWarnings("unchecked") // as the types say
    public <K, V> @Nullable Cache<K, V> getCache(String name, Class<K> keyType, Class<V> valueType) {
        Objects.requireNonNull(keyType, "type of keys");
        Objects.requireNonNull(valueType, "type of values");
        CleaveCache<?, ?> cache = find(name);
        if (cache == null) {
            return null;
        }
        requireSame(name, "keys", cache.settings().getKeyType(), keyType);
        requireSame(name, "values", cache.settings().getValueType(), valueType);
        return (Cache<K, V>) cache;
    }

    private static void requireSame(String name, String what, Class<?> configured, Class<?> asked) {
        if (!configured.equals(asked)) {
            throw new ClassCastException("the cache " + name + " has " + what + " of " + configured.getTypeName()
                    + ", not of " + asked.getTypeName());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the interface leaves it to the caller
    public <K, V> @Nullable Cache<K, V> getCache(String name) {
        return (Cache<K, V>) find(name);
    }

    private @Nullable CleaveCache<?, ?> find(String name) {
        requireOpen();
        return caches.get(Objects.requireNonNull(name, "name of a cache"));
    }

    /** The names of those that are there now. */
    @Override
    public Iterable<String> getCacheNames() {
        requireOpen();
        return List.copyOf(caches.keySet());
    }

    @Override
    public void destroyCache(String name) {
        CleaveCache<?, ?> cache = find(name);
        if (cache != null) {
            cache.close();
        }
    }

    /** Does nothing where there is no cache of the name. */
    @Override
    public void enableManagement(String name, boolean enabled) {
        CleaveCache<?, ?> cache = find(name);
        if (cache != null) {
            cache.enableManagement(enabled);
        }
    }

    /** Does nothing where there is no cache of the name. */
    @Override
    public void enableStatistics(String name, boolean enabled) {
        CleaveCache<?, ?> cache = find(name);
        if (cache != null) {
            cache.enableStatistics(enabled);
        }
    }

    /** A cache was closed. */
    private void forget(Cache<?, ?> cache) {
        caches.computeIfPresent(cache.getName(), (name, present) -> present.equals(cache) ? null : present);
    }

    /**
     * Closes all its caches, and gives their memory back to the system. Closing twice does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        List<Runnable> steps = new ArrayList<>();
        caches.values().forEach(each -> steps.add(each::close));
        steps.add(() -> onClose.accept(this));
        steps.add(pool::close);
        Parts.runAll(steps.toArray(Runnable[]::new));
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(type, this, pool);
    }
}
