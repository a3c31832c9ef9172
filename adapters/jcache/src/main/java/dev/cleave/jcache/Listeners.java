package dev.cleave.jcache;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** Those who listen to a cache. Any thread. */
final class Listeners<K, V> {
    private final Cache<K, V> source;
    private final List<Subscription<K, V>> subscriptions = new CopyOnWriteArrayList<>();

    /** Entries found too old; the next call that tells anything tells of them. */
    private final Queue<Happening<K, V>> expired = new ConcurrentLinkedQueue<>();

    Listeners(Cache<K, V> source) {
        this.source = source;
    }

    boolean areThere() {
        return !subscriptions.isEmpty();
    }

    /**
     * Adds a listener.
     *
     * @throws IllegalArgumentException where the same configuration was added before
     */
    void add(CacheEntryListenerConfiguration<K, V> configuration) {
        synchronized (subscriptions) {
            if (subscriptions.stream().anyMatch(each -> each.configuration().equals(configuration))) {
                throw new IllegalArgumentException("this configuration of a listener is registered already");
            }
            subscriptions.add(Subscription.of(configuration));
        }
    }

    /** Removes the listener of a configuration, and closes it; does nothing where there is none. */
    void remove(CacheEntryListenerConfiguration<K, V> configuration) {
        Subscription<K, V> found = null;
        synchronized (subscriptions) {
            for (Subscription<K, V> each : subscriptions) {
                if (each.configuration().equals(configuration)) {
                    found = each;
                }
            }
            if (found != null) {
                subscriptions.remove(found);
            }
        }
        if (found != null) {
            found.close();
        }
    }

    Happening<K, V> happening(EventType type, K key, V value, @Nullable V oldValue) {
        return new Happening<>(source, type, key, value, oldValue);
    }

    /** An entry was found too old. A lock may be held: it is told of later. */
    void expired(K key, V value) {
        if (areThere()) {
            expired.add(happening(EventType.EXPIRED, key, value, value));
        }
    }

    /** Tells of what was found too old, and of these. */
    void tell(List<Happening<K, V>> happenings) {
        List<Happening<K, V>> all = happenings;
        if (!expired.isEmpty()) {
            all = new ArrayList<>();
            for (Happening<K, V> each = expired.poll(); each != null; each = expired.poll()) {
                all.add(each);
            }
            all.addAll(happenings);
        }
        if (all.isEmpty()) {
            return;
        }
        Map<EventType, List<Happening<K, V>>> byType = new EnumMap<>(EventType.class);
        for (Happening<K, V> each : all) {
            byType.computeIfAbsent(each.getEventType(), type -> new ArrayList<>()).add(each);
        }
        for (EventType type : List.of(EventType.EXPIRED, EventType.CREATED, EventType.UPDATED, EventType.REMOVED)) {
            List<Happening<K, V>> these = byType.get(type);
            if (these != null) {
                subscriptions.forEach(each -> each.tell(type, these));
            }
        }
    }

    void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }
}
