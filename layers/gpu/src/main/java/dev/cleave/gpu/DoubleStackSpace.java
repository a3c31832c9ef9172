package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;

/**
 * Two stacks that grow towards each other. A free in another order than the last first is taken,
 * and its units are handed out when all above are free as well.
 *
 * <p>A range of the upper stack has its <em>depth</em> as position: how far its beginning lies from
 * the end. Thread-safe by a monitor that is held for a few steps.
 */
final class DoubleStackSpace implements BlockSpace {
    private final long units;
    private final RangeQueue lower = new RangeQueue();
    private final RangeQueue upper = new RangeQueue();

    DoubleStackSpace(long units) {
        this.units = units;
    }

    @Override
    public long units() {
        return units;
    }

    @Override
    public synchronized long allocate(long count, int alignment, boolean thorough) {
        long offset = Sizes.roundUp(lowerEnd(), 1L << alignment);
        if (offset + count > upperBegin()) {
            return NONE;
        }
        lower.add(offset, count);
        return offset;
    }

    @Override
    public synchronized long allocateUpper(long count, int alignment) {
        long offset = Sizes.roundDown(upperBegin() - count, 1L << alignment);
        if (offset < lowerEnd()) {
            return NONE;
        }
        upper.add(units - offset, count);
        return offset;
    }

    @Override
    public synchronized boolean free(long offset) {
        if (lower.free(offset)) {
            lower.dropFreedLast();
        } else if (upper.free(units - offset)) {
            upper.dropFreedLast();
        } else {
            throw new IllegalArgumentException("offset " + offset + " in units: nothing of the stacks begins there");
        }
        return lower.isEmpty() && upper.isEmpty();
    }

    @Override
    public synchronized boolean takeAll() {
        return lower.isEmpty() && upper.isEmpty() && allocate(units, 0, true) == 0;
    }

    @Override
    public synchronized long freeUnits() {
        return upperBegin() - lowerEnd();
    }

    @Override
    public synchronized void forEachFreeRun(FreeRunVisitor visitor) {
        if (freeUnits() > 0) {
            visitor.run(lowerEnd(), freeUnits());
        }
    }

    private long lowerEnd() {
        return lower.isEmpty() ? 0 : lower.position(lower.size() - 1) + lower.length(lower.size() - 1);
    }

    private long upperBegin() {
        return upper.isEmpty() ? units : units - upper.position(upper.size() - 1);
    }
}
