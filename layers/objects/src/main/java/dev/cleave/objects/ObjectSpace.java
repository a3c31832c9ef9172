package dev.cleave.objects;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Objects off the heap, known by handles: the small ones lie dense in regions and are moved to
 * squeeze out the holes, giants have blocks of the pool to themselves and stay where they are.
 *
 * {@snippet :
 * try (ObjectSpace space = ObjectSpace.over(pool)) {
 *     long handle = space.allocate(100);
 *     space.write(handle, 0, bytes, 0, bytes.length);
 *     int first = space.read(handle, object -> object.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
 *     space.free(handle);
 * }
 * }
 *
 * <p>A handle is a number, never 0. It means one object for as long as that lives, and nothing ever
 * after. Memory is not zeroed, and an object's address is even, no more: use the {@code UNALIGNED}
 * layouts.
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. To read, to write and to
 * pin is lock-free. To allocate and to free takes the lock of one stripe of the space, which nobody
 * holds for longer than it takes to place an object and to move a few; a stripe that others have is
 * passed over. Two who write the same bytes at once, and who reads what is being written, find
 * there what they would in any memory.
 *
 * <p><strong>Cost.</strong> Memory: 6 bytes before each object, one more where its size is odd, and
 * 8.5 for its handle; {@link #heldBytesOf} tells. A read costs two loads more than the bytes; a
 * write, and a pin, two compare-and-sets. Only {@link #pin}, and a reader's own segment, make Java
 * objects.
 *
 * <p>A module that uses it needs native access: {@code
 * --enable-native-access=dev.cleave.core,dev.cleave.objects} on the module path.
 */
public final class ObjectSpace implements AutoCloseable {
    private static final int OPTIMISTIC_ATTEMPTS = 8;

    /** Bytes of the handle table for each object. */
    private static final int SLOT_BYTES = Long.BYTES;

    /** How far the eras of one space's handles begin from the next one's. */
    private static final int ERA_STEP = 1327;

    private static final AtomicInteger SPACES = new AtomicInteger();

    private final Pool pool;
    private final BlockLayout layout;
    private final MemorySegment memory;
    private final RegionStore store;
    private final GiantSpace giants;
    private final GiantRoom giantRoom;
    private final SlotTable table;
    private final Stripe[] stripes;
    private final GiantThreshold giantThreshold;
    private final long threshold;
    private final @Nullable BackgroundEvacuation background;
    private volatile boolean closed;

    ObjectSpace(ObjectSpaceBuilder settings) {
        pool = settings.pool;
        memory = pool.memory();
        layout = new BlockLayout(memory);
        store = new RegionStore(pool, settings.regionBytes());
        giants = new GiantSpace(pool);
        giantThreshold = settings.threshold();
        threshold = giantThreshold.byteSize();
        SlotWord words = SlotWord.forCapacity(pool.capacity());
        int shift = settings.stripeShift();
        long most = pool.capacity() / BlockLayout.LEAST_LISTED + ((long) SlotChunk.SLOTS << shift);
        table = new SlotTable(words, most, SPACES.getAndIncrement() * ERA_STEP);
        stripes = new Stripe[1 << shift];
        for (int each = 0; each < stripes.length; each++) {
            RegionSet set = new RegionSet(layout, store);
            stripes[each] = new Stripe(layout, store, table, new StripeSlots(table.directory, words, each, shift), set,
                    new Evacuator(layout, set, table, 1 - settings.utilisation, settings.copiesPerByte));
        }
        giantRoom = new GiantRoom(pool, store, giants, stripes);
        background = settings.background == null
                ? null
                : new BackgroundEvacuation(this, settings.background, settings.backgroundBytes);
        if (background != null) {
            background.start();
        }
    }

    /** An object space over a pool, with usual settings. */
    public static ObjectSpace over(Pool pool) {
        return builder(pool).build();
    }

    /** Settings for an object space over a pool. */
    public static ObjectSpaceBuilder builder(Pool pool) {
        return new ObjectSpaceBuilder(pool);
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * A new object of exactly so many bytes; answers its handle.
     *
     * @throws IllegalArgumentException where the size is less than 1, or more than the pool's
     *     capacity
     * @throws IllegalStateException where the space or the pool is closed
     * @throws PoolExhaustedException where there is no room, even after objects were moved and the
     *     pool's pressure listeners were asked
     */
    public long allocate(long byteSize) {
        if (byteSize < 1 || byteSize > pool.capacity()) {
            throw new IllegalArgumentException("an object of " + byteSize + " bytes: it must have 1 or more, and "
                    + pool.capacity() + " at most, as pool " + pool.name() + " has");
        }
        requireOpen();
        return byteSize >= threshold ? allocateGiant(byteSize) : allocateSmall(byteSize);
    }

    private long allocateSmall(long byteSize) {
        Stripe stripe = enter();
        long handle;
        try {
            handle = stripe.allocate(byteSize);
        } finally {
            stripe.unlock();
        }
        return handle != Stripe.NO_HANDLE ? handle : allocateInFullPool(byteSize);
    }

    /**
     * The pool has no region: other stripes' holes, then theirs squeezed, then whoever can give
     * memory back.
     */
    private long allocateInFullPool(long byteSize) {
        long handle = squeezeFor(byteSize);
        if (handle != Stripe.NO_HANDLE) {
            return handle;
        }
        requireOpen();
        long location = store.demand();
        Stripe stripe = enter();
        try {
            stripe.adopt(location);
            handle = stripe.allocate(byteSize);
        } finally {
            stripe.unlock();
        }
        requireOpen();
        if (handle == Stripe.NO_HANDLE) {
            throw new IllegalStateException(
                    "the object space of pool " + pool.name() + " has no handle left: free some");
        }
        return handle;
    }

    private long squeezeFor(long byteSize) {
        for (Stripe each : stripes) {
            each.lock();
            try {
                long handle = each.allocateSqueezing(byteSize);
                if (handle != Stripe.NO_HANDLE) {
                    return handle;
                }
            } finally {
                each.unlock();
            }
        }
        return Stripe.NO_HANDLE;
    }

    private long allocateGiant(long byteSize) {
        long location = giants.tryTake(byteSize);
        if (location == GiantSpace.NONE) {
            location = giantRoom.tryTake(byteSize);
        }
        if (location == GiantSpace.NONE) {
            squeezeAll();
            location = giantRoom.tryTake(byteSize);
        }
        if (location == GiantSpace.NONE) {
            location = giants.take(byteSize);
        }
        Stripe stripe = enter();
        long slot = StripeSlots.NONE;
        try {
            slot = stripe.takeSlot();
            if (slot != StripeSlots.NONE) {
                layout.writeGiant(location, byteSize, slot);
                return stripe.openGiant(slot, location, byteSize);
            }
        } finally {
            stripe.unlock();
            if (slot == StripeSlots.NONE) {
                giants.giveBack(location, byteSize);
            }
        }
        requireOpen();
        throw new IllegalStateException("the object space of pool " + pool.name() + " has no handle left: free some");
    }

    /** The caller's stripe or, if others have it, one that is free; its lock is the caller's. */
    private Stripe enter() {
        int mine = (int) Thread.currentThread().threadId();
        for (int each = 0; each < stripes.length; each++) {
            Stripe stripe = stripes[mine + each & stripes.length - 1];
            if (stripe.tryLock()) {
                return stripe;
            }
        }
        Stripe stripe = stripes[mine & stripes.length - 1];
        stripe.lock();
        return stripe;
    }

    private void requireOpen() {
        if (closed) {
            throw Refusals.ofClosedSpace(pool.name());
        }
    }

    // ------------------------------------------------------------------------------------------------------------ free

    /**
     * Ends the life of an object: its handle means nothing from then on.
     *
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed already, or is pinned: nothing is
     *     changed
     */
    public void free(long handle) {
        Stripe stripe = stripeOf(handle);
        long giant;
        stripe.lock();
        try {
            giant = stripe.free(handle);
        } finally {
            stripe.unlock();
        }
        if (giant != GiantSpace.NONE) {
            giants.giveBack(giant, layout.byteSize(giant));
        }
    }

    /** Frees an object of this space if it lives and is not pinned; false where it is pinned. */
    boolean isGoneOrFreed(long handle) {
        try {
            if (table.isLive(handle)) {
                free(handle);
            }
            return true;
        } catch (IllegalStateException pinnedOrGone) {
            return !table.isLive(handle);
        }
    }

    private Stripe stripeOf(long handle) {
        return stripes[SlotTable.number(handle) & stripes.length - 1];
    }

    /** Whether a handle's object lives; false where it is none of this space. Cost: three loads. */
    public boolean isLive(long handle) {
        return table.isLive(handle);
    }

    // ---------------------------------------------------------------------------------------------------- read and write

    /**
     * Pins an object: it stays where it is, and cannot be freed, until the pin is closed.
     *
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed, or has 255 pins already
     */
    public ObjectPin pin(long handle) {
        long at = table.pin(handle) * BlockLayout.GRAIN;
        boolean made = false;
        try {
            ObjectPin pin = new ObjectPin(table, memory, handle, layout.bytesAt(at), layout.byteSize(at));
            made = true;
            return pin;
        } finally {
            if (!made) {
                table.unpin(handle);
            }
        }
    }

    /**
     * The bytes that were asked for.
     *
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed
     */
    public long byteSize(long handle) {
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long moves = moves(handle);
            long word = table.live(handle);
            long byteSize = layout.byteSize(table.words.location(word) * BlockLayout.GRAIN);
            if (stood(handle, word, moves)) {
                return byteSize;
            }
        }
        long at = table.pin(handle) * BlockLayout.GRAIN;
        long byteSize = layout.byteSize(at);
        table.unpin(handle);
        return byteSize;
    }

    /**
     * What a reader learns from an object. It is read without a pin; if it was moved meanwhile, it
     * is read again; if that happens eight times, it is read with a pin.
     *
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed
     */
    public <T> T read(long handle, ObjectReader<T> reader) {
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long moves = moves(handle);
            long word = table.live(handle);
            try {
                long at = table.words.location(word) * BlockLayout.GRAIN;
                T read = reader.read(memory.asSlice(layout.bytesAt(at), layout.byteSize(at)).asReadOnly());
                if (stood(handle, word, moves)) {
                    return read;
                }
            } catch (RuntimeException | Error thrown) {
                if (stood(handle, word, moves)) {
                    throw thrown;
                }
            }
        }
        try (ObjectPin pin = pin(handle)) {
            return reader.read(pin.segment().asReadOnly());
        }
    }

    /**
     * Copies bytes out of an object, as {@link #read(long, ObjectReader)} reads; makes no Java
     * object.
     *
     * @throws IndexOutOfBoundsException where the object or the target does not have them
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed
     */
    public void read(long handle, long offset, MemorySegment target, long targetOffset, long length) {
        Objects.checkFromIndexSize(targetOffset, length, target.byteSize());
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long moves = moves(handle);
            long word = table.live(handle);
            long at = table.words.location(word) * BlockLayout.GRAIN;
            long byteSize = layout.byteSize(at);
            long from = layout.bytesAt(at) + offset;
            boolean within = offset >= 0 && length <= byteSize - offset && from <= memory.byteSize() - length;
            if (within) {
                MemorySegment.copy(memory, from, target, targetOffset, length);
            }
            if (stood(handle, word, moves)) {
                Objects.checkFromIndexSize(offset, length, byteSize);
                return;
            }
        }
        long at = table.pin(handle) * BlockLayout.GRAIN;
        try {
            Objects.checkFromIndexSize(offset, length, layout.byteSize(at));
            MemorySegment.copy(memory, layout.bytesAt(at) + offset, target, targetOffset, length);
        } finally {
            table.unpin(handle);
        }
    }

    /** As {@link #read(long, long, MemorySegment, long, long)}, into an array. */
    public void read(long handle, long offset, byte[] target, int targetOffset, int length) {
        read(handle, offset, MemorySegment.ofArray(target), targetOffset, length);
    }

    /**
     * Copies bytes into an object, which is pinned meanwhile; makes no Java object.
     *
     * @throws IndexOutOfBoundsException where the object or the source does not have them; nothing
     *     is changed
     * @throws IllegalArgumentException where the space has no such handle
     * @throws IllegalStateException where the object was freed, or has 255 pins already
     */
    public void write(long handle, long offset, MemorySegment source, long sourceOffset, long length) {
        Objects.checkFromIndexSize(sourceOffset, length, source.byteSize());
        long at = table.pin(handle) * BlockLayout.GRAIN;
        try {
            Objects.checkFromIndexSize(offset, length, layout.byteSize(at));
            MemorySegment.copy(source, sourceOffset, memory, layout.bytesAt(at) + offset, length);
        } finally {
            table.unpin(handle);
        }
    }

    /** As {@link #write(long, long, MemorySegment, long, long)}, from an array. */
    public void write(long handle, long offset, byte[] source, int sourceOffset, int length) {
        write(handle, offset, MemorySegment.ofArray(source), sourceOffset, length);
    }

    private long moves(long handle) {
        return stripeOf(handle).moves();
    }

    /**
     * Whether an object was where a word says from then on: also where it has moved away and come
     * back.
     */
    private boolean stood(long handle, long word, long movesBefore) {
        return table.stood(handle, word) && moves(handle) - movesBefore < SlotWord.MOVES;
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** The pool in which the objects lie. */
    public Pool pool() {
        return pool;
    }

    /** From how many bytes on an object is a giant, and why. */
    public GiantThreshold giantThreshold() {
        return giantThreshold;
    }

    /** Bytes of a region. */
    public long regionBytes() {
        return store.regionBytes();
    }

    /**
     * What one object of so many bytes costs: its header, rounding and handle among it. Holes, and
     * the share of books that all have in common, are not.
     *
     * @throws IllegalArgumentException where the size is less than 1
     */
    public long heldBytesOf(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("an object of " + byteSize + " bytes: it must have 1 or more");
        }
        return SLOT_BYTES + (byteSize >= threshold ? giants.blockBytes(byteSize) : BlockLayout.extentOf(byteSize));
    }

    /**
     * All that the space holds now: of the pool, and of tables on the Java heap, as {@link
     * ObjectUsage#heldBytes()}. Cost: some reads for each stripe.
     */
    public long heldBytes() {
        long bytes = store.heldBytes() + giants.heldBytes() + commonBytes();
        for (Stripe each : stripes) {
            bytes += each.counts().heldBytes();
        }
        return bytes;
    }

    private long commonBytes() {
        return table.directory.byteSize() + store.byteSize();
    }

    /** Bytes that were asked for, of all objects that live. Cost: a read for each stripe. */
    public long liveBytes() {
        long bytes = 0;
        for (Stripe each : stripes) {
            bytes += each.counts().liveBytes();
        }
        return bytes;
    }

    /** How many objects live. Cost: a read for each stripe. */
    public long objects() {
        long objects = 0;
        for (Stripe each : stripes) {
            objects += each.counts().objects();
        }
        return objects;
    }

    /** The figures now. Cost: the lock of each stripe for a moment. */
    public ObjectUsage usage() {
        ObjectTally tally = new ObjectTally();
        for (Stripe each : stripes) {
            each.lock();
            try {
                each.addTo(tally);
            } finally {
                each.unlock();
            }
        }
        long giantLive = giants.heldBytes() - giants.extraBytes();
        return new ObjectUsage(tally.objects, giants.count(), tally.liveBytes,
                tally.extentBytes - (tally.liveBytes - giantLive), tally.holeBytes,
                tally.openBytes + store.spareBytes(), giants.extraBytes(), tally.tableBytes + commonBytes(),
                tally.regions, tally.wornSlots, tally.copiedBytes, tally.evacuatedRegions);
    }

    /** Holds the books against what is there: for tests. */
    void verify() {
        for (Stripe each : stripes) {
            each.lock();
            try {
                each.verify();
            } finally {
                each.unlock();
            }
        }
    }

    // ------------------------------------------------------------------------------------------------- evacuate and close

    /**
     * Moves objects, while more lies in holes than is allowed: about so many bytes at most, of
     * stripes that nobody else works in.
     *
     * @return how many bytes the work counts as; 0 where there was nothing to do
     * @throws IllegalArgumentException where the bytes are less than 1
     */
    public long step(long mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("a step of " + mostBytes + " bytes: it must be 1 or more");
        }
        long spent = 0;
        for (Stripe each : stripes) {
            if (spent < mostBytes && each.tryLock()) {
                try {
                    spent += each.work(mostBytes - spent);
                } finally {
                    each.unlock();
                }
            }
        }
        return spent;
    }

    /**
     * Moves the objects into as few regions as they need, and gives the others back to the pool;
     * answers how many bytes came free. Nobody is held up but those who allocate and free, for the
     * time it takes: about that of copying the objects of all regions that have holes.
     */
    public long trim() {
        long before = heldBytes();
        squeezeAll();
        return Math.max(0, before - heldBytes());
    }

    private void squeezeAll() {
        for (Stripe each : stripes) {
            each.lock();
            try {
                each.squeezeAll();
            } finally {
                each.unlock();
            }
        }
        store.dropSpare();
    }

    /** Whether the space was closed. Cost: a read. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Frees all objects, and hands out no more. Closing twice does nothing.
     *
     * @throws IllegalStateException while an object is pinned; nothing is changed then, unless it
     *     was pinned while this ran
     */
    @Override
    public void close() {
        for (Stripe each : stripes) {
            each.lock();
        }
        try {
            if (!closed) {
                requireUnpinned();
                closed = true;
                for (Stripe each : stripes) {
                    each.closeAll(at -> giants.giveBack(at, layout.byteSize(at)));
                }
                store.dropSpare();
            }
        } finally {
            for (Stripe each : stripes) {
                each.unlock();
            }
        }
        if (background != null) {
            background.end();
        }
    }

    private void requireUnpinned() {
        long pins = 0;
        for (Stripe each : stripes) {
            pins += each.pins();
        }
        if (pins > 0) {
            throw new IllegalStateException("objects of pool " + pool.name() + " have " + pins
                    + " pins: close them, then close the space");
        }
    }
}
