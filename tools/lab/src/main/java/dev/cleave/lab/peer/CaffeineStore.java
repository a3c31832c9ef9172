package dev.cleave.lab.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/** Caffeine: entries are objects on the Java heap, weighed by the bytes of their values. */
final class CaffeineStore implements CacheStore {
    private final Cache<Long, byte[]> cache;

    CaffeineStore(long mostBytes) {
        cache = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((Long key, byte[] value) -> value.length)
                .build();
    }

    @Override
    public byte @Nullable [] get(long key) {
        return cache.getIfPresent(key);
    }

    @Override
    public void put(long key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        cache.invalidateAll();
    }
}
