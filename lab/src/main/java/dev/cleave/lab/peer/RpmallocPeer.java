package dev.cleave.lab.peer;

import org.lwjgl.system.rpmalloc.RPmalloc;

/** rpmalloc through LWJGL's natives; handles are addresses. Every thread that uses it is announced to it first. */
final class RpmallocPeer implements Peer {
    RpmallocPeer() {
        try {
            RPmalloc.nrpmalloc_initialize(0);
        } catch (LinkageError missing) {
            throw new UnsupportedOperationException("LWJGL has no rpmalloc for this system", missing);
        }
    }

    @Override
    public BlockAllocator forThread(int slots) {
        RPmalloc.rpmalloc_thread_initialize();
        return new Hold();
    }

    private record Hold() implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            long address = RPmalloc.nrpmalloc((long) UNIT_BYTES << order);
            return address == 0 ? NO_BLOCK : address;
        }

        @Override
        public void free(long handle, int slot) {
            RPmalloc.nrpfree(handle);
        }
    }
}
