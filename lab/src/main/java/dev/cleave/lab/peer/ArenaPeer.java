package dev.cleave.lab.peer;

import java.lang.foreign.Arena;
import java.util.function.Supplier;

/** The JDK's arenas, one opened for each block and closed to free it; handles are addresses. */
final class ArenaPeer implements Peer {
    private final Supplier<Arena> opener;

    ArenaPeer(Supplier<Arena> opener) {
        this.opener = opener;
    }

    @Override
    public BlockAllocator forThread(int slots) {
        return new Hold(opener, new Arena[slots]);
    }

    @Override
    public Supplier<Arena> arenas(boolean zeroed) {
        return opener;
    }

    private record Hold(Supplier<Arena> opener, Arena[] held) implements BlockAllocator {
        @Override
        public long allocate(int order, int slot) {
            Arena arena = opener.get();
            held[slot] = arena;
            return arena.allocate((long) UNIT_BYTES << order).address();
        }

        @Override
        public void free(long handle, int slot) {
            held[slot].close();
        }
    }
}
