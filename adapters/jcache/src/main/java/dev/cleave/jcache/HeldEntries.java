package dev.cleave.jcache;

import dev.cleave.cache.OffHeapCache;
import dev.cleave.cache.OffHeapCacheBuilder;
import dev.cleave.cache.RemovalCause;
import dev.cleave.jcache.Stamped.StampedCodec;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The entries, off the heap. Keys are given as they are held. Whoever changes a key holds its lock.
 * An entry whose deadline has come is not found; whoever is told of those gets them when they are
 * come by.
 */
final class HeldEntries<K, V> {
    /** A deadline that never comes. */
    static final long FOREVER = Long.MAX_VALUE;

    /** The longest time that the cache off the heap takes for a time to live, in nanoseconds. */
    private static final long LONGEST = Long.MAX_VALUE >> 1;

    private final OffHeapCache<Object, Object> cache;
    private final Form<K> keys;
    private final Form<V> values;
    private final boolean expires;
    private final long origin = System.nanoTime();

    /**
     * @param expires whether entries have deadlines at all
     * @param expired who is told of entries that are too old
     */
    HeldEntries(Pool pool, CleaveCacheConfiguration<K, V> settings, ClassLoader loader, boolean expires,
            BiConsumer<K, V> expired) {
        keys = Form.of(settings.getKeyType(), settings.getKeyCodec(), loader);
        values = Form.of(settings.getValueType(), settings.getValueCodec(), loader);
        this.expires = expires;
        OffHeapCacheBuilder<Object, Object> builder = OffHeapCache.builder(
                pool, keys.codec(), expires ? new StampedCodec(values.codec()) : values.codec(),
                settings.getMostBytes());
        if (expires) {
            builder.expireSingly().removalListener((key, value, cause) -> {
                if (cause == RemovalCause.EXPIRED) {
                    expired.accept(keys.read(key), values.read(((Stamped) value).held()));
                }
            });
        }
        cache = builder.build();
    }

    boolean expires() {
        return expires;
    }

    OffHeapCache<?, ?> engine() {
        return cache;
    }

    /** A key as it is held. */
    Object name(K key) {
        return keys.held(key);
    }

    K key(Object name) {
        return keys.read(name);
    }

    /** Nanoseconds since the cache was made. */
    long now() {
        return System.nanoTime() - origin;
    }

    /** What a key has, or null. Needs no lock. */
    @Nullable
    Found<V> find(Object name) {
        Object value = cache.get(name);
        return value == null ? null : found(value);
    }

    private Found<V> found(Object value) {
        return value instanceof Stamped(Object held, long deadline)
                ? new Found<>(values, held, deadline)
                : new Found<>(values, value, FOREVER);
    }

    /** As {@link #find}; what is too old leaves, and is told of. */
    @Nullable
    Found<V> findOrForget(Object name) {
        Found<V> found = find(name);
        if (found == null && expires) {
            cache.remove(name);
        }
        return found;
    }

    boolean contains(Object name) {
        return cache.containsKey(name);
    }

    /**
     * Gives a key a value until a deadline.
     *
     * @throws CacheException where the entry is larger than the cache
     */
    void put(Object name, V value, long deadline) {
        Object held = values.held(value);
        try {
            if (!expires) {
                cache.put(name, held);
            } else if (deadline == FOREVER) {
                cache.put(name, new Stamped(held, deadline));
            } else {
                long left = Math.clamp(deadline - now(), 1, LONGEST);
                cache.put(name, new Stamped(held, deadline), Duration.ofNanos(left));
            }
        } catch (IllegalArgumentException tooLarge) {
            throw new CacheException(tooLarge.getMessage(), tooLarge);
        }
    }

    /** Gives what a key has another deadline. */
    void prolong(Object name, Found<V> found, long deadline) {
        put(name, found.value(), deadline);
    }

    void remove(Object name) {
        cache.remove(name);
    }

    void clear() {
        cache.clear();
    }

    /** Names and what they have; what is put or removed meanwhile may be met or not. */
    Iterator<Map.Entry<Object, Object>> iterator() {
        return cache.iterator();
    }

    /** What an entry of the iterator has. */
    Found<V> found(Map.Entry<Object, Object> entry) {
        return found(entry.getValue());
    }

    long evictions() {
        return cache.statistics().evictions();
    }

    void close() {
        cache.close();
    }
}
