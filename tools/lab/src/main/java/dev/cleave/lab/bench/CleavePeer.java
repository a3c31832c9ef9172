package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.UNIT_BYTES;

import dev.cleave.arena.PooledArena;
import dev.cleave.buddy.BuddySpace;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.device.DeviceAllocatorKind;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.CacheStore;
import dev.cleave.lab.peer.CleaveBuffers;
import dev.cleave.memory.Pool;
import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.TierCosts;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cleave: blocks from a buddy space without memory under it, handles being offsets in units; arenas
 * and movable blocks from a pool of the same size, a heap over another, Netty's buffers over a third,
 * a heap of a graphics card's memory, and a cache, each opened when first asked for.
 */
final class CleavePeer implements Peer {
    /**
     * After this time, and at most twice of it, what is free goes back to the system: within a
     * second.
     */
    private static final Duration HEAP_DECAY = Duration.ofMillis(400);

    /** Room for an object of each thread. */
    private static final long TIER_BYTES = 16L << 20;

    private final BuddySpace space;
    private @Nullable Pool pool;
    private @Nullable ByteAllocator heap;
    private @Nullable CleaveBuffers buffers;
    private @Nullable DeviceAllocator device;
    private @Nullable CacheStore cache;
    private @Nullable MovableBlocks movable;
    private @Nullable PinHold shared;
    private @Nullable TieredStore tiers;

    CleavePeer(long units) {
        space = BuddySpace.of(units);
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(space);
    }

    @Override
    public Supplier<Arena> arenas(boolean zeroed) {
        Pool opened = openedPool();
        return zeroed
                ? () -> PooledArena.ofConfined(opened)
                : () -> PooledArena.ofConfined(opened).uninitialized();
    }

    @Override
    public synchronized PinHold pinsForThread() {
        if (movable == null) {
            movable = MovableBlocks.over(openedPool());
        }
        return new MovableHold(movable.allocate(UNIT_BYTES));
    }

    @Override
    public synchronized PinHold sharedPins() {
        PinHold present = shared;
        if (present == null) {
            present = pinsForThread();
            shared = present;
        }
        return present;
    }

    @Override
    public synchronized PinHold tieredPinsForThread() {
        if (tiers == null) {
            tiers = TieredStore.builder()
                    .tier(MemoryTier.ofMemory("near", TIER_BYTES), new TierCosts(TIER_BYTES, 100, 0.1, 0.1))
                    .tier(MemoryTier.ofMemory("far", TIER_BYTES), new TierCosts(TIER_BYTES, 1000, 1, 1))
                    .build();
        }
        long handle = tiers.allocate(UNIT_BYTES);
        try (TierPin pin = tiers.pinForWrite(handle)) {
            pin.put(0, (byte) 0);
        }
        return new TieredHold(tiers, handle);
    }

    private synchronized Pool openedPool() {
        if (pool == null) {
            pool = Pool.builder().capacity(capacity()).build();
        }
        return pool;
    }

    private long capacity() {
        return space.units() * UNIT_BYTES;
    }

    @Override
    public synchronized ByteAllocator bytesForThread(int slots) {
        if (heap == null) {
            heap = AllocatorName.CLEAVE.openBytes(capacity(), HEAP_DECAY, slots, 1);
        }
        return heap;
    }

    @Override
    public synchronized ByteAllocator buffersForThread(int slots) {
        if (buffers == null) {
            buffers = new CleaveBuffers(capacity(), HEAP_DECAY);
        }
        return buffers.forThread(slots);
    }

    @Override
    public synchronized DeviceAllocator device() {
        if (device == null) {
            device = DeviceAllocatorKind.CLEAVE.open();
        }
        return device;
    }

    @Override
    public synchronized CacheStore cache(long mostBytes) {
        CacheStore opened = cache;
        if (opened == null) {
            opened = AllocatorName.CLEAVE.openCache(mostBytes);
            cache = opened;
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (cache != null) {
            cache.close();
        }
        if (device != null) {
            device.close();
        }
        if (buffers != null) {
            buffers.close();
        }
        if (heap != null) {
            heap.close();
        }
        if (tiers != null) {
            tiers.close();
        }
        if (movable != null) {
            movable.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    /**
     * Cleave is measured as its users call it, without the check of the workshop's contract before
     * it.
     */
    private record Hold(BuddySpace space) implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            return space.allocate(order);
        }

        @Override
        public void free(long handle, int slot) {
            space.free(handle);
        }
    }
}
