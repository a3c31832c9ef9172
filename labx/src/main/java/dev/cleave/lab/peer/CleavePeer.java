package dev.cleave.lab.peer;

import dev.cleave.arena.PooledArena;
import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Cleave: blocks from a buddy space without memory under it, handles being offsets in units; arenas from a pool of the
 * same size, which is opened when first asked for.
 */
final class CleavePeer implements Peer {
    private final BuddySpace space;
    private @Nullable Pool pool;

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
            pool = Pool.builder()
                    .capacity(space.units() * BlockHold.UNIT_BYTES)
                    .build();
        }
        return pool;
    }

    @Override
    public synchronized void close() {
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
