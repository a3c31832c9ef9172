package dev.cleave.cache;

import dev.cleave.memory.Pool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose keys and values lie off the Java heap, and which never holds more bytes than it is
 * told: entries, rounding, index and what the policy remembers, all counted. What leaves is chosen
 * by W-TinyLFU: newcomers must be asked for more often than what would give way to them.
 *
 * {@snippet :
 * try (OffHeapCache<String, byte[]> cache = OffHeapCache.builder(pool, Codecs.strings(), Codecs.bytes(), 256 << 20)
 *         .expireAfterWrite(Duration.ofMinutes(10)).build()) {
 *     byte[] page = cache.get("/index.html", path -> render(path));   // one thread renders, others wait
 * }
 * }
 *
 * <p><strong>Threads, failures.</strong> As {@link OffHeapMap}'s. Listeners and loaders are called
 * with no lock held.
 *
 * <p><strong>Cost.</strong> Each entry is a block of 12 bytes, 20 if it can expire, its key and its
 * value; 9 to 12 bytes of the index, 20 of the policy, and 4 to 8 of its sketch. A read adds a note
 * to a buffer; a write takes the policy's lock.
 *
 * <p><strong>Expiry.</strong> No read finds an entry that is too old. Its bytes come back when a
 * write passes by, two entries with each, with {@link #expire}, or when it is evicted; it counts in
 * {@link #size} until then.
 *
 * @param <K> keys: one where their bytes are the same
 * @param <V> values
 */
@SuppressWarnings("exports") // null marks are for compilers: nobody needs them to run
public final class OffHeapCache<K, V> implements AutoCloseable {
    private final CacheOperations<K, V> operations;
    private final Entries<K, V> entries;
    private final Loads loads = new Loads();

    OffHeapCache(CacheOperations<K, V> operations) {
        this.operations = operations;
        entries = operations.entries;
    }

    /**
     * A cache over a pool, with usual settings, of so many bytes at most. The pool may serve others
     * as well.
     */
    public static <K, V> OffHeapCache<K, V> of(Pool pool, Codec<K> keys, Codec<V> values, long mostBytes) {
        return builder(pool, keys, values, mostBytes).build();
    }

    /**
     * Settings of a cache over a pool.
     *
     * @param mostBytes all that it may hold: 16 KiB or more
     * @throws IllegalArgumentException where it is less
     */
    public static <K, V> OffHeapCacheBuilder<K, V> builder(
            Pool pool, Codec<K> keys, Codec<V> values, long mostBytes) {
        return new OffHeapCacheBuilder<>(pool, keys, values, mostBytes);
    }

    /** The value of a key, or null. */
    public @Nullable V get(K key) {
        return operations.get(key);
    }

    /**
     * The value of a key; if it has none, what a loader makes, which is put, unless that is null.
     * One thread a key loads at a time, the others wait. Where a loader throws, its caller gets
     * that, and the next of those that wait loads. What is too large for the cache is answered and
     * not put.
     *
     * @throws IllegalStateException where the loader asks for the key that it loads, be it by way
     *     of another key's loader
     */
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        V present = operations.get(key);
        if (present != null) {
            return present;
        }
        ByteBuffer name = ByteBuffer.wrap(entries.keys().codec().bytesOf(key).clone());
        while (!loads.begin(name)) {
            present = operations.getAgain(key);
            if (present != null) {
                return present;
            }
        }
        try {
            present = operations.getAgain(key);
            return present != null ? present : load(key, loader);
        } finally {
            loads.end(name);
        }
    }

    private @Nullable V load(K key, Function<? super K, ? extends @Nullable V> loader) {
        V value;
        boolean loaded = false;
        try {
            value = loader.apply(key);
            loaded = true;
        } finally {
            (loaded ? operations.counts.loads : operations.counts.failedLoads).increment();
        }
        if (value == null) {
            return null;
        }
        try {
            V other = operations.putIfAbsent(key, value);
            return other == null ? value : other;
        } catch (IllegalArgumentException tooLarge) {
            return value;
        }
    }

    /** Whether a key has a value; that is no read to the policy. */
    public boolean containsKey(K key) {
        return operations.containsKey(key);
    }

    /** As {@link OffHeapMap#read}. */
    public <R> @Nullable R read(K key, ValueReader<R> reader) {
        return operations.read(key, reader);
    }

    /** The values of those keys that have one. Each is read by itself, at its own time. */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return operations.getAll(keys);
    }

    /**
     * Gives a key a value, whatever it had. Others leave as long as there is no room.
     *
     * @throws IllegalArgumentException where the cache is too small for that entry alone; it is as
     *     it was, but that others may have left
     */
    public void put(K key, V value) {
        operations.put(key, value);
    }

    /**
     * As {@link #put(Object, Object)}, until so much time has passed, whatever is set for others.
     *
     * @throws IllegalStateException where the cache was not told that entries
     *     {@linkplain OffHeapCacheBuilder#expireSingly expire singly}, or expire at all
     * @throws IllegalArgumentException where the time is not from a nanosecond to 146 years
     */
    public void put(K key, V value, Duration timeToLive) {
        long nanos = OffHeapCacheBuilder.requireTime(timeToLive);
        if (!entries.layout().expires()) {
            throw new IllegalStateException("entries of this cache have no time to live: build it with expireSingly()");
        }
        operations.put(key, value, nanos);
    }

    /** Gives a key a value if it has none; if it has, answers that. */
    public @Nullable V putIfAbsent(K key, V value) {
        return operations.putIfAbsent(key, value);
    }

    /** Removes a key; answers whether it had a value. */
    public boolean remove(K key) {
        return operations.remove(key);
    }

    /** As {@link OffHeapMap#iterator}. */
    public Iterator<Map.Entry<K, V>> iterator() {
        return operations.iterator();
    }

    /** Removes all keys, a stripe at a time; the listener is not told. */
    public void clear() {
        operations.clear();
    }

    /** Takes out all that is too old, and tells the listener. Cost: a look at every entry. */
    public void expire() {
        entries.requireOpen();
        operations.expire();
    }

    /** How many keys there are, those included that are too old and were not come by yet. */
    public long size() {
        return entries.size();
    }

    /**
     * All that the cache costs, in bytes: entries, rounding, index, policy. Never more than it was
     * told.
     */
    public long heldBytes() {
        return entries.memory().held().sum();
    }

    /** The most bytes that it holds. */
    public long mostBytes() {
        return entries.memory().held().most();
    }

    /** What it has done so far. */
    public CacheStatistics statistics() {
        return operations.statistics();
    }

    /** The cache as a map: a view, with compute, merge, replace and the rest. */
    public ConcurrentMap<K, V> asMap() {
        return new ConcurrentView<>(operations);
    }

    /**
     * Writes all entries that are not too old to a file: keys, values, and the time that each has
     * left. The file is there whole or not at all.
     *
     * @return how many entries were written
     */
    public long save(Path file) throws IOException {
        entries.requireOpen();
        return CacheSnapshot.save(operations, file);
    }

    /**
     * Puts the entries of a file that {@link #save} wrote, as far as they fit. A file that is no
     * snapshot, of another version, torn or damaged is refused before anything is put.
     *
     * @return how many entries were read
     * @throws SnapshotDamagedException that says what is wrong
     */
    public long load(Path file) throws IOException {
        entries.requireOpen();
        return CacheSnapshot.load(operations, file);
    }

    /** Whether the cache was closed. */
    public boolean isClosed() {
        return entries.isClosed();
    }

    /**
     * Gives all memory back to the pool, and tells no listener; closing twice does nothing. No
     * other thread may use the cache meanwhile; afterwards every call throws.
     *
     * @throws IllegalStateException where a thread {@linkplain #read reads} a value in place
     */
    @Override
    public void close() {
        entries.close();
    }
}
