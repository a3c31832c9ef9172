package dev.cleave.lab.bench;

import dev.cleave.lab.device.DeviceAllocator;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.CacheStore;
import java.lang.foreign.Arena;
import java.util.function.Supplier;

/** An opened allocator, shared by all threads of a workload. */
public interface Peer extends AutoCloseable {
    /**
     * Opens an allocator.
     *
     * @param units its capacity in units of {@value BlockHold#UNIT_BYTES} bytes; unbounded
     *     allocators ignore it
     * @param largestOrder the largest order that will be asked for
     * @throws UnsupportedOperationException when it cannot run here, or not with such orders,
     *     saying why
     */
    static Peer open(AllocatorName name, long units, int largestOrder) {
        if (name == AllocatorName.FLOOR) {
            return new FloorPeer();
        }
        if (name == AllocatorName.REFERENCE) {
            return new ReferencePeer(units, largestOrder);
        }
        if (name == AllocatorName.CLEAVE) {
            return new CleavePeer(units);
        }
        if (name == AllocatorName.POOL) {
            return PoolPeer.pool(units);
        }
        if (name == AllocatorName.CHILD) {
            return PoolPeer.child(units);
        }
        if (name == AllocatorName.TENANT) {
            return PoolPeer.tenant(units);
        }
        if (name == AllocatorName.VMA) {
            return new VmaPeer();
        }
        if (name.isCache()) {
            return new CachePeer(name);
        }
        return name.isHeap() ? new HeapPeer(name) : new AlgorithmPeer(name.openBlocks(units, largestOrder));
    }

    /**
     * The calling thread's hold on the allocator.
     *
     * @param slots the most blocks the thread will hold at a time
     */
    BlockHold forThread(int slots);

    /**
     * What opens confined arenas, or whatever kind the allocator is named for. Any thread may call
     * it.
     *
     * @param zeroed whether segments are filled with zeroes; the JDK's always are
     * @throws UnsupportedOperationException when the allocator has no arenas
     */
    default Supplier<Arena> arenas(boolean zeroed) {
        throw new UnsupportedOperationException("it has no arenas");
    }

    /**
     * The calling thread's way to memory by the byte.
     *
     * @param slots the most blocks that will be held through it at a time
     * @throws UnsupportedOperationException when the allocator serves no memory by the byte
     */
    default ByteAllocator bytesForThread(int slots) {
        throw new UnsupportedOperationException("it serves no memory by the byte");
    }

    /**
     * The calling thread's way to Netty's direct buffers.
     *
     * @param slots the most buffers that will be held through it at a time
     * @throws UnsupportedOperationException when the allocator has none
     */
    default ByteAllocator buffersForThread(int slots) {
        throw new UnsupportedOperationException("it has no buffers of Netty's");
    }

    /**
     * The memory of the best graphics card that is here, one allocator for all threads.
     *
     * @throws UnsupportedOperationException when the allocator has none, or there is no card
     */
    default DeviceAllocator device() {
        throw new UnsupportedOperationException("it has no device memory");
    }

    /**
     * A cache, one for all threads.
     *
     * @param mostBytes what it may hold, as it counts
     * @throws UnsupportedOperationException when the allocator has none
     */
    default CacheStore cache(long mostBytes) {
        throw new UnsupportedOperationException("it has no cache");
    }

    /**
     * A movable block for the calling thread.
     *
     * @throws UnsupportedOperationException when the allocator has no movable blocks
     */
    default PinHold pinsForThread() {
        throw new UnsupportedOperationException("it has no movable blocks");
    }

    /**
     * A movable block that is the same for all threads; {@link #close} gives it back.
     *
     * @throws UnsupportedOperationException when the allocator has no movable blocks
     */
    default PinHold sharedPins() {
        throw new UnsupportedOperationException("it has no movable blocks");
    }

    /**
     * An object in the nearest tier of a store, for the calling thread.
     *
     * @throws UnsupportedOperationException when the allocator has no tiers
     */
    default PinHold tieredPinsForThread() {
        throw new UnsupportedOperationException("it has no tiers");
    }

    /**
     * A new, unstarted thread of the kind on which the allocator is at its best; a platform thread
     * unless overridden.
     */
    default Thread newThread(Runnable task, String name) {
        return new Thread(task, name);
    }

    /** Gives back what the allocator holds; call when all blocks are freed. */
    @Override
    default void close() {}
}
