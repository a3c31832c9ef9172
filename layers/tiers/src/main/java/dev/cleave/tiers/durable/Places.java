package dev.cleave.tiers.durable;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of the data are whose: a buddy space of units, and blocks of it that small objects
 * are packed in. It lies in the Java heap alone and is made anew from the index at each opening.
 *
 * <p>What a commit frees is not free at once: the index in the file may name it until the next
 * checkpoint, and records in the log may change it. It waits, and counts as free meanwhile.
 *
 * <p>Any thread may call; one lock.
 */
final class Places {
    /** The answer where there is no room. */
    static final long NONE = -1;

    private static final int LEAST_BLOCK = 4096;

    /** Larger objects have units of their own. */
    private static final int SMALL_SHARE = 4;

    private final int unitShift;
    private final int blockBytes;
    private final long capacity;
    private final BuddySpace space;
    private final Map<Long, PackedBlock> blocks = new HashMap<>();
    private final Map<Integer, SequencedSet<PackedBlock>> open = new HashMap<>();
    private final List<Freed> waiting = new ArrayList<>();
    private final ArrayDeque<Long> steps = new ArrayDeque<>();

    /** The block in which a place was taken last: objects that came together lie together. */
    private @Nullable PackedBlock lastFound;

    private long grownBytes;
    private long usedBytes;
    private long waitingBytes;

    private record Freed(long place, long byteSize) {}

    /**
     * Places of which none is taken.
     *
     * @param dataBytes that have room; what lies behind is not handed out
     * @param step bytes that are added at least
     */
    Places(Layout layout, long dataBytes, long step) {
        unitShift = Integer.numberOfTrailingZeros(layout.unit());
        blockBytes = blockBytes(layout.unit());
        capacity = layout.capacity() & -blockBytes;
        grownBytes = Math.min(dataBytes & -blockBytes, capacity);
        space = BuddySpace.builder(capacity >>> unitShift).magazines(false).build();
        long stepBytes = step + blockBytes - 1 & -blockBytes;
        for (long from = grownBytes; from < capacity; from += stepBytes) {
            long bytes = Math.min(stepBytes, capacity - from);
            require(space.tryAllocateAt(from >>> unitShift, bytes >>> unitShift));
            steps.add(from);
        }
    }

    /** Bytes of a block that small objects are packed in: capacities and steps are multiples. */
    static int blockBytes(int unit) {
        return Math.max(LEAST_BLOCK, unit);
    }

    private static void require(boolean taken) {
        if (!taken) {
            throw new IllegalStateException("the units of a fresh space are not free");
        }
    }

    /** Bytes that a place for an object of so many takes. */
    long placeBytes(long byteSize) {
        return isSmall(byteSize) ? PackedSizes.roundUp(byteSize) : units(byteSize) << unitShift;
    }

    private boolean isSmall(long byteSize) {
        return byteSize <= blockBytes / SMALL_SHARE;
    }

    private long units(long byteSize) {
        return (byteSize - 1 >>> unitShift) + 1;
    }

    /** A place for so many bytes, or {@link #NONE}. */
    synchronized long allocate(long byteSize) {
        if (byteSize > capacity) {
            return NONE;
        }
        long place = isSmall(byteSize) ? allocateSmall((int) PackedSizes.roundUp(byteSize)) : allocateUnits(byteSize);
        if (place != NONE) {
            usedBytes += placeBytes(byteSize);
        }
        return place;
    }

    private long allocateUnits(long byteSize) {
        long unit = space.allocateExtent(units(byteSize));
        return unit == BuddySpace.NO_BLOCK ? NONE : unit << unitShift;
    }

    private long allocateSmall(int placeBytes) {
        SequencedSet<PackedBlock> ofSize = openOf(placeBytes);
        PackedBlock block = ofSize.isEmpty() ? null : ofSize.getFirst();
        if (block == null) {
            long unit = space.allocate(Integer.numberOfTrailingZeros(blockBytes >>> unitShift));
            if (unit == BuddySpace.NO_BLOCK) {
                return NONE;
            }
            block = addBlock(unit << unitShift, placeBytes);
        }
        long place = block.take();
        if (block.isFull()) {
            ofSize.removeFirst();
        }
        return place;
    }

    /** A block whose units were taken; where there is no Java heap for it they go back. */
    private PackedBlock addBlock(long start, int placeBytes) {
        Long key = null;
        boolean added = false;
        try {
            key = start;
            PackedBlock block = new PackedBlock(start, blockBytes, placeBytes);
            blocks.put(key, block);
            openOf(placeBytes).addFirst(block);
            added = true;
            return block;
        } finally {
            if (!added) {
                if (key != null) {
                    blocks.remove(key);
                }
                space.free(start >>> unitShift);
            }
        }
    }

    private SequencedSet<PackedBlock> openOf(int placeBytes) {
        return open.computeIfAbsent(placeBytes, _ -> new LinkedHashSet<>());
    }

    /**
     * Takes the place that an object has in the file.
     *
     * @return false where a part of it is taken, or no such place can be
     */
    synchronized boolean takeAt(long place, long byteSize) {
        if (place < 0 || byteSize < 1 || byteSize > grownBytes - place) {
            return false;
        }
        boolean taken = isSmall(byteSize)
                ? takeSmallAt(place, (int) PackedSizes.roundUp(byteSize))
                : (place & (1L << unitShift) - 1) == 0
                        && units(byteSize) << unitShift <= grownBytes - place
                        && space.tryAllocateAt(place >>> unitShift, units(byteSize));
        if (taken) {
            usedBytes += placeBytes(byteSize);
        }
        return taken;
    }

    private boolean takeSmallAt(long place, int placeBytes) {
        PackedBlock block = blockAt(place & -blockBytes, placeBytes);
        if (block == null || block.placeBytes() != placeBytes || !block.takeAt(place)) {
            return false;
        }
        if (block.isFull()) {
            openOf(placeBytes).remove(block);
        }
        return true;
    }

    /**
     * The block that begins at a byte, made where its units are free; nothing where they are not.
     */
    private @Nullable PackedBlock blockAt(long start, int placeBytes) {
        PackedBlock block = lastFound;
        if (block == null || block.start() != start) {
            block = blocks.get(start);
            if (block == null && space.tryAllocateAt(start >>> unitShift, blockBytes >>> unitShift)) {
                block = addBlock(start, placeBytes);
            }
            lastFound = block;
        }
        return block;
    }

    /** Gives a place back that nothing in the file names. */
    synchronized void free(long place, long byteSize) {
        if (isSmall(byteSize)) {
            freeSmall(place, (int) PackedSizes.roundUp(byteSize));
        } else {
            space.free(place >>> unitShift);
        }
        usedBytes -= placeBytes(byteSize);
    }

    /** What it needs of the Java heap it takes before the place is given back. */
    private void freeSmall(long place, int placeBytes) {
        Long start = place & -blockBytes;
        PackedBlock block = blocks.get(start);
        if (block == null || !block.has(place)) {
            throw new IllegalStateException("place " + place + " of " + placeBytes + " bytes is not taken");
        }
        SequencedSet<PackedBlock> ofSize = openOf(placeBytes);
        if (block.isFull()) {
            ofSize.addLast(block);
        }
        boolean unused = block.give(place);
        if (block.used() == 0) {
            ofSize.remove(block);
            blocks.remove(start);
            lastFound = null;
            space.free(block.start() >>> unitShift);
        }
    }

    /** As {@link #free}, at the next checkpoint. */
    synchronized void freeLater(long place, long byteSize) {
        waiting.add(new Freed(place, byteSize));
        waitingBytes += placeBytes(byteSize);
    }

    /** A checkpoint is durable: what waited is free. */
    synchronized void freeWaiting() {
        waiting.forEach(each -> free(each.place(), each.byteSize()));
        waiting.clear();
        waitingBytes = 0;
    }

    /** Room was made for the next bytes: to the end of the step that this lies in. */
    synchronized void grownTo(long dataBytes) {
        while (!steps.isEmpty() && steps.getFirst() < dataBytes) {
            space.free(steps.removeFirst() >>> unitShift);
        }
        grownBytes = dataBytes;
    }

    /**
     * How long the data must be for so many bytes more; the present length where no more can be
     * had.
     */
    synchronized long nextStep(long byteSize) {
        long end = grownBytes;
        for (long from : steps) {
            if (from > end || from - grownBytes >= byteSize && end > grownBytes) {
                break;
            }
            end = endOf(from);
        }
        return end;
    }

    private long endOf(long from) {
        return from + (space.unitsOf(from >>> unitShift) << unitShift);
    }

    /** Bytes of places that are taken, and do not wait to be free. */
    synchronized long usedBytes() {
        return usedBytes - waitingBytes;
    }

    /** Bytes that wait to be free. */
    synchronized long waitingBytes() {
        return waitingBytes;
    }

    /** Bytes that room was made for. */
    synchronized long grownBytes() {
        return grownBytes;
    }

    /**
     * Bytes that nobody has, counted where they are free and not by what is used: free units, free
     * places of blocks, what the file may grow by, what waits.
     */
    synchronized long freeBytes() {
        long bytes = (space.freeUnits() << unitShift) + capacity - grownBytes + waitingBytes;
        for (PackedBlock each : blocks.values()) {
            bytes += blockBytes - (long) each.used() * each.placeBytes();
        }
        return bytes;
    }

    /** Bytes that can be had, all in all. */
    long capacity() {
        return capacity;
    }

    /** Checks the space. */
    synchronized void verify() {
        space.verify();
    }
}
