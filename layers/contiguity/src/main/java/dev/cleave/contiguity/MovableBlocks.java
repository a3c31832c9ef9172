package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PoolRange;
import dev.cleave.memory.PressureListener;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a pool that may be moved while nobody has them pinned, so that what is free can be
 * brought together. They lie among the pool's other blocks, and are leased from it: the pool cannot
 * be closed, nor a block freed by its address, while they live.
 *
 * {@snippet :
 * try (MovableBlocks blocks = MovableBlocks.over(pool)) {
 *     MovableBlock block = blocks.allocate(100_000);
 *     try (Pin pin = block.pin()) {
 *         pin.segment().fill((byte) 1);
 *     }
 * block.free(); } }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. To allocate and to free is
 * as lock-free as the pool is.
 *
 * <p><strong>Cost.</strong> Of an allocation and its free: the pool's, four compare-and-sets, and
 * an object for the handle. Memory: 32 bytes a block, and 8 bytes for each unit of memory near one.
 *
 * <p>A module that uses it needs native access: {@code
 * --enable-native-access=dev.cleave.core,dev.cleave.contiguity} on the module path.
 */
public final class MovableBlocks implements AutoCloseable {
    private final Pool pool;
    private final BlockStore store;
    private final HandleTable table;
    private final BlockOwners owners;
    private final LongPins longPins;
    private final PoolMemory memory;
    private final Mover mover;
    private final Reclaimers reclaimers;
    private final MovableParts parts;
    private final Compactor compactor;
    private final Reservations reservations = new Reservations();
    private final @Nullable PressureListener onDemand;
    private final @Nullable BackgroundCompaction background;

    private final BlockLife life = new BlockLife() {
        @Override
        public void free(long handle) {
            MovableBlocks.this.free(handle);
        }

        @Override
        public LongPin pinLong(long handle, long byteSize) {
            return longPins.begin(handle, byteSize);
        }

        @Override
        public PoolMemory memory() {
            return memory;
        }
    };

    private volatile boolean closed;

    MovableBlocks(MovableBlocksBuilder settings) {
        pool = settings.pool;
        store = new BlockStore(pool.leases(), settings.groups);
        BlockPlaces places = BlockPlaces.of(pool);
        int pageblockShift = Long.numberOfTrailingZeros(settings.pageblock / pool.unit());
        MoveCounters counters = new MoveCounters();
        table = new HandleTable(places.units(), settings.lastGeneration);
        owners = new BlockOwners(places);
        memory = PoolMemory.of(pool);
        mover = new Mover(memory, store, table, owners, counters);
        reclaimers = new Reclaimers(table, handle -> new MovableBlock(life, table, handle, table.byteSize(handle)));
        longPins = new LongPins(pool, table, new LongPinPlaces(table, store, places, mover, pageblockShift),
                settings.pinsSampled);
        Obstacles obstacles = new Obstacles(pool.space(), table, owners, places, longPins);
        parts = new MovableParts(pool.space(), table, owners, store, places, mover, reclaimers, obstacles,
                pageblockShift);
        compactor = new Compactor(pool, parts, counters);
        onDemand = listen(settings.onDemand);
        background = watch(settings.background);
    }

    private @Nullable PressureListener listen(@Nullable Budget budget) {
        if (budget == null) {
            return null;
        }
        PressureListener listener = (asker, byteSize) -> compactor.relieve(byteSize, budget);
        pool.addPressureListener(listener);
        return listener;
    }

    private @Nullable BackgroundCompaction watch(BackgroundCompaction.@Nullable Settings settings) {
        if (settings == null) {
            return null;
        }
        BackgroundCompaction started = new BackgroundCompaction(compactor, pool.name(), settings);
        started.start();
        return started;
    }

    /** Movable blocks of a pool, with usual settings. */
    public static MovableBlocks over(Pool pool) {
        return builder(pool).build();
    }

    /** Settings for movable blocks of a pool. */
    public static MovableBlocksBuilder builder(Pool pool) {
        return new MovableBlocksBuilder(pool);
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /**
     * A block of exactly so many bytes. It is not zeroed.
     *
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where these blocks or the pool are closed
     * @throws PoolExhaustedException where no free range is large enough, even after the pool's
     *     pressure listeners were asked
     */
    public MovableBlock allocate(long byteSize) {
        return allocate(byteSize, 1);
    }

    /**
     * A block of exactly so many bytes, at an address that is a multiple of the alignment, wherever
     * it is moved.
     *
     * @param byteAlignment a power of two, at most {@link Pool#maxAlignment()}
     * @throws IllegalArgumentException where the size is less than 1, or there is no such alignment
     * @throws IllegalStateException where these blocks or the pool are closed
     * @throws PoolExhaustedException where no free range is large enough, even after the pool's
     *     pressure listeners were asked
     */
    public MovableBlock allocate(long byteSize, long byteAlignment) {
        requireOpen();
        return open(store.allocate(Mobility.MOVABLE, byteSize, byteAlignment), byteSize, byteAlignment);
    }

    /**
     * As {@link #allocate(long, long)}, or nothing where no free range is large enough: no pressure
     * listener is asked.
     */
    public Optional<MovableBlock> tryAllocate(long byteSize, long byteAlignment) {
        requireOpen();
        long address = store.tryAllocate(byteSize, byteAlignment);
        return address == 0 ? Optional.empty() : Optional.of(open(address, byteSize, byteAlignment));
    }

    /**
     * As {@link #allocate(long)}: a block that is asked to be given up where memory is short, or
     * where it stands in the way and can be nowhere else.
     *
     * @param reclaimer frees the block when it is asked to, or does not
     */
    public MovableBlock allocateReclaimable(long byteSize, Reclaimer reclaimer) {
        Objects.requireNonNull(reclaimer, "reclaimer");
        requireOpen();
        MovableBlock block = open(store.allocate(Mobility.RECLAIMABLE, byteSize, 1), byteSize, 1);
        boolean added = false;
        try {
            reclaimers.add(block.handle(), reclaimer);
            added = true;
            return block;
        } finally {
            if (!added) {
                freeIfUnpinned(block.handle());
            }
        }
    }

    /** A leased block as a movable one; if that cannot be made, it goes back. */
    private MovableBlock open(long address, long byteSize, long byteAlignment) {
        long handle = 0;
        MovableBlock block = null;
        try {
            handle = table.open(address, byteSize, byteAlignment);
            owners.set(address, handle);
            block = new MovableBlock(life, table, handle, byteSize);
        } finally {
            if (block == null && handle != 0) {
                freeIfUnpinned(handle);
            } else if (block == null) {
                store.giveBack(address);
            }
        }
        if (closed) {
            freeIfUnpinned(handle);
            requireOpen();
        }
        return block;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the movable blocks of pool " + pool.name()
                    + " are closed: allocate from those of an open MovableBlocks");
        }
    }

    // --------------------------------------------------------------------------------------------------------- reserve

    /**
     * Keeps a range of so many bytes for whoever will want it in one piece, and lends it to movable
     * blocks until then. It begins at a pageblock, or at the largest alignment of the pool where
     * that is less. There may be any number of reservations.
     *
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where these blocks or the pool are closed
     * @throws PoolExhaustedException where no such range is free, even after the pool's pressure
     *     listeners were asked
     */
    public Reservation reserve(long byteSize) {
        requireOpen();
        long alignment = Math.min(pool.unit() << parts.pageblockShift(), pool.maxAlignment());
        return reservation(store.adopted(pool.leases().lease(byteSize, alignment)), byteSize);
    }

    /**
     * As {@link #reserve}, in a given place.
     *
     * @param address where a unit of the pool begins
     * @throws IllegalArgumentException where none begins there, or the range would reach out of the
     *     pool
     * @throws IllegalStateException where these blocks or the pool are closed, or not all of the
     *     range is free, as where another reservation has some of it
     */
    public Reservation reserveAt(long address, long byteSize) {
        requireOpen();
        long unit = parts.places().requireUnit(address, byteSize);
        PoolRange range = parts.places().range(unit, unit + parts.places().units(byteSize));
        if (store.tryWithin(range, byteSize, 1) == BlockStore.NONE) {
            throw new IllegalStateException(byteSize + " bytes at 0x" + Long.toHexString(address)
                    + " cannot be reserved, as blocks or another reservation have some of them:"
                    + " reserve before others allocate, or elsewhere");
        }
        return reservation(address, byteSize);
    }

    private Reservation reservation(long address, long byteSize) {
        Reservation reservation = null;
        boolean lends = false;
        try {
            reservation = new Reservation(reservations, parts, compactor, address, byteSize);
            reservations.add(reservation);
            store.addLender(reservation.range());
            lends = true;
            return reservation;
        } finally {
            if (!lends) {
                if (reservation != null) {
                    reservations.drop(reservation);
                }
                store.giveBack(address);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------ free

    private void free(long handle) {
        giveBack(handle, table.close(handle));
    }

    private void freeIfUnpinned(long handle) {
        long address = table.tryClose(handle);
        if (address != HandleTable.NOT_CLOSED) {
            giveBack(handle, address);
        }
    }

    /** Of a handle that the caller has closed; address 0 where a mover does the rest. */
    private void giveBack(long handle, long address) {
        reclaimers.forget(handle);
        if (address != 0) {
            owners.clear(address);
            try {
                store.giveBack(address);
            } finally {
                table.recycle(handle);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- pin and move

    /**
     * Moves a block to the lowest free place within a range, if nobody has it pinned.
     *
     * @return whether it lies there now; if it was pinned meanwhile, there was no room, or it lives
     *     no more, it does not
     * @throws IllegalArgumentException where the block is not of these
     */
    public boolean moveInto(MovableBlock block, PoolRange range) {
        requireOwn(block);
        long handle = block.handle();
        return mover.move(handle, () -> store.tryWithin(range, block.byteSize(), table.byteAlignment(handle)),
                store::giveBack) == Mover.Result.MOVED;
    }

    @SuppressWarnings("ReferenceEquality") // blocks are of one owner
    private void requireOwn(MovableBlock block) {
        if (block.owner() != life) {
            throw new IllegalArgumentException(block + " is not of the movable blocks of pool " + pool.name()
                    + ": move it where it was allocated");
        }
    }

    // --------------------------------------------------------------------------------------------------------- figures

    /** The pool in which the blocks lie. */
    public Pool pool() {
        return pool;
    }

    /** What brings together the pool's free memory by moving these blocks. */
    public Compactor compactor() {
        return compactor;
    }

    /** The figures now. Cost: a read for each slot of the handle table that was ever used. */
    public MovableUsage usage() {
        long[] sums = new long[4];
        forEachHandle(handle -> {
            long word = table.stateOf(handle);
            sums[0]++;
            sums[1] += table.byteSize(handle);
            sums[2] += HandleWord.pins(word) > 0 ? 1 : 0;
            sums[3] += HandleWord.longPins(word) > 0 ? 1 : 0;
        });
        return new MovableUsage(sums[0], sums[1], sums[2], sums[3], table.retired());
    }

    /**
     * The figures of all reservations together: bytes of those that are open, counts of those that
     * were closed too. Cost: some reads for each.
     */
    public ReservationUsage reservationUsage() {
        return reservations.usage();
    }

    /** How many reservations are open. */
    int openReservations() {
        return reservations.open().size();
    }

    /** Whether the blocks were closed. Cost: a read. */
    public boolean isClosed() {
        return closed;
    }

    /** Bytes of metadata on the Java heap, without the blocks' own objects. */
    public long metadataBytes() {
        return table.byteSize() + owners.byteSize();
    }

    private void forEachHandle(LongConsumer visitor) {
        long used = table.usedSlots();
        for (long slot = 0; slot < used; slot++) {
            long handle = table.handleIn(slot);
            if (handle != 0) {
                visitor.accept(handle);
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------- close

    /**
     * Frees all blocks, closes all reservations, and hands out no more. It waits for a compaction
     * that is under way. Closing twice does nothing.
     *
     * @throws IllegalStateException while a block is pinned, or something is claimed. As a rule
     *     nothing is changed then; but where it was pinned only after closing had begun, the other
     *     blocks are freed, and closing again frees the rest
     */
    @Override
    public void close() {
        requireUnpinned();
        reservations.open().forEach(Reservation::requireUnclaimed);
        closed = true;
        if (background != null) {
            background.end();
        }
        if (onDemand != null) {
            pool.removePressureListener(onDemand);
        }
        compactor.end();
        forEachHandle(this::freeIfUnpinned);
        requireUnpinned();
        reservations.open().forEach(Reservation::close);
    }

    private void requireUnpinned() {
        long[] pinned = new long[1];
        forEachHandle(handle -> {
            long word = table.stateOf(handle);
            pinned[0] += HandleWord.pins(word) + HandleWord.longPins(word) > 0 ? 1 : 0;
        });
        if (pinned[0] > 0) {
            throw new IllegalStateException(pinned[0] + " movable blocks of pool " + pool.name()
                    + " are pinned: close their pins, then close the blocks");
        }
    }
}
