package dev.cleave.cache;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map or cache as a {@link ConcurrentMap}. What is no key, because it is of another type, is not there. */
final class ConcurrentView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private final Operations<K, V> map;

    ConcurrentView(Operations<K, V> map) {
        this.map = map;
    }

    @SuppressWarnings("unchecked") // a codec refuses what is none, by the exception that collections know
    private K key(@Nullable Object given) {
        return (K) Objects.requireNonNull(given, "key");
    }

    @SuppressWarnings("unchecked") // it is compared by equals
    private V value(Object given) {
        return (V) given;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        K cast = key(key);
        try {
            return map.get(cast);
        } catch (ClassCastException noKey) {
            return null;
        }
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        K cast = key(key);
        try {
            return map.containsKey(cast);
        } catch (ClassCastException noKey) {
            return false;
        }
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return super.containsValue(Objects.requireNonNull(value, "value"));
    }

    @Override
    public @Nullable V put(K key, V value) {
        return map.getAndPut(key, value);
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        K cast = key(key);
        try {
            return map.getAndRemove(cast);
        } catch (ClassCastException noKey) {
            return null;
        }
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        K cast = key(key);
        if (value == null) {
            return false;
        }
        try {
            return map.remove(cast, value(value));
        } catch (ClassCastException noKey) {
            return false;
        }
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return map.putIfAbsent(key, value);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return map.getAndReplace(key, value);
    }

    @Override
    public boolean replace(K key, V old, V value) {
        return map.replace(key, old, value);
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return map.compute(key, function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return map.computeIfPresent(key, function);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        return map.computeIfAbsent(key, function);
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return map.merge(key, value, function);
    }

    @Override
    public int size() {
        return (int) Math.min(map.entries.size(), Integer.MAX_VALUE);
    }

    @Override
    public boolean isEmpty() {
        return map.entries.size() == 0;
    }

    @Override
    public void clear() {
        map.clear();
    }

    @Override
    public Set<K> keySet() {
        return new KeyView();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new EntryView();
    }

    /** The keys. */
    private final class KeyView extends AbstractSet<K> {
        @Override
        public Iterator<K> iterator() {
            Iterator<Map.Entry<K, V>> all = map.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public K next() {
                    return all.next().getKey();
                }

                @Override
                public void remove() {
                    all.remove();
                }
            };
        }

        @Override
        public int size() {
            return ConcurrentView.this.size();
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return containsKey(key);
        }

        @Override
        public boolean remove(@Nullable Object key) {
            return ConcurrentView.this.remove(key) != null;
        }

        @Override
        public void clear() {
            map.clear();
        }
    }

    /** The entries. */
    private final class EntryView extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            return map.iterator();
        }

        @Override
        public int size() {
            return ConcurrentView.this.size();
        }

        @Override
        public boolean contains(@Nullable Object entry) {
            return entry instanceof Map.Entry<?, ?> given && given.getKey() != null
                    && given.getValue() != null && given.getValue().equals(get(given.getKey()));
        }

        @Override
        public boolean remove(@Nullable Object entry) {
            return entry instanceof Map.Entry<?, ?> given && given.getKey() != null
                    && ConcurrentView.this.remove(given.getKey(), given.getValue());
        }

        @Override
        public void clear() {
            map.clear();
        }
    }
}
