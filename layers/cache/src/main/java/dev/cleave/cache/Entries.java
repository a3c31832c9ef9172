package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;

import dev.cleave.cache.EntryCopies.EntryCopy;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map or a cache: found by {@linkplain EntryReads readers} without a lock, changed
 * under the lock of their stripe. Nothing of the user's runs under a lock: what is written is
 * prepared before, and what is taken out is looked at after.
 */
final class Entries<K, V> {
    /** An entry was not put: what was there was not as expected. */
    static final long REFUSED = -1;

    /** An entry was not put: the index would have to grow, and may not. */
    static final long NO_ROOM = -2;

    /** A value was not written over another. */
    static final int NOT_OVER = -1;

    private final EntryMemory memory;
    private final EntryLayout layout;
    private final Keys<K> keys;
    private final CodecCalls<V> values;
    private final Stripe[] stripes;
    private final int stripeShift;
    private final @Nullable EntryWatch watch;
    private volatile boolean closed;

    Entries(EntrySettings<K, V> settings, EntryMemory memory, EntryLayout layout, @Nullable EntryWatch watch) {
        this.memory = memory;
        this.layout = layout;
        this.watch = watch;
        keys = new Keys<>(settings.keys(), settings.seed());
        values = new CodecCalls<>(settings.values(), "value");
        stripes = new Stripe[settings.stripes()];
        stripeShift = Long.SIZE - Integer.numberOfTrailingZeros(stripes.length);
        for (int each = 0; each < stripes.length; each++) {
            stripes[each] = new Stripe(memory);
        }
    }

    Keys<K> keys() {
        return keys;
    }

    CodecCalls<V> values() {
        return values;
    }

    EntryMemory memory() {
        return memory;
    }

    @Nullable
    EntryWatch watch() {
        return watch;
    }

    EntryLayout layout() {
        return layout;
    }

    int stripeCount() {
        return stripes.length;
    }

    Stripe stripe(int number) {
        return stripes[number];
    }

    Stripe stripeOf(long hash) {
        return stripes.length == 1 ? stripes[0] : stripes[(int) (hash >>> stripeShift)];
    }

    long size() {
        long size = 0;
        for (Stripe each : stripes) {
            size += each.count();
        }
        return size;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * The place of a key's entry, or 0: to be believed if the stripe's version is the same after.
     */
    long find(Stripe stripe, Object probe, long hash) {
        StripeTable table = stripe.table();
        int tag = Words.tagOf(hash);
        int index = table.first(tag);
        while (true) {
            long word = table.wordOf(tag, index);
            if (word == 0) {
                return 0;
            }
            if (isOf(probe, Words.place(word))) {
                return isAlive(Words.place(word)) ? Words.place(word) : 0;
            }
            index++;
        }
    }

    /** Whether an entry is a key's. May be asked of what is no entry any more. */
    private boolean isOf(Object probe, long place) {
        long offset = memory.offset(place);
        int keyBytes = keys.byteSize(probe);
        return memory.holds(place, layout.header() + keyBytes)
                && EntryLayout.keyBytes(BYTES, offset) == keyBytes
                && keys.isAt(probe, BYTES, layout.key(offset));
    }

    // --------------------------------------------------------------------------------------------------------- writers

    /**
     * An entry that nobody finds yet; 0 where its bytes are not allowed.
     *
     * @param prepared by {@link CodecCalls#prepared}
     * @throws CodecException where a codec fails; nothing is held then
     */
    long make(Object probe, Object prepared, long deadline) {
        requireOpen();
        int keyBytes = keys.byteSize(probe);
        int valueBytes = values.preparedSize(prepared);
        long place = memory.allocateMoving((long) layout.header() + keyBytes + valueBytes);
        if (place == 0) {
            return 0;
        }
        boolean made = false;
        try {
            long offset = memory.offset(place);
            EntryLayout.sizes(BYTES, offset, keyBytes, valueBytes);
            if (layout.expires()) {
                layout.deadline(BYTES, offset, deadline);
            }
            keys.write(probe, BYTES, layout.key(offset));
            values.writePrepared(prepared, BYTES, layout.value(offset, keyBytes), valueBytes);
            made = true;
            return place;
        } finally {
            if (!made) {
                memory.free(place);
            }
        }
    }

    /** What a key's entry must be for another to take its place. */
    enum Expected {
        ANYTHING, NOTHING, SOMETHING, THESE_BYTES
    }

    /**
     * Puts an entry that was {@linkplain #make made} where readers find it.
     *
     * @param old the bytes of the value that must be there, for {@link Expected#THESE_BYTES}
     * @return the place of the entry before it, which is the caller's now, or 0; {@link #REFUSED},
     *     {@link #NO_ROOM}: the entry that was made is the caller's still
     */
    long link(Object probe, long hash, long place, Expected expected, byte @Nullable [] old) {
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            requireOpen();
            int index = indexOf(stripe, probe, hash);
            long before = index < 0 ? 0 : Words.place(stripe.table().word(index));
            if (!isAsExpected(before, expected, old)) {
                return REFUSED;
            }
            long word = Words.of(Words.tagOf(hash), place);
            if (before != 0) {
                if (watch != null) {
                    watch.replaces(place, before);
                }
                stripe.replace(index, word);
            } else if (!insert(stripe, word, hash, place)) {
                return NO_ROOM;
            }
            return before;
        } finally {
            stripe.unlock();
        }
    }

    private boolean insert(Stripe stripe, long word, long hash, long place) {
        if (watch == null) {
            return stripe.insert(word);
        }
        if (!watch.comes(hash, place)) {
            return false;
        }
        boolean inserted = false;
        try {
            inserted = stripe.insert(word);
            return inserted;
        } finally {
            if (!inserted) {
                watch.unlinked(place);
            }
        }
    }

    /**
     * Writes a value over a key's, where that is alive and its block as large as one of its own
     * would be, and nobody visits.
     *
     * @return the node of the entry, 0 in a map; {@link #NOT_OVER} where it was not written
     */
    int tryOverwrite(Object probe, long hash, byte[] value, long deadline) {
        long byteSize = (long) layout.header() + keys.byteSize(probe) + value.length;
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            requireOpen();
            int index = indexOf(stripe, probe, hash);
            long place = index < 0 ? 0 : Words.place(stripe.table().word(index));
            if (place == 0 || !isAlive(place) || !memory.isFor(place, byteSize)) {
                return NOT_OVER;
            }
            long offset = memory.offset(place);
            if (stripe.beginWriteUnlessVisited()) {
                EntryLayout.sizes(BYTES, offset, keys.byteSize(probe), value.length);
                if (layout.expires()) {
                    layout.deadline(BYTES, offset, deadline);
                }
                ReadyCodec.paste(value, BYTES, layout.value(offset, keys.byteSize(probe)));
                stripe.endWrite();
                return watch == null ? 0 : layout.node(BYTES, offset);
            }
            return NOT_OVER;
        } finally {
            stripe.unlock();
        }
    }

    private boolean isAsExpected(long before, Expected expected, byte @Nullable [] old) {
        boolean alive = before != 0 && isAlive(before);
        return switch (expected) {
            case ANYTHING -> true;
            case NOTHING -> !alive;
            case SOMETHING -> alive;
            case THESE_BYTES -> alive && hasValue(before, Objects.requireNonNull(old));
        };
    }

    private boolean hasValue(long place, byte[] value) {
        long offset = memory.offset(place);
        int valueBytes = EntryLayout.valueBytes(BYTES, offset);
        long at = layout.value(offset, EntryLayout.keyBytes(BYTES, offset));
        return valueBytes == value.length && MemorySegment.mismatch(
                BYTES, at, at + valueBytes, MemorySegment.ofArray(value), 0, valueBytes) < 0;
    }

    /**
     * Takes a key's entry out; answers its place, which is the caller's now, 0 or {@link #REFUSED}.
     */
    long unlink(Object probe, long hash, Expected expected, byte @Nullable [] old) {
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            requireOpen();
            int index = indexOf(stripe, probe, hash);
            long before = index < 0 ? 0 : Words.place(stripe.table().word(index));
            if (!isAsExpected(before, expected, old)) {
                return REFUSED;
            }
            if (before != 0) {
                takeOut(stripe, index, before);
            }
            return before;
        } finally {
            stripe.unlock();
        }
    }

    /**
     * Takes out the entry that has a node of the cache's policy; answers its place, which is the
     * caller's now, or 0 where it is gone.
     *
     * @param onlyTooOld whether it is left where it is alive
     */
    long unlinkNode(long hash, int node, boolean onlyTooOld) {
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            int index = closed ? -1 : indexOfNode(stripe, hash, node);
            if (index < 0) {
                return 0;
            }
            long place = Words.place(stripe.table().word(index));
            if (onlyTooOld && isAlive(place)) {
                return 0;
            }
            takeOut(stripe, index, place);
            return place;
        } finally {
            stripe.unlock();
        }
    }

    private int indexOfNode(Stripe stripe, long hash, int node) {
        StripeTable table = stripe.table();
        int tag = Words.tagOf(hash);
        int index = table.first(tag);
        for (long word = table.wordOf(tag, index); word != 0; word = table.wordOf(tag, ++index)) {
            if (layout.node(BYTES, memory.offset(Words.place(word))) == node) {
                return index;
            }
        }
        return -1;
    }

    /**
     * Another deadline for the entry that has a node of the cache's policy, if it is there still.
     */
    void prolong(long hash, int node, long deadline) {
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            int index = closed ? -1 : indexOfNode(stripe, hash, node);
            if (index >= 0) {
                layout.deadline(BYTES, memory.offset(Words.place(stripe.table().word(index))), deadline);
            }
        } finally {
            stripe.unlock();
        }
    }

    /** Another node for the entry that has this one, if it is there still. */
    void moveNode(EntryWatch policy, long hash, int node) {
        Stripe stripe = stripeOf(hash);
        stripe.lock();
        try {
            int index = closed ? -1 : indexOfNode(stripe, hash, node);
            int other = index < 0 ? NodeTable.NONE : policy.moves(node);
            if (other != NodeTable.NONE) {
                layout.node(BYTES, memory.offset(Words.place(stripe.table().word(index))), other);
            }
        } finally {
            stripe.unlock();
        }
    }

    /** Whether an entry, of the caller or under the stripe's lock, is not too old. */
    boolean isAlive(long place) {
        return watch == null || watch.isAlive(memory.offset(place));
    }

    private void takeOut(Stripe stripe, int index, long place) {
        if (watch != null) {
            watch.unlinked(place);
        }
        stripe.remove(index);
    }

    /** The index of a key's word, be its entry too old; -1 where there is none. Locked. */
    private int indexOf(Stripe stripe, Object probe, long hash) {
        StripeTable table = stripe.table();
        int tag = Words.tagOf(hash);
        int index = table.first(tag);
        for (long word = table.wordOf(tag, index); word != 0; word = table.wordOf(tag, ++index)) {
            if (isOf(probe, Words.place(word))) {
                return index;
            }
        }
        return -1;
    }

    /** Adds a copy of an entry, unless it is too old. Its stripe is locked. */
    void copyTo(Collection<EntryCopy> copies, long place) {
        long offset = memory.offset(place);
        if (isAlive(place)) {
            int keyBytes = EntryLayout.keyBytes(BYTES, offset);
            copies.add(new EntryCopy(ReadyCodec.copy(BYTES, layout.key(offset), keyBytes),
                    ReadyCodec.copy(BYTES, layout.value(offset, keyBytes), EntryLayout.valueBytes(BYTES, offset)),
                    layout.expires() ? layout.deadline(BYTES, offset) : 0));
        }
    }

    /** The key of an entry that is the caller's. */
    K keyAt(long place) {
        long offset = memory.offset(place);
        return keys.codec().read(ReadyCodec.copy(BYTES, layout.key(offset), EntryLayout.keyBytes(BYTES, offset)));
    }

    /** The value of an entry that is the caller's. */
    V valueAt(long place) {
        long offset = memory.offset(place);
        long at = layout.value(offset, EntryLayout.keyBytes(BYTES, offset));
        return values.read(ReadyCodec.copy(BYTES, at, EntryLayout.valueBytes(BYTES, offset)));
    }

    /** Frees an entry that was taken out, when nobody looks at it any more. */
    void retire(long hash, long place) {
        stripeOf(hash).retire(place, false);
    }

    /** Frees an entry that nobody ever found. */
    void discard(long place) {
        memory.free(place);
    }

    /** Takes everything out, a stripe at a time. */
    void clear() {
        for (Stripe stripe : stripes) {
            stripe.lock();
            StripeTable table;
            try {
                requireOpen();
                table = stripe.table();
                for (int index = 0; watch != null && index < table.length(); index++) {
                    if (table.word(index) != 0) {
                        watch.unlinked(Words.place(table.word(index)));
                    }
                }
                table = stripe.takeAll();
            } finally {
                stripe.unlock();
            }
            for (int index = 0; index < table.length(); index++) {
                if (table.word(index) != 0) {
                    stripe.retire(Words.place(table.word(index)), false);
                }
            }
            table.free(memory);
        }
    }

    /**
     * Ends everything; all memory goes back. Closing twice does nothing.
     *
     * @throws IllegalStateException where somebody looks at bytes in place
     */
    void close() {
        if (closed) {
            return;
        }
        for (Stripe stripe : stripes) {
            if (stripe.isVisited()) {
                throw new IllegalStateException("a reader looks at a value in place: close when it has ended");
            }
        }
        closed = true;
        for (Stripe stripe : stripes) {
            stripe.lock();
            stripe.takeAll();
            stripe.unlock();
        }
        memory.close();
    }
}
