package dev.cleave.jcache;

import dev.cleave.jcache.KeyLocks.Held;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * What is done with many keys at once: the writer is given all of them, under all their locks.
 * Where it throws, what it has written is done, and the failure answered.
 */
final class ManyKeys<K, V> {
    /** Of all keys, so many are removed at once. */
    private static final int BATCH = 1_000;

    private final HeldEntries<K, V> entries;
    private final EntryActions<K, V> actions;
    private final Backing<K, V> backing;
    private final KeyLocks locks;

    ManyKeys(HeldEntries<K, V> entries, EntryActions<K, V> actions, Backing<K, V> backing, KeyLocks locks) {
        this.entries = entries;
        this.actions = actions;
        this.backing = backing;
        this.locks = locks;
    }

    private Map<K, Object> names(Collection<? extends K> keys) {
        Map<K, Object> names = new LinkedHashMap<>();
        keys.forEach(each -> names.put(each, entries.name(each)));
        return names;
    }

    @Nullable
    CacheException put(Map<? extends K, ? extends V> map, Events<K, V> events) {
        Map<K, Object> names = names(map.keySet());
        try (Held _ = locks.lockAll(names.values())) {
            List<Cache.Entry<? extends K, ? extends V>> unwritten = new ArrayList<>();
            CacheException failure = null;
            if (backing.writesThrough()) {
                map.forEach((key, value) -> unwritten.add(new CacheEntry<K, V>(key, value)));
                failure = tried(() -> backing.writeAll(unwritten));
            }
            Set<Object> left = new HashSet<>();
            if (failure != null) {
                unwritten.forEach(each -> left.add(each.getKey()));
            }
            map.forEach((key, value) -> {
                if (!left.contains(key)) {
                    actions.store(turn(key, names, events), value);
                }
            });
            return failure;
        }
    }

    private static <K, V> Turn<K, V> turn(K key, Map<K, Object> names, Events<K, V> events) {
        return new Turn<>(key, Objects.requireNonNull(names.get(key)), events);
    }

    private static @Nullable CacheException tried(Runnable write) {
        try {
            write.run();
            return null;
        } catch (CacheException failed) {
            return failed;
        }
    }

    @Nullable
    CacheException remove(Collection<? extends K> keys, Events<K, V> events) {
        Map<K, Object> names = names(keys);
        try (Held _ = locks.lockAll(names.values())) {
            Set<Object> left = new LinkedHashSet<>(names.keySet());
            CacheException failure = backing.writesThrough() ? tried(() -> backing.deleteAll(left)) : null;
            names.keySet().forEach(key -> {
                if (failure == null || !left.contains(key)) {
                    boolean unused = actions.drop(turn(key, names, events));
                }
            });
            return failure;
        }
    }

    /** Removes what a walk over all keys meets. */
    @Nullable
    CacheException removeAll(Events<K, V> events) {
        Iterator<Map.Entry<Object, Object>> all = entries.iterator();
        CacheException failure = null;
        while (all.hasNext() && failure == null) {
            List<K> some = new ArrayList<>();
            while (some.size() < BATCH && all.hasNext()) {
                some.add(entries.key(all.next().getKey()));
            }
            failure = remove(some, events);
        }
        return failure;
    }

    /**
     * Has the loader load keys, all of them or those that are not there, and puts what it has;
     * answers how many.
     */
    int load(Set<? extends K> keys, boolean replaces, Events<K, V> events) {
        if (!backing.hasLoader()) {
            return 0;
        }
        List<K> wanted = new ArrayList<>();
        for (K key : keys) {
            if (replaces || !entries.contains(entries.name(key))) {
                wanted.add(key);
            }
        }
        int loaded = 0;
        for (Map.Entry<K, V> each : backing.loadAll(wanted).entrySet()) {
            if (each.getKey() != null && each.getValue() != null) {
                Object name = entries.name(each.getKey());
                try (Held _ = locks.lock(name)) {
                    actions.putLoaded(new Turn<>(each.getKey(), name, events), each.getValue(), replaces);
                }
                loaded++;
            }
        }
        return loaded;
    }
}
