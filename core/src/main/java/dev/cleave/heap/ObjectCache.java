package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.record.Recorders;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A cache of constructed objects of one size over a {@link Heap}: memory in which a caller's
 * constructor ran once, and which stays as it left it, or as the last holder gave it back, until
 * its slab goes back to the pool. What is dear to set up (locks, tables, pointers to itself) is set
 * up once and not each time.
 *
 * <p>Objects are slots of slabs of the cache's own, opened in blocks of the heap's pool. All
 * objects of a slab are constructed when it is opened, and destructed when it is given back: when
 * all of them are free and another slab has free ones too, or when the cache is trimmed, the pool
 * is full, or they lie idle for the pool's {@linkplain dev.cleave.memory.PoolBuilder#decay decay}
 * time. In between an object that is given back must be in its constructed state again: that is its
 * holder's duty.
 *
 * {@snippet :
 * ObjectCache nodes = ObjectCache.builder(heap, 96).name("nodes").alignment(64)
 *         .constructor(node -> node.fill((byte) 0)).build();
 * long node = nodes.take();
 * nodes.give(node);                                        // from any thread; twice is an exception
 * nodes.close();                                           // refused while an object is taken
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything but {@link #close()} and {@link
 * #discard()} at any time. Taking and giving are lock-free, a compare-and-set each; a lock of the
 * cache is taken once a slab; constructor and destructor run outside of it. Closing waits for
 * destructors that run on the pool's behalf.
 *
 * <p><strong>Cost.</strong> That of the heap's smallest requests; no garbage where addresses are
 * dealt in. Metadata: 4 KiB for every eight of the heap's stripes, about 300 bytes a slab, and the
 * entries of the heap's table.
 *
 * <p>Source: Bonwick, <em>The Slab Allocator</em>, 1994.
 */
public final class ObjectCache implements AutoCloseable {
    /** Bytes of the largest object. */
    public static final int LARGEST_OBJECT = 256 << 10;

    /** A cache has one class of slots. */
    private static final int COLUMN = 0;

    private final Heap heap;
    private final Pool pool;
    private final long base;
    private final int unitShift;
    private final String name;
    private final long byteSize;
    private final int slotBytes;
    private final ObjectLife life;
    private final SlabMap map;
    private final Slabs slabs;
    private final SlabClass kind;
    private final Shelves shelves;
    private final Currents currents;
    private final IdleSlabs idle;
    private final Upkeep upkeep;
    private final HandedOut handedOut;

    /** What its heap sees of it. */
    private final Dependents.OpenCache open = new Open();

    ObjectCache(ObjectCacheBuilder settings) {
        heap = settings.heap;
        pool = heap.pool();
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        name = settings.name;
        byteSize = settings.byteSize;
        slotBytes = settings.slotBytes();
        life = new ObjectLife(name, pool, byteSize, slotBytes, settings.constructor, settings.destructor);
        map = heap.parts().map;
        slabs = heap.parts().slabs;
        currents = slabs.emptyCurrents();
        kind = SlabClass.of(life, slotBytes, unitShift);
        shelves = new Shelves(kind, currents.stripes());
        idle = new IdleSlabs(currents.stripes());
        upkeep = new Upkeep(pool, this::giveBack);
        handedOut = HandedOut.ofCache(pool, map, kind);
    }

    /**
     * What a cache needs is there before its heap knows of it: a cache that cannot be made keeps no
     * heap from being closed.
     */
    static ObjectCache open(ObjectCacheBuilder settings) {
        settings.heap.parts().blocks.requireOpen();
        ObjectCache cache = new ObjectCache(settings);
        cache.heap.parts().dependents.enter(cache.open);
        boolean begun = false;
        try {
            cache.upkeep.begin();
            begun = true;
            return cache;
        } finally {
            if (!begun) {
                cache.upkeep.end();
                cache.heap.parts().dependents.leave(cache.open);
            }
        }
    }

    /**
     * Constructed objects are kept when memory grows: to make them again may cost more than they
     * hold.
     */
    private long giveBack(HeapTrimEvent.Cause cause) {
        return switch (cause) {
            case TRIM, PRESSURE -> trim();
            case GROWTH -> 0;
            case DECAY -> decay();
        };
    }

    /**
     * Settings of a cache over a heap.
     *
     * @param byteSize bytes of an object, 1 to {@link #LARGEST_OBJECT}
     * @throws IllegalArgumentException where the size is not in range
     */
    public static ObjectCacheBuilder builder(Heap heap, long byteSize) {
        return new ObjectCacheBuilder(heap, byteSize);
    }

    // ---------------------------------------------------------------------------------------------------------- take

    /**
     * Takes a constructed object.
     *
     * @return its address, never 0
     * @throws IllegalStateException where the cache is closed
     * @throws PoolExhaustedException where the pool has no room for a slab, even after its pressure
     *     listeners were asked
     */
    public long take() {
        long address = currents.get(currents.mine(COLUMN)).take();
        long taken = address != 0 ? address : takeAtAnyPrice();
        if (Recorders.current() != null) {
            handedOut.allocated(taken, byteSize);
        }
        return taken;
    }

    /**
     * As {@link #take()}, but 0 where the pool has no room, without asking its pressure listeners.
     * Before that the heap gives back what it and its caches hold for nobody, which may run
     * destructors of any of them; one that is run so cannot close its cache.
     */
    public long tryTake() {
        long taken = takeIfAny();
        return Recorders.current() == null ? taken : handedOut.allocated(taken, byteSize);
    }

    private long takeIfAny() {
        life.requireOpen();
        long address = slabs.takeFromNext(shelves, currents, COLUMN);
        return address != 0 || heap.parts().life.giveBackIdle() == 0
                ? address
                : slabs.takeFromNext(shelves, currents, COLUMN);
    }

    private long takeAtAnyPrice() {
        long address = takeIfAny();
        while (address == 0) {
            address = slabs.takeAtAnyPrice(shelves);
        }
        return address;
    }

    /**
     * Takes a constructed object as a segment of exactly its size, valid until the pool is closed;
     * see {@link #take()}.
     */
    public MemorySegment takeSegment() {
        return life.object(take());
    }

    // ---------------------------------------------------------------------------------------------------------- give

    /**
     * Gives the object that begins at an address back, in its constructed state; 0 does nothing.
     * Any thread may.
     *
     * @throws InvalidAddressException where no taken object of this cache begins there; of several
     *     threads that give one object back at a time,
     *     all but one. An object that is given back twice, and taken in between, is its new holder's: nobody can tell
     */
    public void give(long address) {
        CachedSlab cached = cachedAt(address);
        if (cached == null || !cached.isOf(kind)) {
            refuseUnlessNull(address);
            return;
        }
        Slab slab = cached.slab();
        int slot = slab.slotOf(address);
        if (slot < 0) {
            throw invalid(address);
        }
        if (Recorders.current() != null && !slab.isFree(slot)) {
            handedOut.freed(address, byteSize);
        }
        long before = slab.give(slot);
        if ((before & 1L << slot) != 0) {
            throw invalid(address);
        }
        if (before == 0 || slab.fillsWord(slot, before)) {
            slabs.turned(slab);
        }
    }

    /** Gives the object that begins where this segment begins back; see {@link #give(long)}. */
    public void give(MemorySegment object) {
        if (!object.isNative()) {
            throw new IllegalArgumentException("a segment on the Java heap is no object of cache " + name);
        }
        give(object.address());
    }

    /** Whether a taken object of this cache begins at an address. */
    public boolean isTaken(long address) {
        CachedSlab cached = cachedAt(address);
        if (cached == null || !cached.isOf(kind)) {
            return false;
        }
        int slot = cached.slab().slotOf(address);
        return slot >= 0 && !cached.slab().isFree(slot);
    }

    private @Nullable CachedSlab cachedAt(long address) {
        long distance = address - base;
        return distance < 0 || distance >= pool.capacity() ? null : map.cachedAt(distance >>> unitShift);
    }

    private void refuseUnlessNull(long address) {
        if (address != 0) {
            throw invalid(address);
        }
    }

    /** Says what is wrong with an address at which no taken object begins. */
    private InvalidAddressException invalid(long address) {
        long distance = address - base;
        if (distance < 0 || distance >= pool.capacity()) {
            return new InvalidAddressException(Reason.FOREIGN, address, "is not of object cache " + name
                    + ", whose pool " + pool.name() + " has 0x" + Long.toHexString(base) + " to 0x"
                    + Long.toHexString(base + pool.capacity() - 1) + ": give it back where it was taken");
        }
        CachedSlab cached = cachedAt(address);
        if (cached != null && !cached.isOf(kind)) {
            return new InvalidAddressException(Reason.OTHER_HOLDER, address, "lies in a slab of object cache "
                    + cached.owner() + ", not of " + name + ": give it back there");
        }
        if (cached != null && cached.slab().slotOf(address) < 0) {
            return new InvalidAddressException(Reason.INSIDE_BLOCK, address, inside(cached.slab(), address));
        }
        if (heap.parts().blocks.roomAt(address) > 0) {
            return new InvalidAddressException(Reason.OTHER_HOLDER, address,
                    "is a block of the heap, no object of cache " + name + ": free it there");
        }
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address, "begins no taken object of cache " + name
                + ": it was given back already, or never taken");
    }

    private String inside(Slab slab, long address) {
        long slot = (address - slab.start()) / slotBytes;
        return slot < slab.slots()
                ? "lies inside the object at 0x" + Long.toHexString(slab.start() + slot * slotBytes) + " of cache "
                        + name + ": give that address back instead"
                : "lies behind the last object of a slab of cache " + name + ", where none can begin";
    }

    // ------------------------------------------------------------------------------------------------------- figures

    /** What reports and messages call the cache. */
    public String name() {
        return name;
    }

    /** Bytes of an object, as asked for. */
    public long byteSize() {
        return byteSize;
    }

    /** What the cache holds. Costs a read of each entry of the heap's table, and of each slab. */
    public ObjectCacheUsage usage() {
        long count = 0;
        long objects = 0;
        long taken = 0;
        long units = 0;
        for (long unit = map.nextOf(kind, 0); unit >= 0; unit = map.nextOf(kind, unit + 1)) {
            CachedSlab cached = map.cachedAt(unit);
            if (cached != null && cached.slab().place() != Place.RETIRED) {
                Slab slab = cached.slab();
                count++;
                objects += slab.slots();
                taken += slab.slots() - slab.freeSlots();
                units += slab.units();
            }
        }
        return new ObjectCacheUsage(
                slotBytes, count, objects, taken, units << unitShift, life.constructed(), life.destructed());
    }

    /**
     * Gives every slab whose objects are all free back to the pool, which destructs them; answers
     * how many bytes.
     */
    public long trim() {
        return slabs.trim(shelves, currents, COLUMN);
    }

    /**
     * Gives back empty slabs, after stripes put down what they have not used since the last such
     * call. For one thread at a time.
     */
    long decay() {
        return slabs.decay(shelves, currents, COLUMN, idle);
    }

    /**
     * Destructs every object, gives all memory back and ends the cache; closing twice does nothing.
     * No other thread may use the cache meanwhile. What destructors throw comes out at the end,
     * when all is done: the first, with the others suppressed.
     *
     * @throws IllegalStateException where objects are taken, with their number, or where a
     *     destructor calls this while the pool has memory given back: it stays open; see {@link
     *     #discard()}
     */
    @Override
    public void close() {
        if (life.hasEnded()) {
            return;
        }
        long taken = usage().takenObjects();
        if (taken > 0) {
            throw new IllegalStateException("object cache " + name + " has " + taken
                    + " objects that were taken and not given back: give them back, or discard the cache with them");
        }
        discard();
    }

    /**
     * Ends the cache as {@link #close()} does, with objects taken or not. Those that are taken are
     * not destructed, as they may be in any state; their memory goes back with the others'.
     *
     * @return how many objects were taken, and are lost
     * @throws IllegalStateException where a destructor calls this while the pool has memory given
     *     back: the cache stays open
     */
    public long discard() {
        if (life.hasEnded()) {
            return 0;
        }
        upkeep.end();
        life.end();
        Throwable failure = null;
        try {
            trim();
        } catch (Throwable failed) {
            failure = failed;
        }
        long lost = 0;
        for (long unit = map.nextOf(kind, 0); unit >= 0; unit = map.nextOf(kind, unit + 1)) {
            CachedSlab cached = map.cachedAt(unit);
            try {
                lost += cached == null ? 0 : slabs.abandon(cached.slab());
            } catch (Throwable failed) {
                failure = FirstFailure.of(failure, failed);
            }
        }
        heap.parts().dependents.leave(open);
        FirstFailure.rethrow(failure);
        return lost;
    }

    private final class Open implements Dependents.OpenCache {
        @Override
        public String name() {
            return name;
        }

        @Override
        public void requireNotGivingBack() {
            upkeep.requireNotWithin();
        }

        @Override
        public void discard() {
            ObjectCache.this.discard();
        }

        @Override
        public long giveBackIdle() {
            return upkeep.giveBackIdle();
        }
    }
}
