package dev.cleave.lab.peer;

import org.lwjgl.system.jemalloc.JEmalloc;

/** jemalloc through LWJGL's natives; handles are addresses. */
final class JemallocPeer implements Peer {
    JemallocPeer() {
        try {
            JEmalloc.nje_free(JEmalloc.nje_malloc(1));
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no jemalloc for this system", missing);
        }
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold();
    }

    private record Hold() implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            long address = JEmalloc.nje_malloc((long) UNIT_BYTES << order);
            return address == 0 ? NO_BLOCK : address;
        }

        @Override
        public void free(long handle, int slot) {
            JEmalloc.nje_free(handle);
        }
    }
}
