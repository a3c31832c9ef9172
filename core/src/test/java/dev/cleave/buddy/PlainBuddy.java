package dev.cleave.buddy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A plain binary buddy system after Knowlton (1965): a sorted set of free blocks for each order, and a map of allocated
 * blocks. It is meant to be read and believed, not to be fast.
 *
 * <p>It does not choose where a block goes: it is told, and checks that the place was free. So it can follow any
 * allocator, wherever that places its blocks, and says what must be true of the space then.
 *
 * <p>A space of any number of units is the maximal aligned blocks that it decomposes into. Between calls two free
 * buddies never lie side by side: they have been coalesced, so that the free blocks are the canonical ones.
 */
public final class PlainBuddy {
    /** What an offset is to a space; only a {@link #BLOCK} can be freed. */
    public enum Place {
        /** An allocated block starts here. */
        BLOCK,
        /** Inside an allocated block, not at its start. */
        INSIDE,
        /** A free unit: never allocated, or freed. */
        FREE,
        /** No unit of this space. */
        OUTSIDE
    }

    private record FreeBlock(long start, int order) {
        long end() {
            return start + (1L << order);
        }
    }

    private final long units;
    private final List<TreeSet<Long>> freeByOrder = new ArrayList<>();
    private final NavigableMap<Long, Long> blocks = new TreeMap<>();

    /** A model of a space of {@code units} units, all free. */
    public PlainBuddy(long units) {
        this.units = units;
        for (int order = 0; order <= maxOrder(); order++) {
            freeByOrder.add(new TreeSet<>());
        }
        release(0, units);
    }

    /** How many units there are. */
    public long units() {
        return units;
    }

    /** The order of the largest block that fits. */
    public int maxOrder() {
        return orderNotAbove(units);
    }

    /** The largest order whose blocks are no larger than {@code count} units. */
    static int orderNotAbove(long count) {
        return 63 - Long.numberOfLeadingZeros(count);
    }

    /** The smallest order whose blocks hold {@code count} units. */
    static int orderHolding(long count) {
        return count == 1 ? 0 : 1 + orderNotAbove(count - 1);
    }

    /** Takes {@code count} units at {@code start} as one block; they must be free. */
    public void claim(long start, long count) {
        if (!isFree(start, count)) {
            throw new AssertionError("units " + start + " to " + (start + count - 1) + " are not all free");
        }
        blocks.put(start, count);
        long end = start + count;
        for (long at = start; at < end;) {
            FreeBlock block = freeBlockAround(at);
            freeByOrder.get(block.order).remove(block.start);
            release(block.start, at);
            release(Math.min(end, block.end()), block.end());
            at = block.end();
        }
    }

    /** Frees the block at {@code start}, which must be one. */
    public void free(long start) {
        Long count = blocks.remove(start);
        if (count == null) {
            throw new AssertionError("no block at " + start);
        }
        release(start, start + count);
    }

    /** Whether the block at {@code start} could have {@code count} units where it lies. */
    public boolean canResize(long start, long count) {
        long present = blocks.get(start);
        return count <= present || isFree(start + present, count - present);
    }

    /** Makes the block at {@code start} have {@code count} units, which it must be able to. */
    public void resize(long start, long count) {
        free(start);
        claim(start, count);
    }

    /** Whether there are {@code count} units at {@code start} and all are free. */
    public boolean isFree(long start, long count) {
        for (long at = start; at < start + count;) {
            FreeBlock block = freeBlockAround(at);
            if (block == null) {
                return false;
            }
            at = block.end();
        }
        return true;
    }

    /** Whether an aligned free block of this order exists. */
    public boolean canAllocate(int order) {
        return freeByOrder.stream().skip(order).anyMatch(starts -> !starts.isEmpty());
    }

    /** Whether a range holds {@code count} adjacent free units that begin at a multiple of 2<sup>alignment</sup>. */
    public boolean canAllocateWithin(long from, long end, long count, int alignment) {
        long step = 1L << alignment;
        for (long at = (from + step - 1) / step * step; at + count <= end;) {
            FreeBlock block = freeBlockAround(at);
            if (block != null && isFree(at, count)) {
                return true;
            }
            Map.Entry<Long, Long> taken = blocks.floorEntry(at);
            long behind = block != null || taken == null ? at + 1 : Math.max(at + 1, taken.getKey() + taken.getValue());
            at = (behind + step - 1) / step * step;
        }
        return false;
    }

    /** Whether {@code count} adjacent units are free, wherever they lie. */
    public boolean canAllocateExtent(long count) {
        long run = 0;
        for (long at = 0; at < units;) {
            FreeBlock block = freeBlockAround(at);
            Long present = blocks.get(at);
            run = block == null ? 0 : run + block.end() - at;
            if (run >= count) {
                return true;
            }
            at = block != null ? block.end() : at + (present == null ? 1 : present);
        }
        return false;
    }

    /** What lies at this offset. */
    public Place placeOf(long offset) {
        if (offset < 0 || offset >= units) {
            return Place.OUTSIDE;
        }
        if (blocks.containsKey(offset)) {
            return Place.BLOCK;
        }
        return isFree(offset, 1) ? Place.FREE : Place.INSIDE;
    }

    /** The allocated blocks: start to length in units. */
    public NavigableMap<Long, Long> blocks() {
        return blocks;
    }

    /** Units not allocated. */
    public long freeUnits() {
        return units - blocks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many maximal free blocks there are of each order. */
    public long[] freeBlocksByOrder() {
        return freeByOrder.stream().mapToLong(TreeSet::size).toArray();
    }

    /** Free units in blocks smaller than the order, over all free units; 0 when nothing is free. */
    public double unusableFreeSpaceIndex(int order) {
        long unusable = 0;
        for (int smaller = 0; smaller < order; smaller++) {
            unusable += (long) freeByOrder.get(smaller).size() << smaller;
        }
        return freeUnits() == 0 ? 0 : (double) unusable / freeUnits();
    }

    /** Gorman and Whitcroft's index: -1 when a request would be served, else 0 (no memory) to 1 (scatter). */
    public double fragmentationIndex(int order) {
        if (canAllocate(order)) {
            return -1;
        }
        long freeBlocks = freeByOrder.stream().mapToLong(TreeSet::size).sum();
        double requestsWorth = (double) freeUnits() / (1L << order);
        return freeBlocks == 0 ? 0 : Math.max(0, 1 - (1 + requestsWorth) / freeBlocks);
    }

    /** Adds the units from {@code start} to before {@code end} to the free ones, as maximal aligned blocks. */
    private void release(long start, long end) {
        for (long at = start; at < end;) {
            int order = Math.min(orderNotAbove(end - at), Long.numberOfTrailingZeros(at));
            coalesce(at, order);
            at += 1L << order;
        }
    }

    private void coalesce(long start, int order) {
        long buddy = start ^ (1L << order);
        if (freeByOrder.get(order).remove(buddy)) {
            coalesce(Math.min(start, buddy), order + 1);
        } else {
            freeByOrder.get(order).add(start);
        }
    }

    private FreeBlock freeBlockAround(long unit) {
        for (int order = 0; order <= maxOrder(); order++) {
            long start = unit & -(1L << order);
            if (freeByOrder.get(order).contains(start)) {
                return new FreeBlock(start, order);
            }
        }
        return null;
    }
}
