package dev.cleave.cache;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys and values lie off the Java heap, in blocks of a {@link Pool}. It grows as far
 * as the pool does; a cache is bounded.
 *
 * {@snippet :
 * try (Pool pool = Pool.builder().capacity(1L << 30).build();
 *         OffHeapMap<String, byte[]> map = OffHeapMap.of(pool, Codecs.strings(), Codecs.bytes())) {
 *     map.put("one", new byte[] {1});
 *     byte[] copy = map.get("one");
 *     Byte first = map.read("one", value -> value.get(ValueLayout.JAVA_BYTE, 0));   // no copy
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything but {@link #close} at any time. Readers
 * take no lock: they read again where a writer came between, and wait for a lock only after a
 * hundred times. Writers of one stripe wait for each other. No code of yours, be it a codec or a
 * function, runs while a lock is held, so it may use the map.
 *
 * <p><strong>Failures.</strong> A call that throws has changed nothing and holds no memory. Neither
 * keys nor values are null. A {@link CodecException} says which codec failed; a
 * {@link PoolExhaustedException}, that the pool has no room; an {@link IllegalStateException}, that
 * the map is closed.
 *
 * <p><strong>Cost.</strong> Each entry is one block of 8 bytes, its key and its value, rounded up
 * as {@link dev.cleave.heap.Heap} does; and 9 to 12 bytes of the index. {@link #heldBytes} is all
 * of that. Look-ups by numbers and by arrays of bytes make no object but the value.
 *
 * @param <K> keys: one where their bytes are the same
 * @param <V> values
 */
@SuppressWarnings("exports") // null marks are for compilers: nobody needs them to run
public final class OffHeapMap<K, V> implements AutoCloseable {
    private final Entries<K, V> entries;
    private final Operations<K, V> operations;
    private final EntryMover mover;

    OffHeapMap(EntrySettings<K, V> settings, Pool pool) {
        EntryMemory memory = new EntryMemory(pool, new HeldBytes(Long.MAX_VALUE));
        entries = new Entries<>(settings, memory, EntryLayout.MAP, null);
        operations = new Operations<>(entries);
        mover = new EntryMover(entries, place -> false);
        memory.movedBy(mover);
    }

    /** A map over a pool, with usual settings. The pool may serve others as well. */
    public static <K, V> OffHeapMap<K, V> of(Pool pool, Codec<K> keys, Codec<V> values) {
        return builder(pool, keys, values).build();
    }

    /** Settings of a map over a pool. */
    public static <K, V> OffHeapMapBuilder<K, V> builder(Pool pool, Codec<K> keys, Codec<V> values) {
        return new OffHeapMapBuilder<>(pool, keys, values);
    }

    // ----------------------------------------------------------------------------------------------------------- reads

    /** The value of a key, or null. */
    public @Nullable V get(K key) {
        return operations.get(key);
    }

    /** Whether a key has a value. */
    public boolean containsKey(K key) {
        return operations.containsKey(key);
    }

    /**
     * Lets a reader look at a value's bytes where they lie, without a copy. They stay there and
     * stay as they are during the call, whoever puts or removes meanwhile; what leaves the map
     * meanwhile is kept until nobody reads so in its stripe. So be short.
     *
     * @return what the reader made; null where the key has no value
     */
    public <R> @Nullable R read(K key, ValueReader<R> reader) {
        return operations.read(key, reader);
    }

    /** The values of those keys that have one. Each is read by itself, at its own time. */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        return operations.getAll(keys);
    }

    // ---------------------------------------------------------------------------------------------------------- writes

    /**
     * Gives a key a value, whatever it had. Where the pool has no room though the bytes would
     * suffice, entries are moved until it has: each such call costs a look at all blocks of the
     * pool, and the copies.
     */
    public void put(K key, V value) {
        operations.put(key, value);
    }

    /** As {@link #put}, and answers the value that the key had, or null. */
    public @Nullable V getAndPut(K key, V value) {
        return operations.getAndPut(key, value);
    }

    /** Gives a key a value if it has none; if it has, answers that. */
    public @Nullable V putIfAbsent(K key, V value) {
        return operations.putIfAbsent(key, value);
    }

    /** Gives a key another value if it has one; answers the one that it had, or null. */
    public @Nullable V getAndReplace(K key, V value) {
        return operations.getAndReplace(key, value);
    }

    /** Gives a key another value if it has the one that is expected, by {@link Object#equals}. */
    public boolean replace(K key, V expected, V value) {
        return operations.replace(key, expected, value);
    }

    /** Removes a key; answers whether it had a value. */
    public boolean remove(K key) {
        return operations.remove(key);
    }

    /** Removes a key; answers the value that it had, or null. */
    public @Nullable V getAndRemove(K key) {
        return operations.getAndRemove(key);
    }

    /** Removes a key if it has the value that is expected, by {@link Object#equals}. */
    public boolean remove(K key, V expected) {
        return operations.remove(key, expected);
    }

    /**
     * Gives a key what a function makes of its value, or removes it where that is null. The
     * function is called with no lock held: anew where another thread gave the key another value
     * meanwhile, so it may be called several times.
     *
     * @return the new value, or null
     */
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return operations.compute(key, function);
    }

    /** As {@link #compute}, if the key has a value. */
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return operations.computeIfPresent(key, function);
    }

    /**
     * The value of a key; if it has none, what a function makes, unless that is null. Several
     * threads may call the function for one key at once: one of their values is put, and answered
     * to all.
     */
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        return operations.computeIfAbsent(key, function);
    }

    /**
     * Gives a key a value if it has none; if it has, what a function makes of both, as
     * {@link #compute}.
     */
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return operations.merge(key, value, function);
    }

    // ------------------------------------------------------------------------------------------------------------- all

    /** Visits the entries: see {@link #iterator}. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        operations.forEach(action);
    }

    /**
     * The entries, in no order. Weakly consistent: a key that has a value all the time comes once,
     * one that comes or goes meanwhile once or not at all. {@code setValue} puts.
     */
    public Iterator<Map.Entry<K, V>> iterator() {
        return operations.iterator();
    }

    /** Removes all keys, a stripe at a time. */
    public void clear() {
        operations.clear();
    }

    /** How many keys have a value; while others change that, about so many. */
    public long size() {
        return entries.size();
    }

    /** What the map costs: its entries, with headers and rounding, and its index. In bytes. */
    public long heldBytes() {
        return entries.memory().held().sum();
    }

    /** Bytes that were moved so far, so that room came free beside them: see {@link #put}. */
    public long movedBytes() {
        return mover.movedBytes.sum();
    }

    /** Gives idle memory back to the pool; answers how many bytes. */
    public long trim() {
        entries.requireOpen();
        return entries.memory().trim();
    }

    /** The map as others know it: a view, which has what the map has. */
    public ConcurrentMap<K, V> asMap() {
        return new ConcurrentView<>(operations);
    }

    /** Whether the map was closed. */
    public boolean isClosed() {
        return entries.isClosed();
    }

    /**
     * Gives all memory back to the pool; closing twice does nothing. No other thread may use the
     * map meanwhile; afterwards every call throws.
     *
     * @throws IllegalStateException where a thread {@linkplain #read reads} a value in place; the
     *     map stays open
     */
    @Override
    public void close() {
        entries.close();
    }
}
