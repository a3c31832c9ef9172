package dev.cleave.heap;

import org.jspecify.annotations.Nullable;

/**
 * What stripes had in their hands when last looked at: by it a slab that nobody uses is told, and the fast path need not write down
 * that it was used. For one thread at a time.
 */
@SuppressWarnings("ReferenceEquality") // the same slab as before is meant, not one like it
final class IdleSlabs {
    private final @Nullable Slab[] seen;
    private final int[] freeSlots;

    IdleSlabs(int places) {
        seen = new Slab[places];
        freeSlots = new int[places];
    }

    /**
     * Whether a stripe's slab is empty, or has as many free slots as when last looked at. One that is in use may look so by
     * chance: putting it down costs its stripe one exchange.
     */
    boolean isIdle(int place, Slab slab) {
        int free = slab.freeSlots();
        boolean idle = free == slab.slots() || seen[place] == slab && freeSlots[place] == free;
        seen[place] = slab;
        freeSlots[place] = free;
        return idle;
    }
}
