package dev.cleave.gpu;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some moves that are to be made together. Until the pass ends the allocations lie where they lay,
 * and both places are theirs.
 *
 * <p>The one who runs it copies the bytes of each move on the device, then ends it: at once when
 * the copies are done, or with the fence that passes when they are. Thread-safe by a monitor.
 */
public final class DefragmentationPass {
    private final List<DefragmentationMove> moves;
    private final DeferredFrees deferred;
    private final Consumer<DefragmentationResult> onEnd;
    private boolean ended;
    private long copiedMoves;
    private long copiedBytes;
    private long ignored;
    private long destroyed;

    DefragmentationPass(
            List<DefragmentationMove> moves, DeferredFrees deferred, Consumer<DefragmentationResult> onEnd) {
        this.moves = List.copyOf(moves);
        this.deferred = deferred;
        this.onEnd = onEnd;
    }

    /** The moves; none where nothing is left to be done. */
    public List<DefragmentationMove> moves() {
        return moves;
    }

    /** Whether it has moves and was not ended yet. One without moves need not be ended. */
    public synchronized boolean isUnderWay() {
        return !ended && !moves.isEmpty();
    }

    /**
     * Ends the pass after the device has copied all: what moved lies at its new place, old places
     * are free.
     *
     * @throws IllegalStateException where it was ended already
     */
    public DefragmentationResult end() {
        return endWith(null);
    }

    /**
     * Ends the pass while the device may still copy: what moved lies at its new place, whose bytes
     * are there when the fence has passed; old places are given back then. Until then the fence
     * guards what moved.
     *
     * @param copied passes when all bytes were copied
     * @throws IllegalStateException where it was ended already
     */
    public DefragmentationResult end(DeviceFence copied) {
        return endWith(Objects.requireNonNull(copied, "copied"));
    }

    private synchronized DefragmentationResult endWith(@Nullable DeviceFence copied) {
        if (ended) {
            throw new IllegalStateException("the pass was ended already: end a pass once, and begin the next");
        }
        ended = true;
        DeviceException failure = null;
        for (DefragmentationMove move : moves) {
            DeviceFence fence = copied;
            boolean wasCopied = move.outcome() != DefragmentationMove.Outcome.IGNORED;
            try {
                fence = begin(move, fence);
            } catch (DeviceException unmapped) {
                failure = unmapped;
                move.ignore();
            } catch (OutOfMemoryError full) {
                move.ignore();
            }
            end(move, fence, wasCopied);
        }
        DefragmentationResult result = new DefragmentationResult(copiedMoves, copiedBytes, ignored, destroyed);
        onEnd.accept(result);
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /**
     * The part of an end that may fail; nothing is changed then.
     *
     * @return the fence until which both places are in use; null where they are not
     */
    private static @Nullable DeviceFence begin(DefragmentationMove move, @Nullable DeviceFence copied) {
        DeviceAllocation allocation = move.allocation();
        DeviceFence inUse = BothFences.of(copied, allocation.pendingGuard());
        if (move.outcome() == DefragmentationMove.Outcome.COPIED) {
            allocation.swapPlaces(move.target());
            if (inUse != null) {
                allocation.guardMoved(inUse);
            }
        }
        return inUse;
    }

    /**
     * The other part, which needs no memory but where something waits for a fence.
     *
     * @param wasCopied whether the device copies, or has copied, to the other place: also where that
     *     is ignored after all
     */
    private void end(DefragmentationMove move, @Nullable DeviceFence inUse, boolean wasCopied) {
        DeviceAllocation allocation = move.allocation();
        DefragmentationMove.Outcome outcome = move.outcome();
        AllocationState next =
                outcome == DefragmentationMove.Outcome.DESTROYED ? AllocationState.MOVING_FREED : AllocationState.LIVE;
        allocation.change(AllocationState.MOVING, next);
        boolean freed = allocation.change(AllocationState.MOVING_FREED, AllocationState.PENDING);
        deferred.giveBack(wasCopied ? inUse : null, move.target().reservedBytes(), move.endTarget);
        if (freed) {
            destroyed++;
            deferred.giveBack(inUse, allocation.pendingGuard(), allocation.reservedBytes(), move.endSource);
        } else if (outcome == DefragmentationMove.Outcome.COPIED) {
            copiedMoves++;
            copiedBytes += allocation.byteSize();
        } else {
            ignored++;
        }
    }
}
