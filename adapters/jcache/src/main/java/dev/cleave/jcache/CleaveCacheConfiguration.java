package dev.cleave.jcache;

import dev.cleave.cache.Codec;
import java.util.Objects;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that says besides how many bytes a cache may hold, and by which codecs its keys
 * and values are bytes. Where it names no codec, strings, boxes of primitives and arrays of bytes
 * have one of Cleave's, by the types that are set, and all else is serialized.
 *
 * <p>Codecs do not go along where a configuration is serialized.
 *
 * @param <K> keys
 * @param <V> values
 */
@SuppressWarnings("exports") // null marks are for compilers: nobody needs them to run
public class CleaveCacheConfiguration<K, V> extends MutableConfiguration<K, V> {
    private static final long serialVersionUID = 1;

    private long mostBytes;
    private transient @Nullable Codec<K> keyCodec;
    private transient @Nullable Codec<V> valueCodec;

    /** The usual settings. */
    public CleaveCacheConfiguration() {}

    /** A copy. */
    public CleaveCacheConfiguration(CompleteConfiguration<K, V> other) {
        super(other);
        if (other instanceof CleaveCacheConfiguration<K, V> more) {
            mostBytes = more.mostBytes;
            keyCodec = more.keyCodec;
            valueCodec = more.valueCodec;
        }
    }

    /**
     * The most bytes that the cache may hold: entries, rounding, index and policy, all counted.
     *
     * @param bytes 16 KiB or more; 0 for what the manager says
     * @throws IllegalArgumentException where that is less than 0
     */
    public CleaveCacheConfiguration<K, V> setMostBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a cache of " + bytes + " bytes: allowed are 16 KiB or more");
        }
        mostBytes = bytes;
        return this;
    }

    /** The most bytes that the cache may hold; 0 for what the manager says. */
    public long getMostBytes() {
        return mostBytes;
    }

    /** By what keys are bytes: two are one where their bytes are the same. */
    public CleaveCacheConfiguration<K, V> setKeyCodec(Codec<K> codec) {
        keyCodec = Objects.requireNonNull(codec, "codec of keys");
        return this;
    }

    /** By what keys are bytes, if that was said. */
    public @Nullable Codec<K> getKeyCodec() {
        return keyCodec;
    }

    /** By what values are bytes. */
    public CleaveCacheConfiguration<K, V> setValueCodec(Codec<V> codec) {
        valueCodec = Objects.requireNonNull(codec, "codec of values");
        return this;
    }

    /** By what values are bytes, if that was said. */
    public @Nullable Codec<V> getValueCodec() {
        return valueCodec;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof CleaveCacheConfiguration<?, ?> more
                && mostBytes == more.mostBytes
                && Objects.equals(keyCodec, more.keyCodec)
                && Objects.equals(valueCodec, more.valueCodec);
    }

    @Override
    public int hashCode() {
        return super.hashCode() * 31 + Objects.hash(mostBytes, keyCodec, valueCodec);
    }
}
