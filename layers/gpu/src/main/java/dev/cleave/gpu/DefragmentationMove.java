package dev.cleave.gpu;

/**
 * One move of a pass: from where an allocation lies to where it is to lie. Whoever runs the pass
 * copies the bytes, or says that they were not copied.
 */
public final class DefragmentationMove {
    private final DeviceAllocation allocation;
    private final DeviceAllocation target;
    private final RangeCopy copy;

    /** Gives a place back whose fence has passed: made before it is needed, as a pass must end on a full Java heap. */
    final Runnable endSource;

    final Runnable endTarget;
    private volatile Outcome outcome = Outcome.COPIED;

    /** What becomes of a move at the end of its pass. */
    public enum Outcome {
        /** The bytes were copied: the allocation lies at the target from then on. */
        COPIED,
        /** They were not: the allocation stays where it is. */
        IGNORED,
        /** Nobody needs it any more: the allocation is freed with the end of the pass. */
        DESTROYED
    }

    DefragmentationMove(DeviceAllocation allocation, Runnable endSource, DeviceAllocation target) {
        this.allocation = allocation;
        this.target = target;
        this.endSource = endSource;
        endTarget = target::endPending;
        copy = new RangeCopy(allocation.block(), allocation.offset(), target.block(), target.offset(),
                allocation.byteSize());
    }

    /** The allocation; until the pass ends it lies at the source. */
    public DeviceAllocation allocation() {
        return allocation;
    }

    /** The block where it is to lie. */
    public DeviceBlock targetBlock() {
        return copy.target();
    }

    /** Where in the target block it is to begin, in bytes. */
    public long targetOffset() {
        return copy.targetOffset();
    }

    /** The bytes to copy. */
    public RangeCopy copy() {
        return copy;
    }

    /** What becomes of it: {@link Outcome#COPIED} unless told. */
    public Outcome outcome() {
        return outcome;
    }

    /** The allocation stays where it is. */
    public void ignore() {
        outcome = Outcome.IGNORED;
    }

    /** The allocation is freed with the end of the pass. */
    public void destroy() {
        outcome = Outcome.DESTROYED;
    }

    /** The second place: it is the old one after the allocation has moved. */
    DeviceAllocation target() {
        return target;
    }
}
