package dev.cleave.cache;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listener of an entry that left, and frees it, however the listener fares. */
final class Departures<K, V> {
    private final Entries<K, V> entries;
    private final CacheCounts counts;
    private final @Nullable RemovalListener<? super K, ? super V> listener;
    private final Consumer<? super Throwable> failures;

    Departures(Entries<K, V> entries, CacheCounts counts, @Nullable RemovalListener<? super K, ? super V> listener,
            Consumer<? super Throwable> failures) {
        this.entries = entries;
        this.counts = counts;
        this.listener = listener;
        this.failures = failures;
    }

    /** Whether there is a listener. */
    boolean areTold() {
        return listener != null;
    }

    /** The entry is the caller's; no lock is held. */
    void tell(long hash, long place, RemovalCause cause) {
        try {
            if (listener != null) {
                listener.removed(entries.keyAt(place), entries.valueAt(place), cause);
            }
        } catch (RuntimeException | Error thrown) {
            counts.listenerFailures.increment();
            handle(thrown);
        } finally {
            entries.retire(hash, place);
        }
    }

    private void handle(Throwable thrown) {
        try {
            failures.accept(thrown);
        } catch (RuntimeException handlerFailed) {
            counts.listenerFailures.increment();
        }
    }
}
