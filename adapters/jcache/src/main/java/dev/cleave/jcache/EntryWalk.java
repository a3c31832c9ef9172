package dev.cleave.jcache;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Walks over a cache: weakly consistent. One thread. */
final class EntryWalk<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final CleaveCache<K, V> cache;
    private final Iterator<Map.Entry<Object, Object>> walk;
    private Cache.@Nullable Entry<K, V> next;
    private Cache.@Nullable Entry<K, V> last;

    EntryWalk(CleaveCache<K, V> cache, Iterator<Map.Entry<Object, Object>> walk) {
        this.cache = cache;
        this.walk = walk;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = cache.next(walk);
        }
        return next != null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the walk over the cache " + cache.getName() + " has ended");
        }
        Cache.Entry<K, V> found = next;
        next = null;
        last = found;
        cache.met(found.getKey());
        return found;
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("there is no entry to remove: call next() first");
        }
        K key = last.getKey();
        last = null;
        cache.remove(key);
    }
}
