package dev.cleave.cache;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a cache is put together from. */
record CacheParts<K, V>(
        EntrySettings<K, V> settings,
        EntryMemory memory,
        EntryLayout layout,
        CacheCounts counts,
        Policy policy,
        Expiry expiry,
        LateWatch watch,
        @Nullable RemovalListener<? super K, ? super V> listener,
        Consumer<? super Throwable> failures) {}
