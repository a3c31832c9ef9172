package dev.cleave.jcache;

import org.jspecify.annotations.Nullable;

/**
 * What is done with one key, whose lock the caller holds. The writer is called before anything
 * changes; where it throws, nothing has.
 */
final class EntryActions<K, V> {
    private final HeldEntries<K, V> entries;
    private final Expiries expiries;
    private final Backing<K, V> backing;
    private final Counts counts;

    EntryActions(HeldEntries<K, V> entries, Expiries expiries, Backing<K, V> backing, Counts counts) {
        this.entries = entries;
        this.expiries = expiries;
        this.backing = backing;
        this.counts = counts;
    }

    // ----------------------------------------------------------------------------------------------------------- parts

    /** What a key has, counted as a hit or a miss. */
    @Nullable
    Found<V> lookUp(Turn<K, V> turn) {
        Found<V> found = entries.findOrForget(turn.name());
        if (found == null) {
            counts.miss();
        } else {
            counts.hit();
        }
        return found;
    }

    /** As {@link #lookUp(Turn)}, where that is what is expected; another value was but read. */
    private @Nullable Found<V> lookUp(Turn<K, V> turn, V expected) {
        Found<V> found = lookUp(turn);
        if (found == null || found.value().equals(expected)) {
            return found;
        }
        touch(turn, found);
        return null;
    }

    /** An entry was read: the policy may have another deadline for it. */
    void touch(Turn<K, V> turn, Found<V> found) {
        long deadline = expiries.afterAccess(entries.now(), found.deadline());
        if (deadline == Expiries.AT_ONCE) {
            expire(turn, found);
        } else if (deadline != found.deadline()) {
            entries.prolong(turn.name(), found, deadline);
        }
    }

    private void expire(Turn<K, V> turn, Found<V> found) {
        entries.remove(turn.name());
        if (turn.events().isHeard()) {
            turn.events().expired(turn.key(), found.value());
        }
    }

    /** Gives a key that has none a value; answers false where that is too old at once. */
    boolean create(Turn<K, V> turn, V value) {
        long deadline = expiries.afterCreation(entries.now());
        if (deadline == Expiries.AT_ONCE) {
            return false;
        }
        entries.put(turn.name(), value, deadline);
        turn.events().created(turn.key(), value);
        return true;
    }

    /** Gives a key another value. */
    void update(Turn<K, V> turn, Found<V> found, V value) {
        long deadline = expiries.afterUpdate(entries.now(), found.deadline());
        if (deadline == Expiries.AT_ONCE) {
            expire(turn, found);
            return;
        }
        entries.put(turn.name(), value, deadline);
        if (turn.events().isHeard()) {
            turn.events().updated(turn.key(), value, found.value());
        }
    }

    /** Creates or updates. */
    private boolean set(Turn<K, V> turn, @Nullable Found<V> found, V value) {
        if (found == null) {
            return create(turn, value);
        }
        update(turn, found, value);
        return true;
    }

    /** Gives a key a value, whatever it had, and counts that; the writer is not called. */
    void store(Turn<K, V> turn, V value) {
        if (!entries.expires() && !turn.events().isHeard()) {
            entries.put(turn.name(), value, HeldEntries.FOREVER); // nobody asks whether it had one
            counts.put();
        } else if (set(turn, entries.findOrForget(turn.name()), value)) {
            counts.put();
        }
    }

    /**
     * Takes out what a key has, and counts that; the writer is not called. Answers false where it
     * has nothing.
     */
    boolean drop(Turn<K, V> turn) {
        Found<V> found = entries.findOrForget(turn.name());
        if (found == null) {
            return false;
        }
        drop(turn, found);
        return true;
    }

    private void drop(Turn<K, V> turn, Found<V> found) {
        entries.remove(turn.name());
        counts.removal();
        if (turn.events().isHeard()) {
            turn.events().removed(turn.key(), found.value());
        }
    }

    // ----------------------------------------------------------------------------------------------------------- calls

    @Nullable
    V get(Turn<K, V> turn) {
        Found<V> found = lookUp(turn);
        if (found != null) {
            touch(turn, found);
            return found.value();
        }
        V loaded = backing.load(turn.key());
        if (loaded != null) {
            boolean unused = create(turn, loaded);
        }
        return loaded;
    }

    /** What a loader has is put, and does not count as put by anybody. */
    void putLoaded(Turn<K, V> turn, V value, boolean replaces) {
        Found<V> found = entries.findOrForget(turn.name());
        if (found == null || replaces) {
            boolean unused = set(turn, found, value);
        }
    }

    void put(Turn<K, V> turn, V value) {
        backing.write(turn.key(), value);
        store(turn, value);
    }

    @Nullable
    V getAndPut(Turn<K, V> turn, V value) {
        backing.write(turn.key(), value);
        Found<V> found = lookUp(turn);
        V old = found == null ? null : found.value();
        if (set(turn, found, value)) {
            counts.put();
        }
        return old;
    }

    boolean putIfAbsent(Turn<K, V> turn, V value) {
        if (lookUp(turn) != null) {
            return false;
        }
        backing.write(turn.key(), value);
        boolean kept = create(turn, value);
        if (kept) {
            counts.put();
        }
        return kept;
    }

    boolean remove(Turn<K, V> turn) {
        backing.delete(turn.key());
        return drop(turn);
    }

    boolean remove(Turn<K, V> turn, V expected) {
        Found<V> found = lookUp(turn, expected);
        if (found == null) {
            return false;
        }
        backing.delete(turn.key());
        drop(turn, found);
        return true;
    }

    @Nullable
    V getAndRemove(Turn<K, V> turn) {
        backing.delete(turn.key());
        Found<V> found = lookUp(turn);
        if (found == null) {
            return null;
        }
        V old = found.value();
        drop(turn, found);
        return old;
    }

    @Nullable
    V getAndReplace(Turn<K, V> turn, V value) {
        Found<V> found = lookUp(turn);
        if (found == null) {
            return null;
        }
        V old = found.value();
        replace(turn, found, value);
        return old;
    }

    boolean replace(Turn<K, V> turn, V value) {
        Found<V> found = lookUp(turn);
        if (found == null) {
            return false;
        }
        replace(turn, found, value);
        return true;
    }

    boolean replace(Turn<K, V> turn, V expected, V value) {
        Found<V> found = lookUp(turn, expected);
        if (found == null) {
            return false;
        }
        replace(turn, found, value);
        return true;
    }

    private void replace(Turn<K, V> turn, Found<V> found, V value) {
        backing.write(turn.key(), value);
        update(turn, found, value);
        counts.put();
    }
}
