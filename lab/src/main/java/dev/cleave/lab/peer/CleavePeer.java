package dev.cleave.lab.peer;

import dev.cleave.buddy.BuddySpace;

/** Cleave's buddy space; handles are offsets in units. */
final class CleavePeer implements Peer {
    private final BuddySpace space;

    CleavePeer(long units) {
        space = BuddySpace.of(units);
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold(space);
    }

    private record Hold(BuddySpace space) implements BlockAllocator {
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
