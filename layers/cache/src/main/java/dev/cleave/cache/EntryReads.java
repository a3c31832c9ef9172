package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;

import dev.cleave.handle.PinnedMemory;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries without a lock: what was read is believed if the stripe's version is the same
 * after, and read again if not. After so many tries a reader takes the stripe's lock.
 */
final class EntryReads<K, V> {
    private static final int TRIES = 100;
    private static final Object AGAIN = new Object();

    private final Entries<K, V> entries;
    private final EntryMemory memory;
    private final EntryLayout layout;
    private final CodecCalls<V> values;
    private final @Nullable EntryWatch watch;

    EntryReads(Entries<K, V> entries) {
        this.entries = entries;
        memory = entries.memory();
        layout = entries.layout();
        values = entries.values();
        watch = entries.watch();
    }

    /** The value of a key, or null. */
    @Nullable
    V get(Object probe, long hash) {
        Object found = look(probe, hash, values.readsWhileWritten());
        return found == null ? null : values.readsWhileWritten() ? decoded(found) : values.read((byte[]) found);
    }

    /** A copy of the bytes of a key's value, or null. */
    byte @Nullable [] copy(Object probe, long hash) {
        return (byte[]) look(probe, hash, false);
    }

    boolean contains(Object probe, long hash) {
        entries.requireOpen();
        Stripe stripe = entries.stripeOf(hash);
        for (int each = 0; each < TRIES; each++) {
            long version = stripe.versionAcquire();
            if ((version & 1) == 0) {
                boolean found = entries.find(stripe, probe, hash) != 0;
                if (stripe.isStill(version)) {
                    return found;
                }
            }
            Thread.onSpinWait();
        }
        stripe.lock();
        try {
            return entries.find(stripe, probe, hash) != 0;
        } finally {
            stripe.unlock();
        }
    }

    @SuppressWarnings("unchecked") // what was read in place is a value
    private V decoded(Object found) {
        return (V) found;
    }

    @SuppressWarnings("ReferenceEquality") // AGAIN is itself alone
    private @Nullable Object look(Object probe, long hash, boolean inPlace) {
        entries.requireOpen();
        Stripe stripe = entries.stripeOf(hash);
        for (int each = 0; each < TRIES; each++) {
            Object found = tryLook(stripe, probe, hash, inPlace);
            if (found != AGAIN) {
                return found;
            }
            Thread.onSpinWait();
        }
        stripe.lock();
        try {
            return tryLook(stripe, probe, hash, inPlace);
        } finally {
            stripe.unlock();
        }
    }

    /** What is there, or {@link #AGAIN} where somebody wrote meanwhile. */
    private @Nullable Object tryLook(Stripe stripe, Object probe, long hash, boolean inPlace) {
        long version = stripe.versionAcquire();
        if ((version & 1) != 0) {
            return AGAIN;
        }
        long place = entries.find(stripe, probe, hash);
        if (place == 0) {
            return stripe.isStill(version) ? null : AGAIN;
        }
        long offset = memory.offset(place);
        int keyBytes = EntryLayout.keyBytes(BYTES, offset);
        int valueBytes = EntryLayout.valueBytes(BYTES, offset);
        if (!stripe.isStill(version)) {
            return AGAIN;
        }
        long at = layout.value(offset, keyBytes);
        Object found = inPlace ? values.readInPlace(BYTES, at, valueBytes) : ReadyCodec.copy(BYTES, at, valueBytes);
        int node = watch == null ? 0 : layout.node(BYTES, offset);
        long deadline = layout.expires() ? layout.deadline(BYTES, offset) : 0;
        if (!stripe.isStill(version)) {
            return AGAIN;
        }
        if (watch != null) {
            watch.hit(hash, node, deadline);
        }
        return found;
    }

    /**
     * Lets a reader look at the bytes of a key's value where they lie; null where there is none.
     */
    <R> @Nullable R read(Object probe, long hash, ValueReader<R> reader) {
        entries.requireOpen();
        Stripe stripe = entries.stripeOf(hash);
        stripe.visit();
        try {
            long place = findStable(stripe, probe, hash);
            if (place == 0) {
                return null;
            }
            long offset = memory.offset(place);
            if (watch != null) {
                watch.hit(hash, layout.node(BYTES, offset),
                        layout.expires() ? layout.deadline(BYTES, offset) : 0);
            }
            int valueBytes = EntryLayout.valueBytes(BYTES, offset);
            long at = layout.value(offset, EntryLayout.keyBytes(BYTES, offset));
            try (Arena call = Arena.ofConfined()) {
                return reader.read(PinnedMemory.segment(at, valueBytes, call).asReadOnly());
            }
        } finally {
            stripe.leave();
        }
    }

    private long findStable(Stripe stripe, Object probe, long hash) {
        for (int each = 0; each < TRIES; each++) {
            long version = stripe.versionAcquire();
            if ((version & 1) == 0) {
                long place = entries.find(stripe, probe, hash);
                if (stripe.isStill(version)) {
                    return place;
                }
            }
            Thread.onSpinWait();
        }
        stripe.lock();
        try {
            return entries.find(stripe, probe, hash);
        } finally {
            stripe.unlock();
        }
    }
}
