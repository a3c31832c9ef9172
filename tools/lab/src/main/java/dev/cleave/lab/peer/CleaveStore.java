package dev.cleave.lab.peer;

import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapCache;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.Nullable;

/** Cleave's cache as it comes, over a pool with twice the room. */
final class CleaveStore implements CacheStore {
    private final Pool pool;
    private final OffHeapCache<Long, byte[]> cache;

    CleaveStore(long mostBytes) {
        pool = Pool.builder().capacity(2 * mostBytes).build();
        cache = OffHeapCache.of(pool, Codecs.longs(), Codecs.bytes(), mostBytes);
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
        cache.close();
        pool.close();
    }
}
