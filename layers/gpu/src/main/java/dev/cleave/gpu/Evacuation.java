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

    /** Moves for the next pass, within its budget. */
    List<DefragmentationMove> plan(PassBudget budget) {
        List<DefragmentationMove> planned = new ArrayList<>();
        endPass();
        boolean finished = true;
        while (finished && !budget.isSpent()) {
            HeapBlock victim = begun != null ? begun : nextVictim();
            begun = null;
            if (victim == null) {
                return planned;
            }
            victim.evacuating(true);
            leaving.add(victim);
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
        return planned;
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
            leaving.add(begun);
        }
        begun = null;
        List.copyOf(leaving).forEach(this::dismiss);
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
        List<DefragmentationMove> moves = new ArrayList<>();
        for (DeviceAllocation each : inside) {
            DefragmentationMove move = isMovable(each) && each.claimForMove() ? moveOf(each, search) : null;
            if (move == null) {
                moves.forEach(this::undo);
                return List.of();
            }
            moves.add(move);
        }
        return moves;
    }

    private boolean isMovable(DeviceAllocation each) {
        return each.byteSize() <= settings.bytesAPass() && each.pendingGuard() == null
                && settings.movable().test(each);
    }

    private @Nullable DefragmentationMove moveOf(DeviceAllocation claimed, TargetSearch search) {
        DeviceAllocation target = search.find(claimed);
        if (target == null) {
            letGo(claimed);
            return null;
        }
        return new DefragmentationMove(claimed, target);
    }

    private void undo(DefragmentationMove move) {
        letGo(move.allocation());
        move.target().endPending();
    }

    /** An allocation is not moved after all: it lives on, or is given back where it was freed meanwhile. */
    private void letGo(DeviceAllocation source) {
        boolean lives = source.change(AllocationState.MOVING, AllocationState.LIVE);
        if (!lives && source.change(AllocationState.MOVING_FREED, AllocationState.PENDING)) {
            deferred.giveBack(source.pendingGuard(), source.reservedBytes(), source::endPending);
        }
    }

    /** Adds the moves for which the budget is enough, and takes the others back; answers whether it kept all. */
    private boolean keepWithin(PassBudget budget, List<DefragmentationMove> all, List<DefragmentationMove> planned) {
        boolean kept = true;
        for (DefragmentationMove move : all) {
            if (budget.spend(move.allocation().byteSize())) {
                planned.add(move);
                receivers.add(move.target().heapBlock());
            } else {
                kept = false;
                undo(move);
            }
        }
        return kept;
    }
}
