package dev.cleave.jcache;

import javax.cache.CacheException;
import javax.cache.configuration.Factory;
import org.jspecify.annotations.Nullable;

/**
 * What users plug into a cache: loader, writer, policy, listeners. Made by a factory, closed with
 * the cache.
 */
final class Parts {
    private Parts() {}

    /** Makes a part; null where there is no factory. */
    static <T> @Nullable T make(@Nullable Factory<? extends T> factory) {
        return factory == null ? null : factory.create();
    }

    /**
     * Closes a part that can be closed.
     *
     * @throws CacheException where it throws
     */
    static void close(@Nullable Object part, String what) {
        if (part instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new CacheException("the " + what + " was interrupted while it was closed", interrupted);
            } catch (Exception failed) {
                throw new CacheException("the " + what + " could not be closed", failed);
            }
        }
    }

    /** Does all, even where one throws; then throws what was thrown first. */
    static void runAll(Runnable... steps) {
        RuntimeException first = null;
        for (Runnable each : steps) {
            try {
                each.run();
            } catch (RuntimeException failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
