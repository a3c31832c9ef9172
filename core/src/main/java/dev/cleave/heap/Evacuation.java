package dev.cleave.heap;

import dev.cleave.memory.CheapestWindow;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes room in a full pool by having the heap's own blocks moved: out of the slabs with the least
 * in them, or out of the window of the pool that costs least. A slab is closed before, so that
 * nobody takes its slots; what was free in a window is held meanwhile, so that nothing moves there.
 */
final class Evacuation {
    /** Others may take what was just made room, or a mover refuse what stands there. */
    private static final int ATTEMPTS = 8;

    /**
     * For a slot, so much of the pool is freed at once: a choice of slabs costs a look at them all.
     */
    private static final int BATCH_SHIFT = 6;

    /** For a large block, so much of its own length is freed besides. */
    private static final int ROOM_SHIFT = 3;

    /** No room can be made. */
    private static final long NO_WAY = -1;

    private final Pool pool;
    private final SlabMap map;
    private final Slabs slabs;
    private final SlabBlocks slabBlocks;
    private final LargeBlocks largeBlocks;
    private final PlainBlocks blocks;
    private final long base;
    private final int unitShift;
    private boolean moving;

    Evacuation(
            Pool pool, SlabMap map, Slabs slabs, SlabBlocks slabBlocks, LargeBlocks largeBlocks, PlainBlocks blocks) {
        this.pool = pool;
        this.map = map;
        this.slabs = slabs;
        this.slabBlocks = slabBlocks;
        this.largeBlocks = largeBlocks;
        this.blocks = blocks;
        base = pool.baseAddress();
        unitShift = Long.numberOfTrailingZeros(pool.unit());
    }

    /** As {@link Heap#allocateMoving}. */
    synchronized long allocate(long byteSize, BlockMover mover) {
        long address = blocks.tryAllocate(byteSize, 1);
        if (address != 0 || moving) {
            return address;
        }
        moving = true;
        try {
            giveBackEmpty();
            Set<Long> stuck = new HashSet<>();
            for (int attempt = 0; address == 0 && attempt < ATTEMPTS; attempt++) {
                address = byteSize <= SizeClasses.LARGEST
                        ? inSparse(byteSize, mover, stuck)
                        : inWindow(byteSize, attempt + 1, mover, stuck);
                if (address == NO_WAY) {
                    return 0;
                }
            }
            return address;
        } finally {
            moving = false;
        }
    }

    private void giveBackEmpty() {
        slabs.trim();
        largeBlocks.trim();
    }

    // --------------------------------------------------------------------------------------------------------- sparse

    private long inSparse(long byteSize, BlockMover mover, Set<Long> stuck) {
        long freed = thin(Math.max(bytesOfUnits(byteSize), pool.cap() >>> BATCH_SHIFT), mover, stuck);
        long address = blocks.tryAllocate(byteSize, 1);
        return address == 0 && freed == 0 ? NO_WAY : address;
    }

    /** Empties the slabs with the least in them until so many bytes are free; answers how many. */
    private long thin(long byteSize, BlockMover mover, Set<Long> stuck) {
        Deque<Slab> closed = new ArrayDeque<>();
        long freed = 0;
        try {
            for (Slab each : sparsest(byteSize, stuck)) {
                if (slabs.close(each)) {
                    closed.add(each);
                }
            }
            while (!closed.isEmpty()) {
                moveOut(closed.getFirst(), mover, stuck);
                freed += end(closed.removeFirst());
            }
        } finally {
            closed.forEach(this::end);
        }
        return freed;
    }

    /**
     * A closed slab serves again, unless it is empty: answers how many bytes went back to the pool.
     */
    private long end(Slab slab) {
        long bytes = (long) slab.units() << unitShift;
        if (Shelf.retireOrReopen(slab)) {
            slabBlocks.giveBack(slab);
            return bytes;
        }
        return 0;
    }

    /**
     * What a slab holds now.
     *
     * @param taken bytes of its slots that are in use
     * @param free bytes of the others
     */
    private record Filling(Slab slab, long taken, long free) {}

    /** Slabs, the emptiest first, whose slots in use find room in the others of their class. */
    private List<Slab> sparsest(long byteSize, Set<Long> stuck) {
        List<Filling> fillings = new ArrayList<>();
        long[] room = new long[SizeClasses.COUNT];
        map.forEach(slab -> {
            long free = (long) slab.freeSlots() * slab.slotBytes;
            room[slab.sizeClass] += free;
            if (free > 0 && !stuck.contains(slab.start())) {
                fillings.add(new Filling(slab, (long) slab.slots() * slab.slotBytes - free, free));
            }
        }, large -> {});
        fillings.sort(Comparator.comparingDouble(each -> (double) each.taken / (each.taken + each.free)));
        List<Slab> chosen = new ArrayList<>();
        long bytes = 0;
        for (Filling each : fillings) {
            long left = room[each.slab.sizeClass] - each.free - each.taken;
            if (bytes < byteSize && left >= 0) {
                room[each.slab.sizeClass] = left;
                chosen.add(each.slab);
                bytes += each.free;
            }
        }
        return chosen;
    }

    /** Moves what is in a closed slab; one block that stays ends that. */
    private void moveOut(Slab slab, BlockMover mover, Set<Long> stuck) {
        for (int slot = 0; slot < slab.slots(); slot++) {
            long address = slab.start() + (long) slot * slab.slotBytes;
            if (!slab.isFree(slot) && !mover.move(address, slab.slotBytes) && !slab.isFree(slot)) {
                stuck.add(slab.start());
                return;
            }
        }
    }

    // --------------------------------------------------------------------------------------------------------- window

    /**
     * A block in a window of its own. What is moved out takes more room than the window has, as
     * slabs stick out of it: so much more is freed before, and still more at each attempt.
     */
    private long inWindow(long byteSize, int attempt, BlockMover mover, Set<Long> stuck) {
        long length = bytesOfUnits(byteSize);
        long wanted = length + attempt * (length >>> ROOM_SHIFT);
        if (pool.freeBytes() < wanted) {
            thin(wanted - pool.freeBytes(), mover, stuck);
        }
        if (pool.freeBytes() < length) {
            return NO_WAY;
        }
        PoolRange window = CheapestWindow.of(
                pool, length, (address, bytes, leased) -> cost(address, bytes, length, stuck))
                .orElse(null);
        if (window == null) {
            return NO_WAY;
        }
        vacate(window, mover, stuck);
        return largeBlocks.tryAllocateWithin(window, byteSize);
    }

    /** A block as long as the window finds no other place: there is none, or it would be taken. */
    private long cost(long address, long byteSize, long length, Set<Long> stuck) {
        long unit = unit(address);
        if (unit < 0 || unit >= pool.capacity() >>> unitShift || stuck.contains(address)) {
            return CheapestWindow.IMMOVABLE;
        }
        Slab slab = map.slabAt(unit);
        if (slab != null && slab.start() == address) {
            return (long) (slab.slots() - slab.freeSlots()) * slab.slotBytes;
        }
        return map.isLarge(unit) && byteSize < length ? byteSize : CheapestWindow.IMMOVABLE;
    }

    /** Whatever becomes free in the window meanwhile is held to the end, and goes back together. */
    private void vacate(PoolRange window, BlockMover mover, Set<Long> stuck) {
        List<Slab> closed = new ArrayList<>();
        List<Long> large = new ArrayList<>();
        List<Long> held = new ArrayList<>();
        try {
            survey(window, closed, large, held);
            while (!closed.isEmpty()) {
                Slab each = closed.getLast();
                moveOut(each, mover, stuck);
                closed.removeLast();
                if (Shelf.retireOrReopen(each)) {
                    long address = each.start();
                    slabBlocks.keepLeased(each);
                    held.add(address);
                }
            }
            for (long each : large) {
                moveLarge(each, mover, stuck, held);
            }
        } finally {
            closed.forEach(this::end);
            held.forEach(pool.leases()::giveBack);
        }
    }

    /**
     * Closes the slabs of a window, notes its large blocks, and holds what lies free between them.
     */
    private void survey(PoolRange window, List<Slab> closed, List<Long> large, List<Long> held) {
        long end = unit(window.to());
        long free = unit(window.from());
        for (long unit = free; unit < end;) {
            Slab slab = map.slabAt(unit);
            long units = slab != null ? slab.units() : map.isLarge(unit) ? largeBlocks.unitsAt(unit) : 0;
            if (units == 0) {
                unit++;
                continue;
            }
            hold(free, unit, held);
            if (slab == null) {
                large.add(address(unit));
            } else if (slabs.close(slab)) {
                closed.add(slab);
            }
            unit += units;
            free = unit;
        }
        hold(free, end, held);
    }

    private void hold(long from, long end, List<Long> held) {
        if (end > from) {
            PoolRange range = new PoolRange(address(from), address(end));
            long address = pool.leases().ofParts().tryLeaseWithin(range, range.to() - range.from(), 1);
            if (address != 0) {
                held.add(address);
            }
        }
    }

    private void moveLarge(long address, BlockMover mover, Set<Long> stuck, List<Long> held) {
        long units = largeBlocks.unitsAt(unit(address));
        if (units == 0 || !mover.move(address, units << unitShift)) {
            stuck.add(address);
            return;
        }
        largeBlocks.trim();
        hold(unit(address), unit(address) + units, held);
    }

    private long bytesOfUnits(long byteSize) {
        return (byteSize - 1 >>> unitShift) + 1 << unitShift;
    }

    private long unit(long address) {
        return address - base >> unitShift;
    }

    private long address(long unit) {
        return base + (unit << unitShift);
    }
}
