package dev.cleave.gpu.dump;

import java.util.List;
import java.util.OptionalLong;

/**
 * A piece of device memory that allocations share.
 *
 * @param id its number in the pool, or a name with a digit in it
 * @param mapCount how many times it is mapped
 * @param totalBytes of the block
 * @param unusedBytes of it that are free
 * @param allocations in it
 * @param unusedRanges free ranges in it
 * @param ranges what lies where, by offset, free ranges too; empty in a dump without details.
 *     Between them may lie bytes that are neither free nor an allocation's, lost to rounding
 */
public record DumpedBlock(
        String id,
        long mapCount,
        long totalBytes,
        long unusedBytes,
        long allocations,
        long unusedRanges,
        List<DumpedRange> ranges) {

    /**
     * Checks the figures, and that the ranges lie one after another inside the block.
     *
     * @throws IllegalArgumentException when something cannot be, saying what
     */
    public DumpedBlock {
        if (id.chars().noneMatch(each -> each >= '0' && each <= '9')) {
            throw new IllegalArgumentException("a block's name is '" + id + "': must have a digit");
        }
        Figures.requireCount("MapRefCount", mapCount);
        Figures.requireCount("TotalBytes", totalBytes);
        Figures.requireWithin("UnusedBytes", unusedBytes, "TotalBytes", totalBytes);
        Figures.requireCount("Allocations", allocations);
        Figures.requireCount("UnusedRanges", unusedRanges);
        ranges = List.copyOf(ranges);
        requireInOrder(ranges, totalBytes);
    }

    private static void requireInOrder(List<DumpedRange> ranges, long totalBytes) {
        long end = 0;
        for (DumpedRange each : ranges) {
            if (each.offset() < end) {
                throw new IllegalArgumentException("the range at " + each.offset() + " begins before the end of the one"
                        + " before it, " + end);
            }
            if (each.size() > totalBytes - each.offset()) {
                throw new IllegalArgumentException("the range at " + each.offset() + " of " + each.size()
                        + " bytes ends beyond the block's " + totalBytes);
            }
            end = each.offset() + each.size();
        }
    }

    /**
     * A block of these ranges, whose figures follow from them.
     *
     * @throws IllegalArgumentException when the ranges overlap, or end beyond the block
     */
    public static DumpedBlock of(int number, long mapCount, long totalBytes, List<DumpedRange> ranges) {
        long free = ranges.stream().filter(DumpedRange::isFree).mapToLong(DumpedRange::size).sum();
        long freeRanges = ranges.stream().filter(DumpedRange::isFree).count();
        return new DumpedBlock(Integer.toString(number), mapCount, totalBytes, free, ranges.size() - freeRanges,
                freeRanges, ranges);
    }

    /** Bytes that are not free. */
    public long usedBytes() {
        return totalBytes - unusedBytes;
    }

    /** The largest free range; empty where the dump does not tell. */
    public OptionalLong largestFreeBytes() {
        if (unusedBytes == 0) {
            return OptionalLong.of(0);
        }
        return ranges.stream().filter(DumpedRange::isFree).mapToLong(DumpedRange::size).max();
    }

    /**
     * The free bytes outside the largest free range: those that a request for all that is free
     * cannot have. Empty where the dump does not tell.
     */
    public OptionalLong scatteredBytes() {
        OptionalLong largest = largestFreeBytes();
        return largest.isEmpty() ? largest : OptionalLong.of(Math.max(0, unusedBytes - largest.getAsLong()));
    }
}
