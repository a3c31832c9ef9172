package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * An allocator by the byte, out of the whole address space: each thread has slots of its own, and
 * handles are addresses.
 */
final class HeapPeer implements Peer {
    private final AllocatorName name;

    /**
     * A peer.
     *
     * @throws UnsupportedOperationException when the allocator cannot run here, saying why
     */
    HeapPeer(AllocatorName name) {
        this.name = name;
        bytesForThread(0);
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(bytesForThread(slots));
    }

    @Override
    public ByteAllocator bytesForThread(int slots) {
        return name.openBytes(0, Duration.ZERO, slots, 1);
    }

    /** Those allocators that have buffers serve bytes by them. */
    @Override
    public ByteAllocator buffersForThread(int slots) {
        return name.servesBuffers() ? bytesForThread(slots) : Peer.super.buffersForThread(slots);
    }

    @Override
    public Supplier<Arena> arenas(boolean zeroed) {
        return name.arenas().orElseGet(() -> Peer.super.arenas(zeroed));
    }

    @Override
    public Thread newThread(Runnable task, String threadName) {
        return name.newThread(task, threadName);
    }

    private record Hold(ByteAllocator allocator) implements BlockHold {
        @Override
        public long allocate(int order, int slot) {
            long address = allocator.allocate((long) UNIT_BYTES << order, slot);
            return address == ByteAllocator.NO_ADDRESS ? NO_BLOCK : address;
        }

        @Override
        public void free(long handle, int slot) {
            allocator.free(handle, slot);
        }
    }
}
