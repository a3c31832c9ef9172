package dev.cleave.lab.peer;

import dev.cleave.arena.PooledArena;
import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cleave: blocks from a buddy space without memory under it, handles being offsets in units; arenas from a pool of the
 * same size, and a heap over another, each opened when first asked for.
 */
final class CleavePeer implements Peer {
    /** After this time, and at most twice of it, what is free goes back to the system: within a second. */
    private static final Duration HEAP_DECAY = Duration.ofMillis(400);

    private final BuddySpace space;
    private @Nullable Pool pool;
    private dev.cleave.heap.@Nullable Heap heap;

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

    private synchronized Pool openedPool() {
        if (pool == null) {
            pool = Pool.builder().capacity(capacity()).build();
        }
        return pool;
    }

    private long capacity() {
        return space.units() * BlockHold.UNIT_BYTES;
    }

    @Override
    public Heap heapForThread(int slots) {
        return new CleaveHeap(openedHeap());
    }

    private synchronized dev.cleave.heap.Heap openedHeap() {
        if (heap == null) {
            Pool own = Pool.builder().capacity(capacity()).decay(HEAP_DECAY).build();
            heap = dev.cleave.heap.Heap.builder(own).reportLeaks(false).build();
        }
        return heap;
    }

    @Override
    public long javaHeapBytes() {
        dev.cleave.heap.Heap opened = openedHeap();
        return opened.metadataBytes() + opened.pool().metadataBytes();
    }

    @Override
    public synchronized void close() {
        if (heap != null) {
            heap.close();
            heap.pool().close();
        }
        if (pool != null) {
            pool.close();
        }
    }

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
