package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;

import dev.cleave.cache.Entries.Expected;
import dev.cleave.cache.Policy.Victim;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What a cache does with entries: as a map, but room is made for those that come. */
final class CacheOperations<K, V> extends Operations<K, V> implements EntryWatch {
    /** Nodes that the hand of the expiry looks at for each write. */
    private static final int HAND_STEPS = 2;

    /** A deadline is moved only where it moves by more than this part of the time to live. */
    private static final int TOUCH_SHIFT = 7;

    /**
     * Nodes that move for each entry that leaves, while many have none: two or fewer for each are
     * enough.
     */
    private static final int NODES_MOVED = 4;

    final CacheCounts counts;
    final Policy policy;

    private final EntryMemory memory;
    private final EntryLayout layout;
    private final AccessBuffers accesses;
    private final Expiry expiry;
    private final Departures<K, V> departures;
    private final EntryMover mover;

    CacheOperations(CacheParts<K, V> parts) {
        super(new Entries<>(parts.settings(), parts.memory(), parts.layout(), parts.watch()));
        parts.watch().target = this;
        counts = parts.counts();
        memory = parts.memory();
        layout = parts.layout();
        policy = parts.policy();
        accesses = new AccessBuffers(policy);
        expiry = parts.expiry();
        departures = new Departures<>(entries, counts, parts.listener(), parts.failures());
        mover = new EntryMover(entries, policy::tryMoveNodes);
        memory.movedBy(mover);
    }

    CacheStatistics statistics() {
        return counts.now(mover);
    }

    // ----------------------------------------------------------------------------------------------------------- watch

    @Override
    public boolean comes(long hash, long place) {
        int node = policy.add(hash, memory.costOf(place));
        layout.node(BYTES, memory.offset(place), node);
        return node != NodeTable.NONE;
    }

    @Override
    public void replaces(long place, long replaced) {
        int node = layout.node(BYTES, memory.offset(replaced));
        layout.node(BYTES, memory.offset(place), node);
        policy.replaced(node, memory.costOf(place));
    }

    @Override
    public void unlinked(long place) {
        policy.removed(layout.node(BYTES, memory.offset(place)));
    }

    @Override
    public int moves(int node) {
        return policy.move(node);
    }

    @Override
    public void hit(long hash, int node, long deadline) {
        counts.hits.increment();
        note(hash, node);
        if (expiry.slides(deadline)) {
            long later = expiry.sliding();
            if (later - deadline > expiry.timeToLive() >> TOUCH_SHIFT) {
                entries.prolong(hash, node, later);
            }
        }
    }

    /** Nothing leaves soon from a cache that is half empty: it notes nothing. */
    private void note(long hash, int node) {
        if (memory.held().sum() > memory.held().most() >> 1) {
            accesses.read(node, hash);
        }
    }

    @Override
    public boolean isAlive(long offset) {
        return !layout.expires() || !expiry.isOver(layout.deadline(BYTES, offset));
    }

    // ----------------------------------------------------------------------------------------------------------- reads

    @Override
    @Nullable
    V get(K key) {
        V value = super.get(key);
        if (value == null) {
            counts.misses.increment();
        }
        return value;
    }

    @Override
    <R> @Nullable R read(K key, ValueReader<R> reader) {
        CountingReader<R> counting = new CountingReader<>(reader);
        R made = super.read(key, counting);
        if (!counting.called) {
            counts.misses.increment();
        }
        return made;
    }

    /** As {@link #get}, where a miss was counted before. */
    @Nullable
    V getAgain(K key) {
        return super.get(key);
    }

    /** Knows whether it was called. */
    private static final class CountingReader<R> implements ValueReader<R> {
        private final ValueReader<R> reader;
        private boolean called;

        CountingReader(ValueReader<R> reader) {
            this.reader = reader;
        }

        @Override
        public R read(MemorySegment value) {
            called = true;
            return reader.read(value);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- writes

    @Override
    boolean overwrite(Object probe, long hash, Object prepared) {
        if (!isSmall(prepared) || departures.areTold()) {
            return false;
        }
        int node = entries.tryOverwrite(probe, hash, (byte[]) prepared, expiry.usual());
        if (node == Entries.NOT_OVER) {
            return false;
        }
        note(hash, node);
        expireInPassing();
        return true;
    }

    @Override
    long linkPrepared(Object probe, long hash, Object prepared, Expected expected, byte @Nullable [] old) {
        return link(probe, hash, prepared, expected, old, expiry.usual());
    }

    /** Puts an entry that is too old at a time of its own. */
    void put(K key, V value, long nanosToLive) {
        Object probe = entries.keys().probe(key);
        long hash = entries.keys().hash(probe);
        long before = link(probe, hash, prepared(value), Expected.ANYTHING, null, expiry.fixed(nanosToLive));
        if (before > 0) {
            dispose(hash, before, true);
        }
    }

    /** Puts an entry by its bytes, if it fits; it lives so long, or 0 for as long as others. */
    void putBytes(byte[] key, byte[] value, long nanosToLive) {
        K decoded = entries.keys().codec().read(key);
        V content = entries.values().read(value);
        try {
            if (nanosToLive == 0 || !layout.expires()) {
                put(decoded, content);
            } else {
                put(decoded, content, nanosToLive);
            }
        } catch (IllegalArgumentException tooLarge) {
            // it was evicted, one could say
        }
    }

    /** What is left until a deadline. */
    long left(long deadline) {
        return expiry.left(deadline);
    }

    private long link(
            Object probe, long hash, Object prepared, Expected expected, byte @Nullable [] old, long deadline) {
        long byteSize = (long) layout.header() + entries.keys().byteSize(probe)
                + entries.values().preparedSize(prepared);
        if (lacks(byteSize)) {
            requireFits(byteSize);
        }
        expireInPassing();
        while (true) {
            long before = tryLink(probe, hash, prepared, expected, old, deadline);
            if (before != Entries.NO_ROOM) {
                return before;
            }
            accesses.drain();
            evict(byteSize, null);
            while (lacks(byteSize) && evictOne(byteSize)) {
                // until it fits, before it is tried again
            }
        }
    }

    private boolean lacks(long byteSize) {
        return memory.held().sum() > memory.held().most() - byteSize;
    }

    private void expireInPassing() {
        if (layout.expires()) {
            for (int step = 0; step < HAND_STEPS; step++) {
                expireByHand();
            }
            gatherNodes(NODES_MOVED);
        }
    }

    /**
     * Before anything is evicted for it, an entry is refused that is larger than all entries can
     * be.
     */
    private void requireFits(long byteSize) {
        long most = memory.held().most();
        long others = memory.held().sum() - policy.entryBytes();
        if (byteSize > most - others) {
            throw new IllegalArgumentException("an entry of " + byteSize + " bytes: the cache may hold " + most
                    + " bytes, of which its index and policy need " + others);
        }
    }

    private long tryLink(
            Object probe, long hash, Object prepared, Expected expected, byte @Nullable [] old, long deadline) {
        long place = 0;
        long before = Entries.NO_ROOM;
        PoolExhaustedException full = null;
        try {
            place = entries.make(probe, prepared, deadline);
            if (place != 0) {
                before = linkMade(probe, hash, place, expected, old);
            }
        } catch (PoolExhaustedException noRoom) {
            full = noRoom;
        } finally {
            if (before < 0 && place != 0) {
                entries.discard(place);
            }
        }
        if (full != null) {
            accesses.drain();
            evictFor(full);
        }
        return before;
    }

    /**
     * Where the pool has no room though the cache may hold more, and moving does not help, as many
     * bytes leave as were asked for.
     */
    private void evictFor(PoolExhaustedException full) {
        long before = counts.evictedBytes.sum();
        evict(full.requestedBytes(), full);
        while (counts.evictedBytes.sum() - before < full.requestedBytes() && evictOne(full.requestedBytes())) {
            // each makes room
        }
    }

    // --------------------------------------------------------------------------------------------------------- leaving

    /**
     * Evicts an entry; where there is none to evict, throws what it is given, or says that the
     * cache is too small.
     */
    private void evict(long coming, @Nullable PoolExhaustedException otherwise) {
        if (!evictOne(coming)) {
            throw otherwise != null
                    ? otherwise
                    : new IllegalArgumentException(
                            "the cache of " + memory.held().most() + " bytes has no room for this entry alone");
        }
    }

    /** Evicts an entry; answers whether there was one. */
    private boolean evictOne(long coming) {
        while (true) {
            Victim victim = policy.victim(coming);
            if (victim == null) {
                return false;
            }
            long place = entries.unlinkNode(victim.hash(), victim.node(), false);
            if (place != 0) {
                counts.evictions.increment();
                counts.evictedBytes.add(memory.costOf(place));
                departures.tell(victim.hash(), place, RemovalCause.EVICTED);
                gatherNodes(NODES_MOVED);
                return true;
            }
        }
    }

    private void expireByHand() {
        Victim each = policy.nextByHand();
        if (each != null) {
            long place = entries.unlinkNode(each.hash(), each.node(), true);
            if (place != 0) {
                counts.expirations.increment();
                departures.tell(each.hash(), place, RemovalCause.EXPIRED);
            }
        }
    }

    /** Takes out all that is too old. */
    void expire() {
        for (int step = policy.round(); step > 0; step--) {
            expireByHand();
        }
        gatherNodes(policy.round());
    }

    /** Moves so many nodes out of chunks that have few: what is empty goes back. */
    private void gatherNodes(int most) {
        for (int step = 0; step < most && policy.isSparse(); step++) {
            Victim each = policy.nextToMove();
            if (each != null) {
                entries.moveNode(this, each.hash(), each.node());
            }
        }
    }

    @Override
    void dispose(long hash, long place, boolean replaced) {
        if (entries.isAlive(place)) {
            departures.tell(hash, place, replaced ? RemovalCause.REPLACED : RemovalCause.REMOVED);
        } else {
            counts.expirations.increment();
            departures.tell(hash, place, RemovalCause.EXPIRED);
        }
        gatherNodes(NODES_MOVED);
    }
}
