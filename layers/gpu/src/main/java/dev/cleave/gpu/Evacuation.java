package dev.cleave.gpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Empties blocks of one pool, one after the other, for as long as the others have room: a block is
 * begun only when all that lies in it can be moved, and a place for each is there. Not thread-safe;
 * others allocate and free meanwhile.
 */
final class Evacuation {
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
                endPass();
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
        for (HeapBlock block : leaving) {
            if (block.seemsEmpty() || hasLive(block)) {
                dismiss(block);
            }
        }
        leaving.removeIf(block -> !block.isEvacuating());
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
        List<VictimChoice.Candidate<HeapBlock>> candidates = new ArrayList<>();
        for (HeapBlock block : pool.sharedBlocks()) {
            if (!block.isEvacuating()) {
                long free = block.space.freeUnits() << block.unitShift;
                candidates.add(new VictimChoice.Candidate<>(block.byteSize() - free, free,
                        receivers.contains(block) || dismissed.contains(block), block));
            }
        }
        return VictimChoice.next(candidates).orElse(null);
    }

    /**
     * A move for each allocation of a block, the longest first; none, and all is as before, where
     * one of them cannot be moved, or there is no place for it.
     */
    private List<DefragmentationMove> movesOutOf(HeapBlock victim) {
        List<DeviceAllocation> inside = new ArrayList<>();
        victim.owners.forEach(inside::add);
        inside.removeIf(each -> each.state() == AllocationState.PENDING || each.state() == AllocationState.FREED);
        inside.sort(Comparator.comparingLong(DeviceAllocation::reservedBytes).reversed());
        List<HeapBlock> targets = targets();
        List<DefragmentationMove> moves = new ArrayList<>();
        for (DeviceAllocation each : inside) {
            DefragmentationMove move = isMovable(each) && each.claimForMove() ? moveOf(each, targets) : null;
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

    /** The fullest first: what is nearly full gets full, and the emptiest can go next. */
    private List<HeapBlock> targets() {
        return pool.sharedBlocks().stream()
                .filter(block -> !block.isEvacuating())
                .collect(Collectors.toMap(block -> block, block -> block.space.freeUnits()))
                .entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByValue())
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    private @Nullable DefragmentationMove moveOf(DeviceAllocation source, List<HeapBlock> targets) {
        for (boolean thorough : new boolean[] {false, true}) {
            for (HeapBlock block : targets) {
                DeviceAllocation target = DevicePool.allocateTarget(block, source, thorough);
                if (target != null) {
                    return new DefragmentationMove(source, target);
                }
            }
        }
        letGo(source);
        return null;
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
