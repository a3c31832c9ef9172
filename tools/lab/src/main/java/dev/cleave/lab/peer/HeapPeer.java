package dev.cleave.lab.peer;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A heap as a peer of the bench: each thread has slots of its own, and handles are addresses. */
final class HeapPeer implements Peer {
    private final Opener opener;
    private final @Nullable Supplier<Arena> arenas;
    private final Threads threads;

    /** Opens the heap with so many slots. */
    @FunctionalInterface
    interface Opener {
        Heap open(int slots);
    }

    /** What starts threads: the allocator may be at its best on a kind of its own. */
    @FunctionalInterface
    interface Threads {
        Thread create(Runnable task, String name);
    }

    /**
     * A peer.
     *
     * @throws UnsupportedOperationException when the heap cannot be opened here, saying why
     */
    HeapPeer(Opener opener, @Nullable Supplier<Arena> arenas, Threads threads) {
        this.opener = opener;
        this.arenas = arenas;
        this.threads = threads;
        opener.open(0);
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(heapForThread(slots));
    }

    @Override
    public Heap heapForThread(int slots) {
        Heap heap = opener.open(slots);
        heap.enterThread();
        return heap;
    }

    @Override
    public Supplier<Arena> arenas(boolean zeroed) {
        return arenas == null ? Peer.super.arenas(zeroed) : arenas;
    }

    @Override
    public Thread newThread(Runnable task, String name) {
        return threads.create(task, name);
    }

    private record Hold(Heap heap) implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            long address = heap.allocate((long) UNIT_BYTES << order, slot);
            return address == Heap.NO_ADDRESS ? NO_BLOCK : address;
        }

        @Override
        public void free(long handle, int slot) {
            heap.free(handle, slot);
        }
    }
}
