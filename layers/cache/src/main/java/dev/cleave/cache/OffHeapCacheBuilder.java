package dev.cleave.cache;

import dev.cleave.memory.Pool;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an {@link OffHeapCache}. For one thread.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class OffHeapCacheBuilder<K, V> {
    private static final int MOST_STRIPES = 256;
    private static final long BYTES_PER_STRIPE = 64 << 10;
    private static final long LEAST_BYTES = 16 << 10;
    private static final long LARGE = 16 << 20;
    private static final int CHUNK_SHIFT = 6;
    private static final int LARGE_CHUNK_SHIFT = 10;

    private final Pool pool;
    private final Codec<K> keys;
    private final Codec<V> values;
    private final long mostBytes;
    private LongSupplier clock = System::nanoTime;
    private @Nullable RemovalListener<? super K, ? super V> listener;
    private Consumer<? super Throwable> failures = OffHeapCacheBuilder::log;
    private long nanosToLive;
    private boolean byReads;
    private boolean expiresSingly;

    OffHeapCacheBuilder(Pool pool, Codec<K> keys, Codec<V> values, long mostBytes) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.keys = Objects.requireNonNull(keys, "codec of keys");
        this.values = Objects.requireNonNull(values, "codec of values");
        if (mostBytes < LEAST_BYTES || mostBytes == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a cache of " + mostBytes + " bytes: allowed are " + LEAST_BYTES + " to 2^63 - 2");
        }
        this.mostBytes = mostBytes;
    }

    private static void log(Throwable thrown) {
        System.getLogger("dev.cleave.cache").log(Level.WARNING, "a listener of removals failed", thrown);
    }

    /**
     * An entry is too old when so much time has passed since it was put.
     *
     * @throws IllegalArgumentException where that is not from a nanosecond to 146 years, or entries
     *     {@linkplain #expireAfterAccess expire after reads} already
     */
    public OffHeapCacheBuilder<K, V> expireAfterWrite(Duration timeToLive) {
        setTimeToLive(timeToLive, false);
        return this;
    }

    /**
     * An entry is too old when so much time has passed since it was put or read. A read moves that by
     * steps of a 128th.
     *
     * @throws IllegalArgumentException where that is not from a nanosecond to 146 years, or entries
     *     {@linkplain #expireAfterWrite expire after writes} already
     */
    public OffHeapCacheBuilder<K, V> expireAfterAccess(Duration timeToLive) {
        setTimeToLive(timeToLive, true);
        return this;
    }

    private void setTimeToLive(Duration timeToLive, boolean reads) {
        long nanos = requireTime(timeToLive);
        if (nanosToLive != 0) {
            throw new IllegalArgumentException("entries expire after " + (byReads ? "reads" : "writes")
                    + " already: choose one; put(key, value, time) is there besides");
        }
        nanosToLive = nanos;
        byReads = reads;
    }

    static long requireTime(Duration timeToLive) {
        if (timeToLive.compareTo(Duration.ZERO) <= 0
                || timeToLive.compareTo(Duration.ofNanos(Long.MAX_VALUE >> 1)) > 0) {
            throw new IllegalArgumentException(
                    "a time to live of " + timeToLive + ": allowed are a nanosecond to 146 years");
        }
        return timeToLive.toNanos();
    }

    /** Entries may be given a time to live {@linkplain OffHeapCache#put(Object, Object, Duration) of their own}. */
    public OffHeapCacheBuilder<K, V> expireSingly() {
        expiresSingly = true;
        return this;
    }

    /** A clock in nanoseconds, from any begin; {@link System#nanoTime} unless told. It may go back. */
    public OffHeapCacheBuilder<K, V> clock(LongSupplier nanos) {
        clock = Objects.requireNonNull(nanos, "clock");
        return this;
    }

    /** Who is told of entries that leave; nobody unless told. */
    public OffHeapCacheBuilder<K, V> removalListener(RemovalListener<? super K, ? super V> newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /** Who gets what a listener throws; the logger {@code dev.cleave.cache} unless told. */
    public OffHeapCacheBuilder<K, V> listenerFailures(Consumer<? super Throwable> handler) {
        failures = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * Makes the cache.
     *
     * @throws IllegalArgumentException where the pool is of 2 TiB or more, or its unit is not from 1 to
     *     64 KiB
     * @throws IllegalStateException where the pool is closed
     */
    public OffHeapCache<K, V> build() {
        int stripes = Math.clamp(Long.highestOneBit(mostBytes / BYTES_PER_STRIPE), 1, MOST_STRIPES);
        EntryMemory memory = new EntryMemory(pool, new HeldBytes(mostBytes));
        EntryLayout layout = EntryLayout.ofCache(expiresSingly || nanosToLive != 0);
        CacheCounts counts = new CacheCounts();
        CacheParts<K, V> parts = new CacheParts<>(
                new EntrySettings<>(keys, values, stripes, ThreadLocalRandom.current().nextLong()), memory, layout,
                counts,
                new Policy(memory, mostBytes < LARGE ? CHUNK_SHIFT : LARGE_CHUNK_SHIFT, counts.hits),
                new Expiry(clock, nanosToLive, byReads), new LateWatch(), listener, failures);
        return new OffHeapCache<>(new CacheOperations<>(parts));
    }
}
