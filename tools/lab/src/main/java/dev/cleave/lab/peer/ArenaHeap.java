package dev.cleave.lab.peer;

import java.lang.foreign.Arena;
import java.util.function.Supplier;

/** The JDK's arenas, one opened for each block and closed to free it; it does not tell what it set aside. */
final class ArenaHeap implements ByteAllocator {
    private final Supplier<Arena> opener;
    private final long byteAlignment;
    private final Arena[] held;

    ArenaHeap(Supplier<Arena> opener, int slots, long byteAlignment) {
        this.opener = opener;
        this.byteAlignment = byteAlignment;
        held = new Arena[slots];
    }

    @Override
    public long allocate(long byteSize, int slot) {
        Arena arena = opener.get();
        try {
            long address = arena.allocate(byteSize, byteAlignment).address();
            held[slot] = arena;
            return address;
        } catch (OutOfMemoryError full) {
            arena.close();
            return NO_ADDRESS;
        }
    }

    @Override
    public void free(long address, int slot) {
        held[slot].close();
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return byteSize;
    }
}
