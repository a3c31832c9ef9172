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
        long address = blocks.tryAllocate(whole, byteAlignment);
        if (address == 0) {
            releaseAll();
            address = blocks.allocate(whole, byteAlignment);
        }
        return prepare(address, byteSize);
    }

    /** As {@link #allocate}, but 0 where there is no room. */
    long tryAllocate(long byteSize) {
        long address = blocks.tryAllocate(withSeal(byteSize), 1);
        if (address == 0 && releaseAll()) {
            address = blocks.tryAllocate(withSeal(byteSize), 1);
        }
        return address == 0 ? 0 : prepare(address, byteSize);
    }

    /** What is asked of the heap for a block of so many bytes. */
    private static long withSeal(long byteSize) {
        PlainBlocks.requireSize(byteSize);
        return Math.min(byteSize, Long.MAX_VALUE - Canaries.SEAL_BYTES) + Canaries.SEAL_BYTES;
    }

    private long prepare(long address, long byteSize) {
        long room = blocks.roomOf(address);
        canaries.zero(address, 0, byteSize);
        canaries.place(address, byteSize, room);
        canaries.seal(address, room, State.HELD, byteSize);
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
            if (checked != null) {
                checked.end(address);
            }
            retire(address);
            CorruptedBlockException found = unreported.poll();
            if (found != null) {
                throw found;
            }
        }
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
        if (quarantine.admits(room)) {
            canaries.fillFreed(address, room);
            long left = quarantine.exchange(address, room);
            while ((left & Quarantine.STILL_OUTSIDE) != 0) {
                release(left & ~Quarantine.STILL_OUTSIDE);
                left = quarantine.exchange(address, room);
            }
            release(left);
        } else {
            canaries.zero(address, 0, byteSize);
            blocks.free(address);
        }
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
                    "was found corrupted when it was freed, and is out of service");
            case BROKEN -> {
                long damaged = room - Canaries.SEAL_BYTES;
                throw condemning
                        ? condemn(Damage.OVERFLOW, address, room, seal, 0, damaged)
                        : describe(Damage.OVERFLOW, address, room, 0, damaged);
            }
        }
    }

    private static InvalidAddressException freedAlready(long address) {
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "begins no live block of this heap: it was freed already, and is in quarantine");
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
        long moved = allocate(byteSize, 1);
        blocks.copy(address, moved, Math.min(held, byteSize));
        try {
            if (checked != null) {
                checked.end(address);
            }
            retire(address);
        } catch (RuntimeException refused) {
            retire(moved);
            throw refused;
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
     * free of it is refused; what it loses is zeroed, as what is freed.
     */
    private boolean moveEnd(long address, long room, long seal, long byteSize) {
        long held = canaries.sizeOf(seal, address);
        if (!canaries.reseal(address, room, seal, State.FREED, held)) {
            throw freedAlready(address);
        }
        if (byteSize < held) {
            canaries.zero(address, byteSize, held);
        }
        boolean moved = blocks.resizeLarge(address, withSeal(byteSize), roomNow -> {
            if (byteSize > held) {
                canaries.zero(address, held, byteSize);
            }
            canaries.place(address, byteSize, roomNow);
            canaries.seal(address, roomNow, State.HELD, byteSize);
        });
        if (!moved) {
            canaries.seal(address, room, State.HELD, held);
        }
        return moved;
    }

    // ----------------------------------------------------------------------------------------------------------- life

    SafetyUsage usage() {
        return quarantine.usage(corrupted.get());
    }

    /** Ends the segments of all live blocks, before the heap gives anything back. */
    void endSegments() {
        if (checked != null) {
            checked.endAll();
        }
    }

    long byteSize() {
        return quarantine.byteSize();
    }
}
