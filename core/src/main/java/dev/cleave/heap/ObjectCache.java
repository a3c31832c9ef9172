package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache of constructed objects of one size over a {@link Heap}: memory in which a caller's constructor ran once, and which stays as it left it, or as
 * the last holder gave it back, until its slab goes back to the pool. What is dear to set up (locks, tables, pointers to itself) is
 * set up once and not each time.
 *
 * <p>Objects are slots of slabs of the cache's own, opened in blocks of the heap's pool. All objects of a slab are constructed when it is opened, and
 * destructed when it is given back: when all of them are free and another slab has free ones too, or when the cache is trimmed, the pool is
 * full, or they lie idle for the pool's {@linkplain dev.cleave.memory.PoolBuilder#decay decay} time. In between an object that is given back must be in its constructed state again: that is its holder's duty.
 *
 * {@snippet :
 * ObjectCache nodes = ObjectCache.builder(heap, 96).name("nodes").alignment(64)
 *         .constructor(node -> node.fill((byte) 0)).build();
 * long node = nodes.take();
 * nodes.give(node);                                        // from any thread; twice is an exception
 * nodes.close();                                           // refused while an object is taken
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything but {@link #close()} and {@link #discard()} at any time. Taking and giving are lock-free, a
 * compare-and-set each; a lock of the cache is taken once a slab; constructor and destructor run outside of it. Closing waits for destructors that run on
 * the pool's behalf.
 *
 * <p><strong>Cost.</strong> That of the heap's smallest requests; no garbage where addresses are dealt in. Metadata: 4 KiB for every eight of
 * the heap's stripes, about 250 bytes a slab, and the entries of the heap's table.
 *
 * <p>Source: Bonwick, <em>The Slab Allocator</em>, 1994.
 */
public final class ObjectCache implements AutoCloseable {
    /** Bytes of the largest object. */
    public static final int LARGEST_OBJECT = 256 << 10;

    /** A cache has one class of slots. */
    private static final int COLUMN = 0;

    private final Heap heap;

    /** What its heap knows of it. */
    final Dependents.OpenCache open;

    private final Pool pool;
    private final long base;
    private final int unitShift;
    private final String name;
    private final long byteSize;
    private final int slotBytes;
    private final Consumer<MemorySegment> constructor;
    private final Consumer<MemorySegment> destructor;
    private final SlabMap map;
    private final Slabs slabs;
    private final SlabClass kind;
    private final Currents currents;
    private final LongAdder constructed = new LongAdder();
    private final LongAdder destructed = new LongAdder();
    private final IdleSlabs idle;
    private final Upkeep upkeep;
    private volatile boolean closed;

    ObjectCache(ObjectCacheBuilder settings) {
        heap = settings.heap;
        open = new Dependents.OpenCache(this, settings.name);
        pool = heap.pool();
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
        name = settings.name;
        byteSize = settings.byteSize;
        slotBytes = settings.slotBytes();
        constructor = settings.constructor;
        destructor = settings.destructor;
        map = heap.parts().map;
        slabs = heap.parts().slabs;
        currents = slabs.emptyCurrents();
        kind = SlabClass.of(this, slotBytes, currents.stripes(), unitShift);
        idle = new IdleSlabs(currents.stripes());
        upkeep = Upkeep.begin(pool, this::giveBack);
    }

    /** What a cache needs is there before its heap knows of it: a cache that cannot be made keeps no heap from being closed. */
    static ObjectCache open(ObjectCacheBuilder settings) {
        settings.heap.parts().blocks.requireOpen();
        ObjectCache cache = new ObjectCache(settings);
        boolean entered = false;
        try {
            cache.heap.parts().dependents.enter(cache.open);
            entered = true;
            return cache;
        } finally {
            if (!entered) {
                cache.upkeep.end();
            }
        }
    }

    /** Constructed objects are kept when memory grows: to make them again may cost more than they hold. */
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
     * @throws PoolExhaustedException where the pool has no room for a slab, even after its pressure listeners were asked
     */
    public long take() {
        long address = currents.get(currents.mine(COLUMN)).take();
        return address != 0 ? address : takeAtAnyPrice();
    }

    /** As {@link #take()}, but 0 where the pool has no room, without asking its pressure listeners. */
    public long tryTake() {
        requireOpen();
        long address = slabs.takeFromNext(kind, currents, COLUMN);
        return address != 0 || heap.parts().life.giveBackIdle() == 0
                ? address
                : slabs.takeFromNext(kind, currents, COLUMN);
    }

    private long takeAtAnyPrice() {
        long address = tryTake();
        while (address == 0) {
            address = slabs.takeAtAnyPrice(kind);
        }
        return address;
    }

    /** Takes a constructed object as a segment of exactly its size, valid until the pool is closed; see {@link #take()}. */
    public MemorySegment takeSegment() {
        return object(take());
    }

    private MemorySegment object(long address) {
        return pool.memory().asSlice(address - base, byteSize);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("object cache " + name + " is closed");
        }
    }

    // ---------------------------------------------------------------------------------------------------------- give

    /**
     * Gives the object that begins at an address back, in its constructed state; 0 does nothing. Any thread may.
     *
     * @throws InvalidAddressException where no taken object of this cache begins there; of several threads that give one object back at a time,
     *     all but one. An object that is given back twice, and taken in between, is its new holder's: nobody can tell
     */
    public void give(long address) {
        CachedSlab cached = cachedAt(address);
        if (cached == null || cached.cache() != this) {
            refuseUnlessNull(address);
            return;
        }
        Slab slab = cached.slab();
        int slot = slab.slotOf(address);
        if (slot < 0) {
            throw invalid(address);
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
        if (cached == null || cached.cache() != this) {
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
        if (cached != null && cached.cache() != this) {
            return new InvalidAddressException(Reason.OTHER_HOLDER, address, "lies in a slab of object cache "
                    + cached.cache().name + ", not of " + name + ": give it back there");
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

    // ------------------------------------------------------------------------------------------------------- objects

    /** Makes objects of the slots of a new slab; where one cannot be made, those before it are unmade. */
    void construct(long start, int slots) {
        int made = 0;
        try {
            while (made < slots) {
                constructor.accept(object(start + (long) made * slotBytes));
                made++;
            }
            constructed.add(made);
        } catch (RuntimeException | Error thrown) {
            constructed.add(made);
            unmake(start, made, thrown);
            throw thrown;
        }
    }

    private void unmake(long start, int made, Throwable because) {
        try {
            destruct(start, made);
        } catch (RuntimeException failure) {
            because.addSuppressed(failure);
        }
    }

    /** Unmakes the objects of slots of a slab that is nobody's any more. One that fails stops none of the others. */
    void destruct(long start, int slots) {
        RuntimeException failure = null;
        for (int slot = 0; slot < slots; slot++) {
            failure = destruct(start + (long) slot * slotBytes, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable RuntimeException destruct(long address, @Nullable RuntimeException failure) {
        destructed.increment();
        try {
            destructor.accept(object(address));
            return failure;
        } catch (RuntimeException thrown) {
            if (failure == null) {
                return thrown;
            }
            failure.addSuppressed(thrown);
            return failure;
        }
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
        long[] sums = new long[4];
        map.forEachOf(this, slab -> {
            if (slab.place() == Place.RETIRED) {
                return;
            }
            sums[0]++;
            sums[1] += slab.slots();
            sums[2] += slab.slots() - slab.freeSlots();
            sums[3] += (long) slab.units() << unitShift;
        });
        return new ObjectCacheUsage(slotBytes, sums[0], sums[1], sums[2], sums[3], constructed.sum(), destructed.sum());
    }

    /** Gives every slab whose objects are all free back to the pool, which destructs them; answers how many bytes. */
    public long trim() {
        return slabs.trim(kind, currents, COLUMN);
    }

    /** Gives back empty slabs, after stripes put down what they have not used since the last such call. For one thread at a time. */
    long decay() {
        return slabs.decay(kind, currents, COLUMN, idle);
    }

    /**
     * Destructs every object, gives all memory back and ends the cache; closing twice does nothing. No other thread may use the cache meanwhile.
     *
     * @throws IllegalStateException where objects are taken, with their number: it stays open; see {@link #discard()}
     */
    @Override
    public void close() {
        if (closed) {
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
     * Ends the cache as {@link #close()} does, with objects taken or not. Those that are taken are not destructed, as they may be in any state; their
     * memory goes back with the others'.
     *
     * @return how many objects were taken, and are lost
     */
    public long discard() {
        if (closed) {
            return 0;
        }
        closed = true;
        upkeep.end();
        long[] lost = new long[1];
        try {
            trim();
        } finally {
            map.forEachOf(this, slab -> lost[0] += abandon(slab));
            heap.parts().dependents.leave(open);
        }
        return lost[0];
    }

    /** Gives the block of a slab back of which objects are taken; answers how many. */
    private long abandon(Slab slab) {
        if (!Shelf.seize(slab)) {
            return 0;
        }
        long taken = 0;
        RuntimeException failure = null;
        for (int slot = 0; slot < slab.slots(); slot++) {
            if (slab.isFree(slot)) {
                failure = destruct(slab.start() + (long) slot * slotBytes, failure);
            } else {
                taken++;
            }
        }
        map.remove(slab.start() - base >>> unitShift, slab.units());
        pool.giveBack(slab.start());
        if (failure != null) {
            throw failure;
        }
        return taken;
    }
}
