package dev.cleave.jcache;

import java.util.Collection;
import java.util.Map;
import javax.cache.Cache;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind a cache: its loader and its writer, if any. What they throw is told as theirs.
 */
final class Backing<K, V> {
    private final @Nullable CacheLoader<K, V> loader;
    private final @Nullable CacheWriter<? super K, ? super V> writer;
    private final boolean readThrough;
    private final boolean writeThrough;

    Backing(CompleteConfiguration<K, V> settings) {
        loader = Parts.make(settings.getCacheLoaderFactory());
        writer = Parts.make(settings.getCacheWriterFactory());
        readThrough = settings.isReadThrough() && loader != null;
        writeThrough = settings.isWriteThrough() && writer != null;
    }

    boolean hasLoader() {
        return loader != null;
    }

    boolean readsThrough() {
        return readThrough;
    }

    boolean writesThrough() {
        return writeThrough;
    }

    /** What the loader has of a key, where reads go through to it; or null. */
    @Nullable
    V load(K key) {
        if (!readThrough || loader == null) {
            return null;
        }
        try {
            return loader.load(key);
        } catch (RuntimeException failed) {
            throw ofLoader(failed);
        }
    }

    /** What the loader has of keys. */
    Map<K, V> loadAll(Iterable<? extends K> keys) {
        if (loader == null) {
            return Map.of();
        }
        try {
            return loader.loadAll(keys);
        } catch (RuntimeException failed) {
            throw ofLoader(failed);
        }
    }

    void write(K key, V value) {
        if (writeThrough && writer != null) {
            try {
                writer.write(new CacheEntry<>(key, value));
            } catch (RuntimeException failed) {
                throw ofWriter(failed);
            }
        }
    }

    void delete(K key) {
        if (writeThrough && writer != null) {
            try {
                writer.delete(key);
            } catch (RuntimeException failed) {
                throw ofWriter(failed);
            }
        }
    }

    /**
     * Writes entries; what is left in the collection afterwards, however it went, was not written.
     */
    @SuppressWarnings("unchecked") // a writer of more general entries takes these
    void writeAll(Collection<Cache.Entry<? extends K, ? extends V>> entries) {
        if (writer != null) {
            try {
                ((CacheWriter<K, V>) writer).writeAll(entries);
            } catch (RuntimeException failed) {
                throw ofWriter(failed);
            }
        }
    }

    /**
     * Deletes keys; what is left in the collection afterwards, however it went, was not deleted.
     */
    void deleteAll(Collection<?> keys) {
        if (writer != null) {
            try {
                writer.deleteAll(keys);
            } catch (RuntimeException failed) {
                throw ofWriter(failed);
            }
        }
    }

    private static CacheLoaderException ofLoader(RuntimeException failed) {
        return failed instanceof CacheLoaderException known
                ? known
                : new CacheLoaderException("the cache's loader failed: " + failed.getMessage(), failed);
    }

    private static CacheWriterException ofWriter(RuntimeException failed) {
        return failed instanceof CacheWriterException known
                ? known
                : new CacheWriterException("the cache's writer failed: " + failed.getMessage(), failed);
    }

    void close() {
        Parts.close(loader, "loader");
        Parts.close(writer, "writer");
    }
}
