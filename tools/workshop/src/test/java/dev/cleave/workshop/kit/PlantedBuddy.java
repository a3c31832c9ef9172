package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.BitSet;
import java.util.List;

/**
 * A right buddy allocator of the plainest kind, a bit a unit and first fit, behind one lock; and wrong in exactly one place, if a fault is planted.
 */
class PlantedBuddy implements BlockAllocator {
    private final Shape shape;
    private final Fault fault;
    private final int units;
    private BitSet taken = new BitSet();
    /** Where blocks were freed beside free ones and not joined to them: used by one fault. */
    private final BitSet seams = new BitSet();
    private final long[] unitsAt;
    /** Which thread freed a unit: used by one fault. */
    private final long[] keptBy;
    private long last = NO_BLOCK;
    private int calls;

    PlantedBuddy(Shape shape, Fault fault) {
        this.shape = shape;
        this.fault = fault;
        this.units = (int) shape.units();
        this.unitsAt = new long[units];
        this.keptBy = new long[units];
    }

    private boolean has(Fault asked) {
        return fault == asked;
    }

    @Override
    public Description description() {
        String name = has(Fault.NAMELESS) ? "Planted Buddy" : "planted";
        return new Description(name, "First fit on a bitmap", ThreadSafety.ANY_THREAD, Progress.BLOCKING, true,
                "a test");
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public long allocate(int order) {
        if (has(Fault.IGNORES_BAD_ORDER) && order > shape.maxOrder()) {
            return NO_BLOCK;
        }
        shape.requireOrder(order);
        return place(order, 1L << order);
    }

    @Override
    public long allocateUnits(long count) {
        int order = shape.orderOf(count);
        return place(has(Fault.ROUNDS_TOO_MUCH) ? Math.min(order + 2, shape.maxOrder()) : order,
                has(Fault.ROUNDS_TOO_MUCH) ? Math.min(4L << order, 1L << shape.maxOrder()) : 1L << order);
    }

    private long place(int order, long size) {
        if (has(Fault.RACES_TO_ALLOCATE)) {
            long found = find(order);
            Thread.yield();
            return found == NO_BLOCK ? NO_BLOCK : take(found, size);
        }
        synchronized (this) {
            if (has(Fault.GIVES_TWICE) && ++calls % 7 == 0 && last != NO_BLOCK && unitsAt[(int) last] == size) {
                return last;
            }
            long found = find(order);
            while (has(Fault.WAITS_FOR_ROOM) && found == NO_BLOCK) {
                if (Thread.currentThread().isInterrupted()) {
                    return NO_BLOCK;
                }
                Thread.onSpinWait();
            }
            last = found == NO_BLOCK ? NO_BLOCK : take(found, size);
            return last;
        }
    }

    private long find(int order) {
        int size = 1 << order;
        int step = has(Fault.MISALIGNS) ? 1 : size;
        int end = has(Fault.LEAVES_THE_SPACE) ? units - 1 : units - size;
        if (has(Fault.REFUSES_THE_LAST_UNIT)) {
            end--;
        }
        for (int at = firstFree(0, step); at <= end; at = firstFree(at + step, step)) {
            int obstacle = taken.nextSetBit(at);
            int seam = seams.nextSetBit(at + 1);
            if ((obstacle < 0 || obstacle >= at + size) && (seam < 0 || seam >= at + size) && !isHidden(at)) {
                return at;
            }
        }
        return NO_BLOCK;
    }

    /** The first multiple of the step, from here on, that is not behind a whole run of taken units. */
    private int firstFree(int from, int step) {
        return Math.max(from, taken.nextClearBit(from) / step * step);
    }

    /** One fault keeps what a thread freed for that thread. */
    private boolean isHidden(int unit) {
        return has(Fault.HIDES_FROM_OTHERS) && keptBy[unit] != 0 && keptBy[unit] != Thread.currentThread().threadId();
    }

    private long take(long offset, long size) {
        taken.set((int) offset, (int) (offset + size));
        unitsAt[(int) offset] = size;
        return offset;
    }

    @Override
    public void free(long offset) {
        if (has(Fault.RACES_TO_FREE)) {
            long count = unitsOf(offset);
            Thread.yield();
            synchronized (this) {
                release((int) offset, count);
            }
            return;
        }
        if (has(Fault.LOSES_CONCURRENT_FREES)) {
            long count = unitsOf(offset);
            BitSet changed = (BitSet) taken.clone();
            Thread.yield();
            changed.clear((int) offset, (int) (offset + count));
            unitsAt[(int) offset] = 0;
            taken = changed;
            return;
        }
        synchronized (this) {
            if (has(Fault.HARMS_ON_BAD_FREE) && offset >= 0 && offset < units) {
                taken.clear((int) offset);
            }
            if (has(Fault.FREES_TWICE) && offset >= 0 && offset < units && !taken.get((int) offset)) {
                return;
            }
            release((int) offset, unitsOf(beginning(offset)));
        }
    }

    /** One fault frees the block that the offset lies in. */
    private long beginning(long offset) {
        long start = offset;
        while (has(Fault.FREES_FROM_INSIDE) && start > 0 && start < units && taken.get((int) start)
                && unitsAt[(int) start] == 0) {
            start--;
        }
        return start;
    }

    private void release(int offset, long count) {
        int lost = has(Fault.LOSES_A_UNIT) && count > 1 ? 1 : 0;
        taken.clear(offset, (int) (offset + count - lost));
        unitsAt[offset] = 0;
        keptBy[offset] = Thread.currentThread().threadId();
        if (has(Fault.DOES_NOT_COALESCE)) {
            seams.set(offset);
            seams.set((int) (offset + count));
        }
    }

    @Override
    public long unitsOf(long offset) {
        if (offset < 0 || offset >= units) {
            if (has(Fault.SPEAKS_IN_RIDDLES)) {
                throw new IllegalArgumentException("bad offset");
            }
            shape.requireOffset(offset);
        }
        long count = unitsAt[(int) offset];
        if (count == 0) {
            throw Misuse.noBlock(offset);
        }
        return has(Fault.FORGETS_LENGTHS) ? 1 : count;
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        PlainModel model = new PlainModel(shape);
        for (int unit = 0; unit < units; unit++) {
            if (taken.get(unit)) {
                model.take(unit, 1);
            }
        }
        for (Block block : model.joinedFreeBlocks()) {
            long start = block.offset();
            for (int seam = seams.nextSetBit((int) start + 1); seam >= 0 && seam < block.end(); seam = seams
                    .nextSetBit(seam + 1)) {
                visitor.visit(start, seam - start);
                start = seam;
            }
            visitor.visit(start, block.end() - start);
            if (has(Fault.SHOWS_UNITS_TWICE) && block.offset() > 0) {
                visitor.visit(block.offset(), block.units());
            }
        }
    }

    @Override
    public long freeUnits() {
        return BlockAllocator.super.freeUnits() - (has(Fault.MISCOUNTS) && !taken.isEmpty() ? 1 : 0);
    }

    @Override
    public long[] freeBlocksByOrder() {
        long[] counts = BlockAllocator.super.freeBlocksByOrder();
        if (has(Fault.MISCOUNTS_FRESH_BLOCKS)) {
            counts[0]++;
        }
        return counts;
    }

    @Override
    public long metadataBytes() {
        return has(Fault.WEIGHS_NOTHING) ? 0 : taken.size() / 8 + 8L * units;
    }

    @Override
    public List<String> picture() {
        return List.of(has(Fault.DRAWS_NOTHING) ? "units" : "taken " + taken);
    }
}
