package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Empties blocks of one pool, one after the other, for as long as the others have room and it is
 * worth the copies ({@link VictimChoice}): a block is begun only when all that lies in it can be
 * moved, and a place for each is there. What took in others is not emptied, so nothing is copied
 * twice. Not thread-safe; others allocate and free meanwhile.
 */
final class Evacuation {
    private static final Comparator<DeviceAllocation> LONGEST_FIRST =
            Comparator.comparingLong(DeviceAllocation::units).thenComparingInt(DeviceAllocation::alignmentOrder)
                    .reversed();

    private final DevicePool pool;
    private final DefragmentationSettings settings;
    private final DeferredFrees deferred;
    private final Set<HeapBlock> receivers = new HashSet<>();
    private final Set<HeapBlock> dismissed = new HashSet<>();
    private final Set<HeapBlock> leaving = new HashSet<>();
    private @Nullable HeapBlock begun;

    Evacuation(DevicePool pool, DefragmentationSettings settings, DeferredFrees deferred) {
        this.pool = pool;
        this.settings = settings;
        this.deferred = deferred;
    }

    /**
     * Adds moves for the next pass, within its budget. Where it throws, those that were added are
     * the caller's to undo.
     */
    void plan(PassBudget budget, List<DefragmentationMove> planned) {
        endPass();
        boolean finished = true;
        while (finished && !budget.isSpent()) {
            HeapBlock victim = begun != null ? begun : nextVictim();
            begun = null;
            if (victim == null) {
                return;
            }
            leaving.add(victim);
            victim.evacuating(true);
            List<DefragmentationMove> all = hasLive(victim) ? movesOutOf(victim) : List.of();
            if (all.isEmpty()) {
                settle(victim);
                continue;
            }
            finished = keepWithin(budget, all, planned);
            if (!finished) {
                begun = victim;
                leaving.remove(victim);
            }
        }
    }

    /** Blocks that were emptied go; others that were to go, but somebody stays in, are used again. */
    void endPass() {
        List.copyOf(leaving).forEach(this::settle);
    }

    /** What was freed in it may still wait for its fence: then it goes later. */
    private void settle(HeapBlock block) {
        if (block.seemsEmpty() || hasLive(block)) {
            leaving.remove(block);
            dismiss(block);
        }
    }

    /** All blocks that are left are used as any other from now on. */
    void end() {
        if (begun != null) {
            pool.endEvacuation(begun);
        }
        begun = null;
        for (HeapBlock block : leaving) {
            pool.endEvacuation(block);
        }
        leaving.clear();
    }

    private void dismiss(HeapBlock block) {
        dismissed.add(block);
        pool.endEvacuation(block);
    }

    /** Whether something lies in a block that was not freed; what was freed goes when its fence passes. */
    private static boolean hasLive(HeapBlock block) {
        boolean[] lives = {false};
        block.owners.forEach(owner -> lives[0] |= owner.state() != AllocationState.PENDING);
        return lives[0];
    }

    private @Nullable HeapBlock nextVictim() {
        List<HeapBlock> victims = choice(0).victims();
        return victims.isEmpty() ? null : victims.getFirst();
    }

    /**
     * The choice among all blocks that are not being emptied.
     *
     * @param promised bytes of theirs that what is being emptied now needs
     */
    private VictimChoice<HeapBlock> choice(long promised) {
        List<VictimChoice.Candidate<HeapBlock>> candidates = new ArrayList<>();
        for (HeapBlock block : pool.sharedBlocks()) {
            if (!block.isEvacuating()) {
                long free = block.space.freeUnits() << block.unitShift;
                candidates.add(new VictimChoice.Candidate<>(block.byteSize() - free, free,
                        receivers.contains(block) || dismissed.contains(block), block));
            }
        }
        int most = candidates.size() - pool.settings().minBlocks();
        return new VictimChoice<>(candidates, promised, most, settings.leastFreed());
    }

    /**
     * A move for each allocation of a block, the longest first; none, and all is as before, where
     * one of them cannot be moved, or there is no place for it.
     */
    private List<DefragmentationMove> movesOutOf(HeapBlock victim) {
        List<DeviceAllocation> inside = new ArrayList<>();
        victim.owners.forEach(inside::add);
        inside.removeIf(each -> each.state() == AllocationState.PENDING || each.state() == AllocationState.FREED);
        inside.sort(LONGEST_FIRST);
        TargetSearch search = new TargetSearch(
                choice(inside.stream().mapToLong(DeviceAllocation::reservedBytes).sum()).targets());
        List<DefragmentationMove> moves = new ArrayList<>(inside.size());
        boolean all = false;
        try {
            all = addMoves(inside, search, moves);
        } finally {
            if (!all) {
                undo(moves, 0, deferred);
            }
        }
        return all ? moves : List.of();
    }

    /** Answers whether each of them can be moved; it ends with the first that cannot. */
    private boolean addMoves(
            List<DeviceAllocation> inside, TargetSearch search, List<DefragmentationMove> moves) {
        for (DeviceAllocation each : inside) {
            Runnable end = each::endPending; // made before it is claimed, as a claim must end on a full Java heap
            DefragmentationMove move = isMovable(each) && each.claimForMove() ? moveOf(each, end, search) : null;
            if (move == null) {
                return false;
            }
            add(moves, move);
        }
        return true;
    }

    private void add(List<DefragmentationMove> moves, DefragmentationMove move) {
        boolean added = false;
        try {
            added = moves.add(move);
        } finally {
            if (!added) {
                undo(move, deferred);
            }
        }
    }

    private boolean isMovable(DeviceAllocation each) {
        return each.byteSize() <= settings.bytesAPass() && each.pendingGuard() == null
                && settings.movable().test(each);
    }

    private @Nullable DefragmentationMove moveOf(DeviceAllocation claimed, Runnable end, TargetSearch search) {
        DeviceAllocation target = null;
        DefragmentationMove move = null;
        try {
            target = search.find(claimed);
            move = target == null ? null : new DefragmentationMove(claimed, end, target);
            return move;
        } finally {
            if (move == null) {
                letGo(claimed, end, deferred);
                if (target != null) {
                    target.endPending();
                }
            }
        }
    }

    /** Takes moves back, from one on: their allocations stay where they are. */
    static void undo(List<DefragmentationMove> moves, int from, DeferredFrees deferred) {
        for (int each = from; each < moves.size(); each++) {
            undo(moves.get(each), deferred);
        }
    }

    private static void undo(DefragmentationMove move, DeferredFrees deferred) {
        letGo(move.allocation(), move.endSource, deferred);
        move.target().endPending();
    }

    /** An allocation is not moved after all: it lives on, or is given back where it was freed meanwhile. */
    private static void letGo(DeviceAllocation source, Runnable end, DeferredFrees deferred) {
        boolean lives = source.change(AllocationState.MOVING, AllocationState.LIVE);
        if (!lives && source.change(AllocationState.MOVING_FREED, AllocationState.PENDING)) {
            deferred.giveBack(source.pendingGuard(), source.reservedBytes(), end);
        }
    }

    /** Adds the moves for which the budget is enough, and takes the others back; answers whether it kept all. */
    private boolean keepWithin(PassBudget budget, List<DefragmentationMove> all, List<DefragmentationMove> planned) {
        boolean kept = true;
        int next = 0;
        try {
            for (; next < all.size(); next++) {
                DefragmentationMove move = all.get(next);
                if (budget.spend(move.allocation().byteSize())) {
                    receivers.add(move.target().heapBlock());
                    planned.add(move);
                } else {
                    kept = false;
                    undo(move, deferred);
                }
            }
        } finally {
            undo(all, next, deferred);
        }
        return kept;
    }
}
