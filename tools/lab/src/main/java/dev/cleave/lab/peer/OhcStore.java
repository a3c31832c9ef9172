package dev.cleave.lab.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.caffinitas.ohc.CacheSerializer;
import org.caffinitas.ohc.OHCache;
import org.caffinitas.ohc.OHCacheBuilder;
import org.jspecify.annotations.Nullable;

/** OHC with as many segments as it chooses. */
final class OhcStore implements CacheStore {
    private final OHCache<Long, byte[]> cache;

    OhcStore(long mostBytes) {
        cache = OHCacheBuilder.<Long, byte[]>newBuilder()
                .keySerializer(new Keys())
                .valueSerializer(new Values())
                .capacity(mostBytes)
                .build();
    }

    @Override
    public byte @Nullable [] get(long key) {
        return cache.get(key);
    }

    @Override
    public void put(long key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        try {
            cache.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static final class Keys implements CacheSerializer<Long> {
        @Override
        public void serialize(Long key, ByteBuffer target) {
            target.putLong(key);
        }

        @Override
        public Long deserialize(ByteBuffer source) {
            return source.getLong();
        }

        @Override
        public int serializedSize(Long key) {
            return Long.BYTES;
        }
    }

    /** Their length and their bytes: a serializer is not told how long what it reads is. */
    private static final class Values implements CacheSerializer<byte[]> {
        @Override
        public void serialize(byte[] value, ByteBuffer target) {
            target.putInt(value.length).put(value);
        }

        @Override
        public byte[] deserialize(ByteBuffer source) {
            byte[] value = new byte[source.getInt()];
            source.get(value);
            return value;
        }

        @Override
        public int serializedSize(byte[] value) {
            return Integer.BYTES + value.length;
        }
    }
}
