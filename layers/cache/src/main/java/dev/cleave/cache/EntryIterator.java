package dev.cleave.cache;

import dev.cleave.cache.EntryCopies.EntryCopy;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes through the entries, by copies of their bytes. For one thread. */
final class EntryIterator<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Operations<K, V> map;
    private final EntryCopies copies;
    private @Nullable K last;

    EntryIterator(Operations<K, V> map) {
        this.map = map;
        copies = new EntryCopies(map.entries);
    }

    @Override
    public boolean hasNext() {
        return copies.hasNext();
    }

    @Override
    public Map.Entry<K, V> next() {
        EntryCopy copy = copies.next();
        K key = map.entries.keys().codec().read(copy.key());
        last = key;
        return new LiveEntry<>(key, map.entries.values().read(copy.value()), map);
    }

    @Override
    public void remove() {
        if (last == null) {
            throw new IllegalStateException("remove() before next(), or twice");
        }
        map.remove(last);
        last = null;
    }

    /** An entry as it was; a new value is put. */
    private static final class LiveEntry<K, V> extends SimpleImmutableEntry<K, V> {
        private static final long serialVersionUID = 1;

        private final transient Operations<K, V> map;

        LiveEntry(K key, V value, Operations<K, V> map) {
            super(key, value);
            this.map = map;
        }

        @Override
        public V setValue(V value) {
            V old = map.getAndPut(getKey(), value);
            return old == null ? getValue() : old;
        }
    }
}
