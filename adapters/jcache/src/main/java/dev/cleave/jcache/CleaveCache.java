package dev.cleave.jcache;

import dev.cleave.jcache.KeyLocks.Held;
import dev.cleave.memory.Pool;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/**
 * A cache of JSR 107: looks at what it is given, takes the key's lock, has {@link EntryActions} do
 * it, and tells the listeners. A read that neither misses nor moves a deadline takes no lock.
 */
final class CleaveCache<K, V> implements Cache<K, V> {
    private final CacheManager manager;
    private final Consumer<Cache<?, ?>> onClose;
    private final String name;
    private final CleaveCacheConfiguration<K, V> settings;
    private final Expiries expiries;
    private final Backing<K, V> backing;
    private final Listeners<K, V> listeners = new Listeners<>(this);
    private final KeyLocks locks = new KeyLocks();
    private final Gate gate;
    private final HeldEntries<K, V> entries;
    private final Counts counts;
    private final EntryActions<K, V> actions;
    private final ManyKeys<K, V> many;

    /**
     * An empty cache.
     *
     * @param onClose who is told when it is closed
     */
    CleaveCache(CacheManager manager, Consumer<Cache<?, ?>> onClose, String name, Pool pool,
            CleaveCacheConfiguration<K, V> settings) {
        this.manager = manager;
        this.onClose = onClose;
        this.name = name;
        this.settings = settings;
        gate = new Gate(name);
        expiries = new Expiries(Objects.requireNonNullElseGet(
                Parts.make(settings.getExpiryPolicyFactory()), EternalExpiryPolicy::new));
        backing = new Backing<>(settings);
        settings.getCacheEntryListenerConfigurations().forEach(listeners::add);
        entries = new HeldEntries<>(pool, settings, manager.getClassLoader(), !expiries.isEternal(),
                listeners::expired);
        counts = new Counts(entries::evictions);
        counts.enable(settings.isStatisticsEnabled());
        actions = new EntryActions<>(entries, expiries, backing, counts);
        many = new ManyKeys<>(entries, actions, backing, locks);
    }

    // ---------------------------------------------------------------------------------------------------------- shapes

    private K requireKey(K key) {
        return requireType(Objects.requireNonNull(key, "key"), settings.getKeyType(), "key");
    }

    private void requireKeys(Set<? extends K> keys) {
        gate.requireOpen();
        keys.forEach(this::requireKey);
    }

    private V requireValue(V value) {
        gate.requireOpen();
        return requireType(Objects.requireNonNull(value, "value"), settings.getValueType(), "value");
    }

    private <T> T requireType(T given, Class<T> type, String what) {
        if (!type.isInstance(given)) {
            throw new ClassCastException("a " + what + " of " + given.getClass().getTypeName() + ": the cache " + name
                    + " has such of " + type.getTypeName());
        }
        return given;
    }

    /** What is done while the cache is open, with events that are told afterwards. */
    private <R extends @Nullable Object> R open(Function<Events<K, V>, R> work) {
        Events<K, V> events = new Events<>(listeners);
        R result;
        gate.enter();
        try {
            result = work.apply(events);
        } finally {
            gate.leave();
        }
        events.tell();
        return result;
    }

    /** What is done with one key, under its lock. */
    private <R extends @Nullable Object> R locked(K key, Function<Turn<K, V>, R> work) {
        return open(events -> {
            Object held = entries.name(requireKey(key));
            try (Held _ = locks.lock(held)) {
                return work.apply(new Turn<>(key, held, events));
            }
        });
    }

    // ----------------------------------------------------------------------------------------------------------- reads

    @Override
    public @Nullable V get(K key) {
        long begin = counts.begin();
        V value = open(events -> read(requireKey(key), events));
        counts.getEnded(begin);
        return value;
    }

    private @Nullable V read(K key, Events<K, V> events) {
        Object held = entries.name(key);
        Found<V> found = entries.find(held);
        if (expiries.isEternal() && found != null) {
            counts.hit();
            return found.value();
        }
        if (expiries.isEternal() && !backing.readsThrough()) {
            counts.miss();
            return null;
        }
        try (Held _ = locks.lock(held)) {
            return actions.get(new Turn<>(key, held, events));
        }
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        requireKeys(keys);
        long begin = counts.begin();
        Map<K, V> found = open(events -> {
            Map<K, V> all = HashMap.newHashMap(keys.size());
            for (K key : keys) {
                V value = read(key, events);
                if (value != null) {
                    all.put(key, value);
                }
            }
            return all;
        });
        counts.getEnded(begin);
        return found;
    }

    @Override
    public boolean containsKey(K key) {
        return open(events -> entries.contains(entries.name(requireKey(key))));
    }

    @Override
    public void loadAll(Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener listener) {
        requireKeys(keys);
        Thread.ofVirtual().name("cache-loader").start(() -> {
            try {
                open(events -> many.load(keys, replaceExistingValues, events));
            } catch (RuntimeException failed) {
                if (listener != null) {
                    listener.onException(failed);
                }
                return;
            }
            if (listener != null) {
                listener.onCompletion();
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------------- writes

    @Override
    public void put(K key, V value) {
        requireValue(value);
        long begin = counts.begin();
        locked(key, turn -> {
            actions.put(turn, value);
            return true;
        });
        counts.putEnded(begin);
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        requireValue(value);
        long begin = counts.begin();
        V old = locked(key, turn -> actions.getAndPut(turn, value));
        counts.putEnded(begin);
        counts.getEnded(begin);
        return old;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        gate.requireOpen();
        map.forEach((key, value) -> {
            requireKey(key);
            requireValue(value);
        });
        long begin = counts.begin();
        rethrow(open(events -> many.put(map, events)));
        counts.putEnded(begin);
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        requireValue(value);
        long begin = counts.begin();
        boolean kept = locked(key, turn -> actions.putIfAbsent(turn, value));
        counts.putEnded(begin);
        return kept;
    }

    @Override
    public boolean remove(K key) {
        long begin = counts.begin();
        boolean had = locked(key, actions::remove);
        counts.removeEnded(begin);
        return had;
    }

    @Override
    public boolean remove(K key, V oldValue) {
        requireValue(oldValue);
        long begin = counts.begin();
        boolean removed = locked(key, turn -> actions.remove(turn, oldValue));
        counts.removeEnded(begin);
        return removed;
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        long begin = counts.begin();
        V old = locked(key, actions::getAndRemove);
        counts.removeEnded(begin);
        counts.getEnded(begin);
        return old;
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        requireValue(oldValue);
        requireValue(newValue);
        long begin = counts.begin();
        boolean replaced = locked(key, turn -> actions.replace(turn, oldValue, newValue));
        counts.putEnded(begin);
        return replaced;
    }

    @Override
    public boolean replace(K key, V value) {
        requireValue(value);
        long begin = counts.begin();
        boolean replaced = locked(key, turn -> actions.replace(turn, value));
        counts.putEnded(begin);
        return replaced;
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        requireValue(value);
        long begin = counts.begin();
        V old = locked(key, turn -> actions.getAndReplace(turn, value));
        counts.putEnded(begin);
        counts.getEnded(begin);
        return old;
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        requireKeys(keys);
        long begin = counts.begin();
        rethrow(open(events -> many.remove(keys, events)));
        counts.removeEnded(begin);
    }

    @Override
    public void removeAll() {
        long begin = counts.begin();
        rethrow(open(many::removeAll));
        counts.removeEnded(begin);
    }

    /** A writer failed after a part of the keys: that part is done, and was told of. */
    private static void rethrow(@Nullable CacheException failure) {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void clear() {
        open(events -> {
            entries.clear();
            return true;
        });
    }

    // ------------------------------------------------------------------------------------------------------ processors

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> entryProcessor, Object... arguments) {
        Objects.requireNonNull(entryProcessor, "entry processor");
        return locked(key, turn -> new ProcessedEntry<>(turn, actions, backing).process(entryProcessor, arguments));
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, Object... arguments) {
        requireKeys(keys);
        Objects.requireNonNull(entryProcessor, "entry processor");
        Map<K, EntryProcessorResult<T>> results = new LinkedHashMap<>();
        for (K key : keys) {
            try {
                T result = invoke(key, entryProcessor, arguments);
                if (result != null) {
                    results.put(key, () -> result);
                }
            } catch (EntryProcessorException failed) {
                results.put(key, () -> {
                    throw failed;
                });
            } catch (CacheException failed) {
                results.put(key, () -> {
                    throw new EntryProcessorException(failed);
                });
            }
        }
        return results;
    }

    // -------------------------------------------------------------------------------------------------------- entries

    @Override
    public Iterator<Entry<K, V>> iterator() {
        Iterator<Map.Entry<Object, Object>> walk = open(events -> entries.iterator());
        return new EntryWalk<>(name, () -> next(walk), this::met, this::remove);
    }

    /** The next live entry of a walk, or null. */
    private @Nullable Entry<K, V> next(Iterator<Map.Entry<Object, Object>> walk) {
        return open(events -> {
            while (walk.hasNext()) {
                Map.Entry<Object, Object> each = walk.next();
                if (entries.contains(each.getKey())) {
                    return new CacheEntry<>(entries.key(each.getKey()), entries.found(each).value());
                }
            }
            return null;
        });
    }

    /** An entry was met on a walk. */
    private void met(K key) {
        if (expiries.isEternal()) {
            counts.hit();
            return;
        }
        locked(key, turn -> {
            Found<V> found = actions.lookUp(turn);
            if (found != null) {
                actions.touch(turn, found);
            }
            return true;
        });
    }

    // ------------------------------------------------------------------------------------------------------- listeners

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        gate.requireOpen();
        synchronized (settings) {
            settings.addCacheEntryListenerConfiguration(configuration);
            listeners.add(configuration);
        }
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> configuration) {
        gate.requireOpen();
        synchronized (settings) {
            settings.removeCacheEntryListenerConfiguration(configuration);
        }
        listeners.remove(configuration);
    }

    // -------------------------------------------------------------------------------------------------------- the rest

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return manager;
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        synchronized (settings) {
            return Unwrapping.unwrap(type, new CleaveCacheConfiguration<>(settings));
        }
    }

    CleaveCacheConfiguration<K, V> settings() {
        return settings;
    }

    void enableManagement(boolean enabled) {
        gate.requireOpen();
        settings.setManagementEnabled(enabled);
        if (enabled) {
            Management.register(this, Management.Kind.CONFIGURATION, new Management.ConfigurationBean(settings));
        } else {
            Management.unregister(this, Management.Kind.CONFIGURATION);
        }
    }

    void enableStatistics(boolean enabled) {
        gate.requireOpen();
        settings.setStatisticsEnabled(enabled);
        counts.enable(enabled);
        if (enabled) {
            Management.register(this, Management.Kind.STATISTICS, counts);
        } else {
            Management.unregister(this, Management.Kind.STATISTICS);
        }
    }

    @Override
    public boolean isClosed() {
        return gate.isClosed();
    }

    /**
     * Gives all memory back. Closing twice does nothing.
     *
     * @throws IllegalStateException where a loader, writer, policy or processor of a cache's own
     *     asks for it: the call that it is in would wait for its own end
     * @throws CacheException where a part of the user's could not be closed; the cache is closed
     *     all the same
     */
    @Override
    public void close() {
        if (locks.heldByCaller()) {
            throw new IllegalStateException("the cache " + name + " cannot be closed by a call that it waits for");
        }
        if (!gate.close()) {
            return;
        }
        onClose.accept(this);
        Parts.runAll(
                entries::close,
                () -> Management.unregister(this, Management.Kind.CONFIGURATION),
                () -> Management.unregister(this, Management.Kind.STATISTICS),
                listeners::close,
                expiries::close,
                backing::close);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(type, this, entries.engine());
    }
}
