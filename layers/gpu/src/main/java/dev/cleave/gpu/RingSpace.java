package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;

/**
 * A ring: what comes first is to be freed first. Units are handed out behind the last, and again
 * from the beginning once the oldest are free. A free in another order is taken, and its units are
 * handed out when all older ones are free as well.
 *
 * <p>A range's <em>position</em> is its offset plus the units of all laps before. Thread-safe by a
 * monitor that is held for a few steps.
 */
final class RingSpace implements BlockSpace {
    private final long units;
    private final RangeQueue ranges = new RangeQueue();
    private long head;

    RingSpace(long units) {
        this.units = units;
    }

    @Override
    public long units() {
        return units;
    }

    @Override
    public synchronized long allocate(long count, int alignment, boolean thorough) {
        if (count > units) {
            return NONE;
        }
        if (ranges.isEmpty()) {
            head = 0;
        }
        long lap = head - head % units;
        long offset = Sizes.roundUp(head - lap, 1L << alignment);
        if (offset + count > units) {
            lap += units;
            offset = 0;
        }
        long position = lap + offset;
        if (!ranges.isEmpty() && position + count > ranges.position(0) + units) {
            return NONE;
        }
        ranges.add(position, count);
        head = position + count;
        return offset;
    }

    @Override
    public synchronized boolean free(long offset) {
        if (ranges.isEmpty() || !ranges.free(positionOf(offset))) {
            throw new IllegalArgumentException("offset " + offset + " in units: nothing of the ring begins there");
        }
        ranges.dropFreedFirst();
        return ranges.isEmpty();
    }

    private long positionOf(long offset) {
        long tail = ranges.position(0);
        long lap = tail - tail % units;
        return offset >= tail - lap ? lap + offset : lap + units + offset;
    }

    @Override
    public synchronized boolean takeAll() {
        if (!ranges.isEmpty()) {
            return false;
        }
        ranges.add(0, units);
        head = units;
        return true;
    }

    @Override
    public synchronized long freeUnits() {
        return ranges.isEmpty() ? units : ranges.position(0) + units - head;
    }

    @Override
    public synchronized void forEachFreeRun(FreeRunVisitor visitor) {
        if (ranges.isEmpty()) {
            visitor.run(0, units);
            return;
        }
        long free = freeUnits();
        long from = head % units;
        long toEnd = Math.min(free, units - from);
        if (free > toEnd) {
            visitor.run(0, free - toEnd);
        }
        if (toEnd > 0) {
            visitor.run(from, toEnd);
        }
    }
}
