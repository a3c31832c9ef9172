package dev.cleave.jcache;

import java.util.ArrayList;
import java.util.List;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** What happened during one call, in order, to be told when no lock is held. One thread. */
final class Events<K, V> {
    private final Listeners<K, V> listeners;
    private final boolean heard;
    private final List<Happening<K, V>> happenings = new ArrayList<>(0);

    Events(Listeners<K, V> listeners) {
        this.listeners = listeners;
        heard = listeners.areThere();
    }

    /** Whether anybody listens: if not, old values need not be read. */
    boolean isHeard() {
        return heard;
    }

    void created(K key, V value) {
        add(EventType.CREATED, key, value, null);
    }

    void updated(K key, V value, V oldValue) {
        add(EventType.UPDATED, key, value, oldValue);
    }

    void removed(K key, V oldValue) {
        add(EventType.REMOVED, key, oldValue, oldValue);
    }

    void expired(K key, V oldValue) {
        add(EventType.EXPIRED, key, oldValue, oldValue);
    }

    private void add(EventType type, K key, V value, @Nullable V oldValue) {
        if (heard) {
            happenings.add(listeners.happening(type, key, value, oldValue));
        }
    }

    /**
     * Tells the listeners, of what was too old first.
     *
     * @throws javax.cache.event.CacheEntryListenerException where one that is told at once throws
     */
    void tell() {
        if (heard) {
            listeners.tell(happenings);
        }
    }
}
