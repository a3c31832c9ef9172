package dev.cleave.heap;

import dev.cleave.heap.Canaries.State;
import dev.cleave.heap.CorruptedBlockException.Damage;
import dev.cleave.heap.InvalidAddressException.Reason;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a heap does beyond {@link SafetyLevel#FAST}: seals blocks, checks them when they come back, and keeps them for a while.
 *
 * <pre>
 *   allocate ─▶ HELD ──free: canary whole──▶ FREED ─▶ quarantine ──left: still filled──▶ a free slot again
 *                 └────free: damaged───▶ CONDEMNED ◀────left: written to─────┘
 * </pre>
 *
 * <p>A state is in the block's seal and moves by one compare-and-set, so that of two frees one is refused. A block in quarantine is, to slabs and
 * map, still handed out.
 *
 * <p>What is found in a block that leaves the quarantine has nothing to do with the call in which that happens: it is kept, and thrown by the next
 * {@code free} of any thread when its own work is done, or by {@code close}.
 */
final class Hardening {
    /** Says where a block was allocated, if that is known. */
    @FunctionalInterface
    interface Sites {
        /** A line for people, or null. */
        @Nullable
        String of(long address);
    }

    private final PlainBlocks blocks;
    private final Sites sites;
    private final Canaries canaries;
    private final Quarantine quarantine;
    private final @Nullable CheckedBlocks checked;
    private final ConcurrentLinkedQueue<CorruptedBlockException> unreported = new ConcurrentLinkedQueue<>();
    private final AtomicLong corrupted = new AtomicLong();

    /** @param checked the segments of blocks, where they end with these */
    Hardening(
            PlainBlocks blocks,
            Canaries canaries,
            Quarantine quarantine,
            @Nullable CheckedBlocks checked,
            Sites sites) {
        this.blocks = blocks;
        this.canaries = canaries;
        this.quarantine = quarantine;
        this.checked = checked;
        this.sites = sites;
    }

    // ------------------------------------------------------------------------------------------------------ allocate

    /** A sealed block of zeroes; the quarantine is emptied before the pool is found full. */
    long allocate(long byteSize, long byteAlignment) {
        long whole = withSeal(byteSize);
        long alignment = promised(byteSize, byteAlignment);
        long address = blocks.tryAllocate(whole, alignment);
        if (address == 0) {
            releaseAll();
            address = blocks.allocate(whole, alignment);
        }
        return prepare(address, byteSize);
    }

    /** As {@link #allocate}, but 0 where there is no room. */
    long tryAllocate(long byteSize) {
        long whole = withSeal(byteSize);
        long alignment = promised(byteSize, 1);
        long address = blocks.tryAllocate(whole, alignment);
        if (address == 0 && releaseAll()) {
            address = blocks.tryAllocate(whole, alignment);
        }
        return address == 0 ? 0 : prepare(address, byteSize);
    }

    /** What is asked of the heap for a block of so many bytes. */
    private long withSeal(long byteSize) {
        blocks.requireSize(byteSize);
        return Math.min(byteSize, Long.MAX_VALUE - Canaries.SEAL_BYTES) + Canaries.SEAL_BYTES;
    }

    /** A multiple of 16 bytes lies at one, as everywhere, though with its seal it is none any more. */
    private static long promised(long byteSize, long byteAlignment) {
        boolean less = byteAlignment > 0 && PlainBlocks.ALIGNMENT % byteAlignment == 0;
        return less && byteSize % PlainBlocks.ALIGNMENT == 0 ? PlainBlocks.ALIGNMENT : byteAlignment;
    }

    /** A block that cannot be written to, as on a disk that is full, goes back. */
    private long prepare(long address, long byteSize) {
        boolean prepared = false;
        try {
            long room = blocks.roomOf(address);
            canaries.zero(address, 0, byteSize);
            canaries.place(address, byteSize, room);
            canaries.seal(address, room, State.HELD, byteSize);
            blocks.awaitStores();
            prepared = true;
        } finally {
            if (!prepared) {
                blocks.free(address);
            }
        }
        return blocks.counted(address, byteSize);
    }

    /** A block as a segment: at {@link SafetyLevel#CHECKED} one that ends when the block is freed. */
    MemorySegment segment(long address, MemorySegment slice) {
        return checked != null ? checked.begin(address, slice.byteSize()) : slice;
    }

    // ---------------------------------------------------------------------------------------------------------- free

    /** Frees a block; afterwards throws what was found in other blocks meanwhile. */
    void free(long address) {
        if (address != 0) {
            takeBack(address);
            CorruptedBlockException found = unreported.poll();
            if (found != null) {
                throw found;
            }
        }
    }

    /** Frees a block, and throws nothing of what is found in others. */
    void takeBack(long address) {
        if (checked != null) {
            checked.end(address);
        }
        retire(address);
    }

    /** Frees the block of a segment. */
    void free(MemorySegment block) {
        if (checked != null) {
            checked.requireSame(block);
        }
        free(block.address());
    }

    private void retire(long address) {
        long room = blocks.roomOf(address);
        long seal = soundSeal(address, room);
        long byteSize = canaries.sizeOf(seal, address);
        if (!canaries.reseal(address, room, seal, State.FREED, byteSize)) {
            throw freedAlready(address);
        }
        boolean waits = false;
        try {
            waits = overwrite(address, room, byteSize);
        } finally {
            if (!waits) {
                blocks.free(address);
            }
        }
        if (waits) {
            letIn(address, room);
        }
    }

    /** Overwrites what a block held; answers whether it is to wait in quarantine. */
    private boolean overwrite(long address, long room, long byteSize) {
        if (quarantine.admits(room)) {
            canaries.fillFreed(address, room);
            return true;
        }
        canaries.zero(address, 0, byteSize);
        return false;
    }

    private void letIn(long address, long room) {
        long left = quarantine.exchange(address, room);
        while ((left & Quarantine.STILL_OUTSIDE) != 0) {
            release(left & ~Quarantine.STILL_OUTSIDE);
            left = quarantine.exchange(address, room);
        }
        release(left);
    }

    /**
     * The seal of a block that is held and whole; a damaged one is condemned. What looks like damage may be the filling of another thread that has
     * freed the block since its seal was read: then the seal is no longer what it was, and is read again.
     */
    private long soundSeal(long address, long room) {
        while (true) {
            long seal = canaries.seal(address, room);
            requireHeld(seal, address, room, true);
            long byteSize = canaries.sizeOf(seal, address);
            long damaged = canaries.damageBehind(address, byteSize, room);
            if (damaged < 0) {
                return seal;
            }
            CorruptedBlockException report = condemn(Damage.OVERFLOW, address, room, seal, byteSize, damaged);
            if (canaries.stateOf(canaries.seal(address, room), address, room) == State.CONDEMNED) {
                throw report;
            }
        }
    }

    private void requireHeld(long seal, long address, long room, boolean condemning) {
        switch (canaries.stateOf(seal, address, room)) {
            case HELD -> {}
            case FREED -> throw freedAlready(address);
            case CONDEMNED -> throw new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                    "was found corrupted when it was freed, and is out of service until " + blocks + " is closed");
            case BROKEN -> {
                long damaged = room - Canaries.SEAL_BYTES;
                throw condemning
                        ? condemn(Damage.OVERFLOW, address, room, seal, 0, damaged)
                        : describe(Damage.OVERFLOW, address, room, 0, damaged);
            }
        }
    }

    private InvalidAddressException freedAlready(long address) {
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "begins no live block of " + blocks
                        + ": it was freed already, and is in quarantine; free a block once");
    }

    /** Puts a block out of service for good; counted by whoever of several does it. */
    private CorruptedBlockException condemn(
            Damage damage, long address, long room, long seal, long byteSize, long offset) {
        CorruptedBlockException report = describe(damage, address, room, byteSize, offset);
        if (canaries.reseal(address, room, seal, State.CONDEMNED, Math.max(1, byteSize))) {
            corrupted.incrementAndGet();
        }
        return report;
    }

    private CorruptedBlockException describe(Damage damage, long address, long room, long byteSize, long offset) {
        String found = canaries.show(address, offset, room);
        return new CorruptedBlockException(damage, address, byteSize, room, offset, found, sites.of(address));
    }

    // ---------------------------------------------------------------------------------------------------- quarantine

    /** Lets every block out of the quarantine; answers whether there was one. */
    boolean releaseAll() {
        long address = quarantine.poll();
        boolean any = address != 0;
        for (; address != 0; address = quarantine.poll()) {
            release(address);
        }
        return any;
    }

    /** Gives a block that left the quarantine back to slab or pool, unless somebody wrote to it; 0 where another thread took it. */
    private void release(long address) {
        if (address == 0) {
            return;
        }
        long room = blocks.roomOf(address);
        long seal = canaries.seal(address, room);
        boolean sealed = canaries.stateOf(seal, address, room) == State.FREED;
        long damaged = canaries.damageInFreed(address, room);
        if (sealed && damaged < 0) {
            blocks.free(address);
            return;
        }
        long byteSize = sealed ? canaries.sizeOf(seal, address) : 0;
        long offset = damaged >= 0 ? damaged : room - Canaries.SEAL_BYTES;
        unreported.add(condemn(Damage.WRITE_AFTER_FREE, address, room, seal, byteSize, offset));
    }

    /** Throws what was found and not yet thrown: the first, with the others suppressed. */
    void reportAll() {
        CorruptedBlockException first = unreported.poll();
        if (first != null) {
            for (CorruptedBlockException next = unreported.poll(); next != null; next = unreported.poll()) {
                first.addSuppressed(next);
            }
            throw first;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- sizes

    /** The bytes that were asked for. */
    long usableBytes(long address) {
        long room = blocks.roomOf(address);
        long seal = canaries.seal(address, room);
        requireHeld(seal, address, room, false);
        return canaries.sizeOf(seal, address);
    }

    /** In place where the room suits, or the units of a large block can be made to, and no segment has the block; else moves. */
    long reallocate(long address, long byteSize) {
        long whole = withSeal(byteSize);
        long room = blocks.roomOf(address);
        long seal = soundSeal(address, room);
        long held = canaries.sizeOf(seal, address);
        boolean mayStay = checked == null || !checked.has(address);
        if (mayStay && blocks.suits(room, whole)) {
            resize(address, room, seal, held, byteSize);
            return address;
        }
        if (mayStay && Math.min(whole, room) > SizeClasses.LARGEST && moveEnd(address, room, seal, byteSize)) {
            return address;
        }
        return move(address, held, byteSize);
    }

    private long move(long address, long held, long byteSize) {
        long moved = allocate(byteSize, 1);
        boolean done = false;
        try {
            blocks.copy(address, moved, Math.min(held, byteSize));
            takeBack(address);
            done = true;
        } finally {
            if (!done) {
                retire(moved);
            }
        }
        return moved;
    }

    private void resize(long address, long room, long seal, long held, long byteSize) {
        if (!canaries.reseal(address, room, seal, State.HELD, byteSize)) {
            throw freedAlready(address);
        }
        if (byteSize > held) {
            canaries.zero(address, held, byteSize);
        }
        canaries.place(address, byteSize, room);
    }

    /**
     * Gives a large block more or fewer units where it lies, if those behind it allow that: answers whether. It is held by nobody meanwhile, so that a
     * free of it is refused; what it loses is zeroed, as what is freed. Where that is refused, or fails, its end is where it was.
     */
    private boolean moveEnd(long address, long room, long seal, long byteSize) {
        long held = canaries.sizeOf(seal, address);
        if (!canaries.reseal(address, room, seal, State.FREED, held)) {
            throw freedAlready(address);
        }
        boolean moved = false;
        try {
            moved = blocks.resizeLarge(address, withSeal(byteSize), roomNow -> {
                canaries.zero(address, Math.min(byteSize, held), Math.max(byteSize, held));
                canaries.place(address, byteSize, roomNow);
                canaries.seal(address, roomNow, State.HELD, byteSize);
                blocks.awaitStores();
            });
        } finally {
            if (!moved) {
                canaries.place(address, held, room);
                canaries.seal(address, room, State.HELD, held);
            }
        }
        return moved;
    }

    // ----------------------------------------------------------------------------------------------------------- life

    SafetyUsage usage() {
        return quarantine.usage(corrupted.get());
    }

    /** Ends the segments of all live blocks, before the heap gives anything back: those that this thread can end, where it is to go on in any case. */
    void endSegments(boolean inAnyCase) {
        if (checked != null) {
            if (!inAnyCase) {
                checked.requireAccessible();
            }
            checked.endAll();
        }
    }

    long byteSize() {
        return quarantine.byteSize();
    }
}
