package dev.cleave.jcache;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * One who listens: what it hears, and how it is told.
 *
 * @param later who tells a listener that is not told at once: one thread, so in order
 */
record Subscription<K, V>(
        CacheEntryListenerConfiguration<K, V> configuration,
        CacheEntryListener<? super K, ? super V> listener,
        @Nullable CacheEntryEventFilter<? super K, ? super V> filter,
        @Nullable ExecutorService later) {

    static <K, V> Subscription<K, V> of(CacheEntryListenerConfiguration<K, V> configuration) {
        CacheEntryListener<? super K, ? super V> listener = Objects.requireNonNull(
                Parts.make(configuration.getCacheEntryListenerFactory()), "a listener's configuration has no listener");
        return new Subscription<>(configuration, listener,
                Parts.make(configuration.getCacheEntryEventFilterFactory()),
                configuration.isSynchronous()
                        ? null
                        : Executors.newSingleThreadExecutor(Thread.ofVirtual().name("cache-listener").factory()));
    }

    /**
     * Tells of what happened, all of one type.
     *
     * @throws CacheEntryListenerException where the listener is told at once, and throws
     */
    void tell(EventType type, List<? extends CacheEntryEvent<K, V>> happenings) {
        if (!hears(type)) {
            return;
        }
        if (later == null) {
            tellNow(type, happenings);
        } else if (!later.isShutdown()) {
            later.execute(() -> {
                try {
                    tellNow(type, happenings);
                } catch (CacheEntryListenerException failed) {
                    System.getLogger("dev.cleave.jcache").log(Level.WARNING, "a listener failed", failed);
                }
            });
        }
    }

    private boolean hears(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    private void tellNow(EventType type, List<? extends CacheEntryEvent<K, V>> happenings) {
        try {
            List<? extends CacheEntryEvent<K, V>> wanted = filter == null
                    ? happenings
                    : happenings.stream().filter(filter::evaluate).toList();
            if (!wanted.isEmpty()) {
                call(type, wanted);
            }
        } catch (CacheEntryListenerException known) {
            throw known;
        } catch (RuntimeException failed) {
            throw new CacheEntryListenerException("a listener failed: " + failed.getMessage(), failed);
        }
    }

    @SuppressWarnings("unchecked") // a listener to more general entries hears of these
    private void call(EventType type, List<? extends CacheEntryEvent<K, V>> happenings) {
        Iterable<CacheEntryEvent<? extends K, ? extends V>> told =
                (Iterable<CacheEntryEvent<? extends K, ? extends V>>) (Iterable<?>) happenings;
        CacheEntryListener<K, V> one = (CacheEntryListener<K, V>) listener;
        switch (type) {
            case CREATED -> ((CacheEntryCreatedListener<K, V>) one).onCreated(told);
            case UPDATED -> ((CacheEntryUpdatedListener<K, V>) one).onUpdated(told);
            case REMOVED -> ((CacheEntryRemovedListener<K, V>) one).onRemoved(told);
            case EXPIRED -> ((CacheEntryExpiredListener<K, V>) one).onExpired(told);
        }
    }

    /** Tells no more, once what was to be told is told; then closes the listener and its filter. */
    void close() {
        if (later != null) {
            later.close();
        }
        Parts.close(listener, "listener");
        Parts.close(filter, "filter");
    }
}
