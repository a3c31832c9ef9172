package dev.cleave.tiers;

import dev.cleave.buddy.Stripes;
import dev.cleave.handle.AtomicWords;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.tiers.policy.TierCosts;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory of several kinds, each under one handle for as long as it lives, wherever it
 * lies. Those that are used come near, and the others make room for them.
 *
 * {@snippet :
 * try (TieredStore store = TieredStore.builder()
 *         .tier(MemoryTier.ofMemory("dram", 256L << 20))
 *         .tier(MemoryTier.ofFile("file", Path.of("objects"), 8L << 30))
 *         .build()) {
 *     long handle = store.allocate(100);
 *     try (TierPin pin = store.pinForWrite(handle)) {
 *         pin.putLong(0, 42, ByteOrder.LITTLE_ENDIAN);
 *     }
 *     store.delete(handle);
 * } }
 *
 * <p>A handle is a number, and means nothing once its object is deleted. An object is read where it
 * is, if that is in this process's memory; if not, a pin brings it near first. One that came nearer
 * keeps its copy where it was, until somebody writes it, so that it can go back without a copy.
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. A pin waits for nobody,
 * unless its object is to be brought near: then for that copy, and for those of what makes room.
 *
 * <p><strong>Cost.</strong> A pin of an object in memory: a compare-and-set, and another to close
 * it; it makes no Java object where the compiler sees it end. Memory: 32 bytes an object.
 */
public final class TieredStore implements AutoCloseable {
    /**
     * The generations that handles begin at are spread so far, so that those of two stores differ.
     */
    private static final int MOST_FIRST_GENERATION = 1 << 30;

    private final TierStack tiers;
    private final HandleTable table;
    private final AtomicWords contexts;
    private final TierCounters counters = new TierCounters();

    /** Calls that have places of objects in hand: none is left when the tiers are closed. */
    private final CallsUnderWay calls = new CallsUnderWay();

    private final PinSamples samples;
    private final ObjectMoves moves;
    private final CopyCounts copyCounts;
    private final Writers writers;
    private final CleanCopies copies;
    private final Governor governor;
    private final NearBringer bringer;
    private final StoreFigures figures;
    private final @Nullable BackgroundGovernor background;

    private volatile boolean closed;

    TieredStore(TieredStoreBuilder settings, List<Tier> ordered, List<TierCosts> costs, int addressed) {
        tiers = new TierStack(ordered, costs, counters);
        int first = ThreadLocalRandom.current().nextInt(HandleWord.FIRST_GENERATION, MOST_FIRST_GENERATION);
        table = new HandleTable(settings.slots(), first, HandleWord.LAST_GENERATION);
        contexts = new AtomicWords(settings.slots());
        samples = new PinSamples(Stripes.usual(), settings.pinsPerSample);
        copyCounts = new CopyCounts(tiers);
        moves = new ObjectMoves(table, tiers, contexts, copyCounts, calls);
        writers = new Writers(table, copyCounts);
        copies = new CleanCopies(table, moves, copyCounts, counters);
        governor =
                new Governor(table, tiers, moves, copies, samples, counters, () -> settings.policy.apply(costs),
                        addressed);
        bringer = new NearBringer(table, tiers, moves, governor, counters, addressed);
        figures = new StoreFigures(table, tiers, moves, governor);
        background = settings.background
                ? new BackgroundGovernor(governor, settings.period, settings.bytesPerSecond)
                : null;
        if (background != null) {
            background.start();
        }
    }

    /** Settings of a store: its tiers are yet to be given. */
    public static TieredStoreBuilder builder() {
        return new TieredStoreBuilder();
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /** As {@link #allocate(long, int)}, of context 0. */
    public long allocate(long byteSize) {
        return allocate(byteSize, 0);
    }

    /**
     * A new object of so many bytes, whose contents are not defined: in the nearest tier that has
     * room for it, or whose clean objects can make room at once.
     *
     * @param byteSize 1 or more
     * @param context a number of the caller's, 0 or more: objects of one context lie together, so
     *     that hot and cold do not
     * @return its handle, never 0
     * @throws IllegalArgumentException where the size is less than 1, or the context negative
     * @throws IllegalStateException where the store is closed, or has no handle left
     * @throws TiersFullException where no tier has room
     */
    public long allocate(long byteSize, int context) {
        requireSize(byteSize);
        if (context < 0) {
            throw new IllegalArgumentException("context " + context + ": must be 0 or more");
        }
        calls.begin();
        try {
            requireOpen();
            return open(byteSize, context);
        } finally {
            calls.end();
        }
    }

    private long open(long byteSize, int context) {
        Changes.Change born = new Changes.Change();
        Changes.Change gone = new Changes.Change();
        long place = place(byteSize, context);
        long handle = 0;
        try {
            handle = table.open(place, byteSize, 1);
            contexts.setRelease(table.slotOf(handle), context);
        } finally {
            if (handle == 0) {
                tiers.free(place);
            }
        }
        boolean told = false;
        try {
            governor.changed(born, handle);
            told = true;
        } finally {
            if (!told) {
                release(gone, handle);
            }
        }
        if (closed) {
            release(gone, handle);
            requireOpen();
        }
        return handle;
    }

    private long place(long byteSize, int context) {
        TierFailedException failed = null;
        for (int tier = 0; tier < tiers.count(); tier++) {
            try {
                long place = placeIn(tier, byteSize, context);
                if (place != Places.NONE) {
                    return place;
                }
            } catch (TierFailedException failure) {
                failed = failure;
            }
            if (tier == 0) {
                counters.spilled();
            }
        }
        if (failed != null) {
            throw failed;
        }
        throw new TiersFullException(byteSize + " bytes are asked for, and no tier has room: " + figures.room()
                + "; delete objects, or make a tier larger");
    }

    private long placeIn(int tier, long byteSize, int context) {
        long place = tiers.allocate(tier, byteSize, context);
        if (place == Places.NONE && byteSize <= tiers.tier(tier).capacity()
                && governor.makeRoomFreely(tier, byteSize)) {
            place = tiers.allocate(tier, byteSize, context);
        }
        return place;
    }

    private static void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("an object of " + byteSize + " bytes: must be 1 or more");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed: allocate from an open one");
        }
    }

    // ------------------------------------------------------------------------------------------------------------- pin

    /**
     * Pins an object to read it, where it is or near. A move of it that is under way goes on, and
     * ends once nobody has it pinned. Its first {@code put} makes a writer of the pin.
     *
     * @throws IllegalArgumentException where it is no handle of this store
     * @throws IllegalStateException where the object was deleted, or has 65,535 readers already
     * @throws TiersFullException where it is to be brought near, and there is no room
     * @throws TierFailedException where it is to be brought near, and its tier fails
     */
    public TierPin pin(long handle) {
        requireKnown(handle);
        long place = table.pinToRead(handle);
        if (Places.isRemote(place)) {
            place = pinNear(handle);
        }
        TierPin pin = null;
        try {
            samples.read(handle);
            pin = TierPin.ofReader(table, writers, handle, Places.address(place));
            return pin;
        } finally {
            if (pin == null) {
                table.unpin(handle);
            }
        }
    }

    /** Of an object that the caller has pinned where it cannot be read. */
    private long pinNear(long handle) {
        long place;
        do {
            table.unpin(handle);
            bringer.bring(handle);
            place = table.pinToRead(handle);
        } while (Places.isRemote(place));
        return place;
    }

    /**
     * Pins an object to write it, and to read it: a move of it that is under way comes to nothing,
     * and its copy in a farther tier is let go of.
     *
     * @throws IllegalStateException where the object was deleted, or has 4,095 writers already
     * @throws IllegalArgumentException as {@link #pin}
     * @throws TiersFullException as {@link #pin}
     * @throws TierFailedException as {@link #pin}
     */
    public TierPin pinForWrite(long handle) {
        requireKnown(handle);
        long place = writers.begin(handle);
        if (Places.isRemote(place)) {
            place = pinNearForWrite(handle);
        }
        TierPin pin = null;
        try {
            samples.written(handle);
            pin = TierPin.ofWriter(table, writers, handle, Places.address(place));
            return pin;
        } finally {
            if (pin == null) {
                writers.end(handle);
            }
        }
    }

    /**
     * As {@link #pinNear}, for a writer: his pin has cancelled a move that would bring it near,
     * which begins anew.
     */
    private long pinNearForWrite(long handle) {
        long place;
        do {
            writers.end(handle);
            bringer.bring(handle);
            place = writers.begin(handle);
        } while (Places.isRemote(place));
        return place;
    }

    private void requireKnown(long handle) {
        if (!table.isWithin(handle)) {
            throw unknown(handle);
        }
    }

    private static IllegalArgumentException unknown(long handle) {
        return new IllegalArgumentException("0x" + Long.toHexString(handle)
                + " is no handle of this store: use what its allocate answered");
    }

    // ------------------------------------------------------------------------------------------------ delete and resize

    /**
     * Ends an object's life. A move of it that is under way comes to nothing.
     *
     * @throws IllegalArgumentException where it is no handle of this store
     * @throws IllegalStateException where it was deleted already, or is pinned; nothing is changed
     */
    public void delete(long handle) {
        requireKnown(handle);
        calls.begin();
        try {
            Changes.Change change = new Changes.Change();
            finishDelete(change, handle, table.close(handle));
        } finally {
            calls.end();
        }
    }

    /** Deletes an object unless it is pinned or gone. */
    private void release(Changes.Change change, long handle) {
        long place = table.tryClose(handle);
        if (place != HandleTable.NOT_CLOSED) {
            finishDelete(change, handle, place);
        }
    }

    /** Of a handle that the caller has closed; place 0 where a mover does the rest. */
    private void finishDelete(Changes.Change change, long handle, long place) {
        if (place != Places.NONE) {
            copyCounts.free(table.other(handle));
            tiers.free(place);
            table.recycle(handle);
        }
        governor.changed(change, handle);
    }

    /**
     * Makes an object larger or smaller. Its bytes stay, as many as both sizes have; those that are
     * new are not defined.
     *
     * @throws IllegalArgumentException where the size is less than 1, or it is no handle of this
     *     store
     * @throws IllegalStateException where it was deleted, or is pinned; nothing is changed
     * @throws TiersFullException where no tier has room; nothing is changed
     * @throws TierFailedException where a tier failed; nothing is changed, unless it was to become
     *     smaller: then it is
     */
    public void resize(long handle, long byteSize) {
        requireKnown(handle);
        requireSize(byteSize);
        Changes.Change change = new Changes.Change();
        Outcome outcome = moves.resize(handle, byteSize);
        while (outcome == Outcome.PINNED && !isPinned(handle)) {
            bringer.awaitMover(handle);
            outcome = moves.resize(handle, byteSize);
        }
        switch (outcome) {
            case PINNED -> throw new IllegalStateException("object 0x" + Long.toHexString(handle)
                    + " is pinned: close its pins, then resize it");
            case GONE -> throw new IllegalStateException("object 0x" + Long.toHexString(handle)
                    + " was deleted already: resize it while it lives");
            case NO_ROOM -> throw new TiersFullException("object 0x" + Long.toHexString(handle) + " is to have "
                    + byteSize + " bytes, and no tier has room: " + figures.room());
            default -> governor.changed(change, handle);
        }
    }

    private boolean isPinned(long handle) {
        long word = table.stateOf(handle);
        return HandleWord.pins(word) + HandleWord.longPins(word) > 0;
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /** Whether a handle's object lives; false for any number that is none. */
    public boolean isLive(long handle) {
        return handle > 0 && table.isWithin(handle) && table.isLive(handle);
    }

    /**
     * The bytes of an object.
     *
     * @throws IllegalArgumentException where no object of this store has that handle
     */
    public long byteSize(long handle) {
        requireLive(handle);
        return table.byteSize(handle);
    }

    private void requireLive(long handle) {
        if (!isLive(handle)) {
            throw new IllegalArgumentException("0x" + Long.toHexString(handle)
                    + " is no object of this store: it was deleted, or never was one");
        }
    }

    /**
     * Visits the handle of each object, in no order; those that come or go meanwhile may be left
     * out.
     */
    public void forEach(LongConsumer visitor) {
        figures.forEach(visitor);
    }

    /**
     * Visits the objects that are in one tier and have no copy elsewhere: those that are lost where
     * it is lost.
     *
     * @param tier its number, 0 for the nearest
     * @throws IndexOutOfBoundsException where there is no such tier
     */
    public void forEachOnlyIn(int tier, LongConsumer visitor) {
        figures.forEachOnlyIn(tier, visitor);
    }

    /** What each tier holds, the nearest first. Cost: some reads for each object. */
    public List<TierUsage> usage() {
        return figures.usage();
    }

    /** What was decided until now. */
    public TierCounts counts() {
        return counters.counts();
    }

    /** What the tiers cost, as it was given or measured: the nearest first. */
    public List<TierCosts> costs() {
        return tiers.costs();
    }

    /**
     * Where an object is, and why. Cost: it waits for a move that is under way.
     *
     * @throws IllegalArgumentException where no object of this store has that handle
     */
    public Explanation explain(long handle) {
        requireLive(handle);
        return figures.explain(handle);
    }

    /** How many clean copies each tier has, as they are counted and not searched for. */
    CopyCounts copyCounts() {
        return copyCounts;
    }

    // ------------------------------------------------------------------------------------------------------------ move

    /**
     * Lets the policy look at what happened, and moves what it asks to be moved: what the
     * background does. For whoever wants to say when.
     *
     * @param mostBytes the most bytes to move, 1 or more; a larger object waits
     * @return the bytes that were copied
     * @throws IllegalArgumentException where the bytes are less than 1
     * @throws IllegalStateException where the store is closed
     */
    public long step(long mostBytes) {
        requireOpen();
        if (mostBytes < 1) {
            throw new IllegalArgumentException("a step of " + mostBytes + " bytes: must be 1 or more");
        }
        return governor.step(mostBytes);
    }

    // ----------------------------------------------------------------------------------------------------------- close

    /**
     * Deletes all objects, ends the background, and closes the tiers. It waits for calls and moves
     * that are under way. Closing twice does nothing.
     *
     * @throws IllegalStateException while an object is pinned. As a rule nothing is changed then;
     *     but where it was pinned only after closing had begun, the other objects are gone, and
     *     closing again ends the rest
     */
    @Override
    public void close() {
        requireUnpinned();
        closed = true;
        if (background != null) {
            background.endAndWait();
        }
        forEach(handle -> release(new Changes.Change(), handle));
        requireUnpinned();
        calls.await();
        tiers.close();
    }

    private void requireUnpinned() {
        long[] pinned = new long[1];
        forEach(handle -> pinned[0] += isPinned(handle) ? 1 : 0);
        if (pinned[0] > 0) {
            throw new IllegalStateException(pinned[0] + " objects are pinned: close their pins, then close the store");
        }
    }
}
