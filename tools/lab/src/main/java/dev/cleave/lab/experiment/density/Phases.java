package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.LiveObjects;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rounds, in each of which a large block comes and goes and some small ones come that stay, until
 * the large one is refused.
 *
 * @param large bytes of the large block
 */
record Phases(long large, long capacity) implements DensityLoad {
    static final String KIND = "phases";

    /** Small blocks that stay of each round. */
    static final int KEPT = 64;

    /** The capacity in terms of a small block. */
    static final int SMALL_BLOCKS = 8192;

    private static final int JAVA_BYTES_A_BLOCK = 20;

    /** Bytes of a small block. */
    long small() {
        return capacity / SMALL_BLOCKS;
    }

    @Override
    public long javaHeapBytes() {
        return JAVA_BYTES_A_BLOCK * SMALL_BLOCKS;
    }

    @Override
    public LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales) {
        LiveObjects objects = open(allocator, written);
        boolean served = true;
        while (served && objects.liveBytes() + large <= capacity) {
            served = comeAndGo(objects, scales) && keep(objects);
        }
        long live = objects.liveBytes();
        objects.freeAll();
        return LoadOutcome.full(live);
    }

    /**
     * The largest block that is served after as many rounds as it takes until so many bytes of
     * small blocks are live, with whatever large blocks were refused on the way.
     *
     * @param liveBytes 0 to the capacity
     */
    long largestServedAt(long liveBytes, ByteAllocator allocator) {
        LiveObjects objects = open(allocator, false);
        boolean served = true;
        while (served && objects.liveBytes() < liveBytes) {
            comeAndGo(objects, Scales.NONE);
            served = keep(objects);
        }
        long largest = largestServed(allocator, capacity - objects.liveBytes());
        objects.freeAll();
        return largest;
    }

    private static LiveObjects open(ByteAllocator allocator, boolean written) {
        return new LiveObjects(allocator, SMALL_BLOCKS + 1, new SplittableRandom(), written);
    }

    private boolean comeAndGo(LiveObjects objects, Scales scales) {
        if (!objects.tryAllocate(large)) {
            return false;
        }
        scales.weigh(objects.liveBytes());
        objects.freeAnySince(objects.live() - 1);
        return true;
    }

    private boolean keep(LiveObjects objects) {
        boolean served = true;
        for (int each = 0; served && each < KEPT && objects.live() < SMALL_BLOCKS; each++) {
            served = objects.tryAllocate(small());
        }
        return served;
    }

    /** By halving, to a unit: a block is asked for and, if it is served, freed again. */
    private static long largestServed(ByteAllocator allocator, long most) {
        long served = 0;
        long refused = most / OrderedBlocks.UNIT + 1;
        while (refused - served > 1) {
            long middle = served + refused >>> 1;
            long address = allocator.allocate(middle * OrderedBlocks.UNIT, SMALL_BLOCKS);
            if (address == ByteAllocator.NO_ADDRESS) {
                refused = middle;
            } else {
                allocator.free(address, SMALL_BLOCKS);
                served = middle;
            }
        }
        return served * OrderedBlocks.UNIT;
    }

    @Override
    public List<String> toArguments() {
        return List.of(KIND, Long.toString(large), Long.toString(capacity));
    }
}
