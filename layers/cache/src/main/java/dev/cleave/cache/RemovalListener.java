package dev.cleave.cache;

/**
 * Is told of entries that left a cache, by the thread that caused it, with no lock held: so it may
 * use the cache. What it throws goes to the cache's handler of failures.
 *
 * @param <K> keys
 * @param <V> values
 */
@FunctionalInterface
public interface RemovalListener<K, V> {
    /** An entry left. */
    void removed(K key, V value, RemovalCause cause);
}
