package dev.cleave.lab.bench;

import dev.cleave.workshop.contract.BlockAllocator;

/** An algorithm of the workshop: a line of units without memory under it, handles being offsets. */
final class AlgorithmPeer implements Peer {
    private final BlockAllocator space;

    AlgorithmPeer(BlockAllocator space) {
        this.space = space;
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(space);
    }

    private record Hold(BlockAllocator space) implements BlockHold {
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
