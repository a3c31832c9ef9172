package dev.cleave.cache;

import dev.cleave.memory.Pool;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Settings of an {@link OffHeapMap}. For one thread.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class OffHeapMapBuilder<K, V> {
    private static final int USUAL_STRIPES = 256;

    private final Pool pool;
    private final Codec<K> keys;
    private final Codec<V> values;
    private int stripes = USUAL_STRIPES;

    OffHeapMapBuilder(Pool pool, Codec<K> keys, Codec<V> values) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.keys = Objects.requireNonNull(keys, "codec of keys");
        this.values = Objects.requireNonNull(values, "codec of values");
    }

    /**
     * Over how many parts keys are spread, each with a lock for its writers; 256 unless told. A part
     * that grows holds its writers up for about a microsecond for each thousand of its entries.
     *
     * @param count a power of two from 1 to 65,536
     * @throws IllegalArgumentException where it is not
     */
    public OffHeapMapBuilder<K, V> stripes(int count) {
        stripes = EntrySettings.requireStripes(count);
        return this;
    }

    /**
     * Makes the map.
     *
     * @throws IllegalArgumentException where the pool is of 2 TiB or more, or its unit is not from 1 to
     *     64 KiB
     * @throws IllegalStateException where the pool is closed
     */
    public OffHeapMap<K, V> build() {
        return new OffHeapMap<>(
                new EntrySettings<>(keys, values, stripes, ThreadLocalRandom.current().nextLong()), pool);
    }
}
