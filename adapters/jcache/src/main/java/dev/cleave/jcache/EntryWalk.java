package dev.cleave.jcache;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Walks over a cache: weakly consistent. One thread. */
final class EntryWalk<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final String cacheName;
    private final Supplier<Cache.@Nullable Entry<K, V>> walk;
    private final Consumer<K> met;
    private final Consumer<K> removal;
    private Cache.@Nullable Entry<K, V> next;
    private Cache.@Nullable Entry<K, V> last;

    /**
     * A walk.
     *
     * @param cacheName for messages
     * @param walk the next entry, or null
     * @param met is told of each that was answered
     * @param removal removes one
     */
    EntryWalk(String cacheName, Supplier<Cache.@Nullable Entry<K, V>> walk, Consumer<K> met, Consumer<K> removal) {
        this.cacheName = cacheName;
        this.walk = walk;
        this.met = met;
        this.removal = removal;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = walk.get();
        }
        return next != null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the walk over the cache " + cacheName + " has ended");
        }
        Cache.Entry<K, V> found = next;
        next = null;
        last = found;
        met.accept(found.getKey());
        return found;
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("there is no entry to remove: call next() first");
        }
        K key = last.getKey();
        last = null;
        removal.accept(key);
    }
}
