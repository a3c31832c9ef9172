package dev.cleave.cache;

import dev.cleave.cache.Entries.Expected;
import dev.cleave.memory.PoolExhaustedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What maps and caches do with entries. {@link OffHeapMap} says what each call does; a cache makes
 * room, and tells of what leaves.
 */
class Operations<K, V> {
    /**
     * Bytes of a value that is written over another while readers wait: for a few microseconds at
     * most.
     */
    private static final int MOST_OVERWRITTEN = 64 << 10;

    final Entries<K, V> entries;
    final EntryReads<K, V> reads;

    Operations(Entries<K, V> entries) {
        this.entries = entries;
        reads = new EntryReads<>(entries);
    }

    // ----------------------------------------------------------------------------------------------------------- reads

    @Nullable
    V get(K key) {
        Object probe = entries.keys().probe(key);
        return reads.get(probe, entries.keys().hash(probe));
    }

    boolean containsKey(K key) {
        Object probe = entries.keys().probe(key);
        return reads.contains(probe, entries.keys().hash(probe));
    }

    <R> @Nullable R read(K key, ValueReader<R> reader) {
        Objects.requireNonNull(reader, "reader");
        Object probe = entries.keys().probe(key);
        return reads.read(probe, entries.keys().hash(probe), reader);
    }

    Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> found = HashMap.newHashMap(keys.size());
        for (K key : keys) {
            V value = get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    // ---------------------------------------------------------------------------------------------------------- writes

    void put(K key, V value) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        Object prepared = prepared(value);
        if (!overwrite(probe, hash, prepared)) {
            free(hash, linkPrepared(probe, hash, prepared, Expected.ANYTHING, null), true);
        }
    }

    @Nullable
    V getAndPut(K key, V value) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        return taken(hash, link(probe, hash, value, Expected.ANYTHING, null), true);
    }

    @Nullable
    V putIfAbsent(K key, V value) {
        Objects.requireNonNull(value, "value");
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        while (true) {
            V present = reads.get(probe, hash);
            if (present != null) {
                return present;
            }
            long before = link(probe, hash, value, Expected.NOTHING, null);
            if (before != Entries.REFUSED) {
                free(hash, before, true);
                return null;
            }
        }
    }

    @Nullable
    V getAndReplace(K key, V value) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        return taken(hash, link(probe, hash, value, Expected.SOMETHING, null), true);
    }

    boolean replace(K key, V expected, V value) {
        Objects.requireNonNull(expected, "expected value");
        Objects.requireNonNull(value, "value");
        return changeWhere(key, expected, true,
                (probe, hash, old) -> link(probe, hash, value, Expected.THESE_BYTES, old));
    }

    boolean remove(K key) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        long before = entries.unlink(probe, hash, Expected.ANYTHING, null);
        boolean had = before > 0 && entries.isAlive(before);
        free(hash, before, false);
        return had;
    }

    @Nullable
    V getAndRemove(K key) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        return taken(hash, entries.unlink(probe, hash, Expected.ANYTHING, null), false);
    }

    boolean remove(K key, V expected) {
        Objects.requireNonNull(expected, "expected value");
        return changeWhere(key, expected, false,
                (probe, hash, old) -> entries.unlink(probe, hash, Expected.THESE_BYTES, old));
    }

    /** A change of a key's entry whose value has these bytes: answers as {@link Entries#link}. */
    private interface Change {
        long of(Object probe, long hash, byte[] old);
    }

    /**
     * Makes a change where the key has a value; tries again where another thread changed it
     * meanwhile.
     */
    private boolean changeWhere(K key, V expected, boolean replaced, Change change) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        while (true) {
            byte[] old = reads.copy(probe, hash);
            if (old == null || !expected.equals(entries.values().read(old))) {
                return false;
            }
            long before = change.of(probe, hash, old);
            if (before != Entries.REFUSED) {
                free(hash, before, replaced);
                return true;
            }
        }
    }

    @Nullable
    V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        while (true) {
            byte[] old = reads.copy(probe, hash);
            V value = function.apply(key, old == null ? null : entries.values().read(old));
            if (exchange(probe, hash, old, value)) {
                return value;
            }
        }
    }

    @Nullable
    V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        while (true) {
            byte[] old = reads.copy(probe, hash);
            if (old == null) {
                return null;
            }
            V value = function.apply(key, entries.values().read(old));
            if (exchange(probe, hash, old, value)) {
                return value;
            }
        }
    }

    @Nullable
    V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V present = get(key);
        if (present != null) {
            return present;
        }
        V value = function.apply(key);
        if (value == null) {
            return null;
        }
        V other = putIfAbsent(key, value);
        return other == null ? value : other;
    }

    @Nullable
    V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(function, "function");
        return compute(key, (ignored, old) -> old == null ? value : function.apply(old, value));
    }

    private boolean exchange(Object probe, long hash, byte @Nullable [] old, @Nullable V value) {
        long before;
        if (value != null) {
            before = link(probe, hash, value, old == null ? Expected.NOTHING : Expected.THESE_BYTES, old);
        } else {
            before = old == null ? 0 : entries.unlink(probe, hash, Expected.THESE_BYTES, old);
        }
        free(hash, before, value != null);
        return before != Entries.REFUSED;
    }

    /** What of a value is written. */
    final Object prepared(V value) {
        return entries.values().prepared(Objects.requireNonNull(value, "value"));
    }

    /** Writes a value over a key's where that is so simple; answers whether. */
    boolean overwrite(Object probe, long hash, Object prepared) {
        return isSmall(prepared) && entries.tryOverwrite(probe, hash, (byte[]) prepared, 0) != Entries.NOT_OVER;
    }

    /** Whether a value may be written while readers wait for it. */
    static boolean isSmall(Object prepared) {
        return prepared instanceof byte[] bytes && bytes.length <= MOST_OVERWRITTEN;
    }

    /**
     * Puts a new entry; answers as {@link Entries#link} does, but finds room where there is any.
     */
    final long link(Object probe, long hash, V value, Expected expected, byte @Nullable [] old) {
        return linkPrepared(probe, hash, prepared(value), expected, old);
    }

    long linkPrepared(Object probe, long hash, Object prepared, Expected expected, byte @Nullable [] old) {
        long place = entries.make(probe, prepared, 0);
        long before = Entries.REFUSED;
        try {
            before = linkMade(probe, hash, place, expected, old);
        } finally {
            if (before < 0) {
                entries.discard(place);
            }
        }
        return before;
    }

    /**
     * Where the index has to grow and the pool has no room for it, blocks are moved until it has.
     */
    long linkMade(Object probe, long hash, long place, Expected expected, byte @Nullable [] old) {
        while (true) {
            try {
                return entries.link(probe, hash, place, expected, old);
            } catch (PoolExhaustedException full) {
                if (!entries.memory().makeRoom(full.requestedBytes())) {
                    throw full;
                }
            }
        }
    }

    private void free(long hash, long place, boolean replaced) {
        if (place > 0) {
            dispose(hash, place, replaced);
        }
    }

    /** Frees an entry that was taken out. */
    void dispose(long hash, long place, boolean replaced) {
        entries.retire(hash, place);
    }

    private @Nullable V taken(long hash, long place, boolean replaced) {
        if (place <= 0) {
            return null;
        }
        try {
            return entries.isAlive(place) ? entries.valueAt(place) : null;
        } finally {
            dispose(hash, place, replaced);
        }
    }

    // ------------------------------------------------------------------------------------------------------------- all

    void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action, "action");
        for (Iterator<Map.Entry<K, V>> all = iterator(); all.hasNext();) {
            Map.Entry<K, V> entry = all.next();
            action.accept(entry.getKey(), entry.getValue());
        }
    }

    Iterator<Map.Entry<K, V>> iterator() {
        entries.requireOpen();
        return new EntryIterator<>(this);
    }

    void clear() {
        entries.clear();
    }
}
