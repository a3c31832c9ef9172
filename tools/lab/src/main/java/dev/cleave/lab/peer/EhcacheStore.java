package dev.cleave.lab.peer;

import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.jspecify.annotations.Nullable;

/** Ehcache with no tier on the Java heap. */
final class EhcacheStore implements CacheStore {
    private static final String NAME = "bench";

    private final CacheManager manager;
    private final Cache<Long, byte[]> cache;

    EhcacheStore(long mostBytes) {
        manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
        cache = manager.createCache(NAME, CacheConfigurationBuilder.newCacheConfigurationBuilder(
                Long.class, byte[].class,
                ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(mostBytes, MemoryUnit.B)));
    }

    @Override
    public byte @Nullable [] get(long key) {
        return cache.get(key);
    }

    @Override
    public void put(long key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        manager.close();
    }
}
