package dev.cleave.buddy;

import static dev.cleave.buddy.BuddySpace.NO_BLOCK;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A thread's part in a crowd on one space: it allocates by every call there is until it holds its share, then frees about as much
 * as it allocates. Some blocks change hands over an exchange, to be freed by whoever finds them.
 */
final class StressWorker {
    /** A block and who holds it. */
    record Held(long owner, long offset, long count) {}

    private static final int BULK = 24;

    private final BuddySpace space;
    private final OwnerMap owners;
    private final AtomicReferenceArray<Held> exchange;
    private final long owner;
    private final SplittableRandom random;
    private final long share;
    private final List<Held> mine = new ArrayList<>();
    private final long[] bulk = new long[BULK];
    private long heldUnits;

    StressWorker(BuddySpace space, OwnerMap owners, AtomicReferenceArray<Held> exchange, long owner, long seed,
            long share) {
        this.space = space;
        this.owners = owners;
        this.exchange = exchange;
        this.owner = owner;
        this.random = new SplittableRandom(seed);
        this.share = share;
    }

    Void run(int steps) {
        for (int step = 0; step < steps; step++) {
            int choice = random.nextInt(100);
            if (choice < 6) {
                swap();
            } else if (choice < 7) {
                misuse();
            } else if (choice < 14) {
                resize();
            } else if (heldUnits < share && random.nextInt(8) < 5) {
                allocate(choice);
            } else {
                free(choice);
            }
        }
        return null;
    }

    private void allocate(int choice) {
        int order = Math.min(space.maxOrder(), Long.numberOfTrailingZeros(random.nextLong() | 1L << 9));
        if (choice < 50) {
            hold(space.allocate(order), 1L << order);
        } else if (choice < 75) {
            long count = 1 + random.nextLong(Math.min(space.units(), choice >= 73 ? 1000 : 100));
            hold((choice & 1) == 0 ? space.allocateUnits(count) : space.allocateExtent(count), count);
        } else if (choice < 90) {
            long offset = random.nextLong(space.units() >> order) << order;
            if (space.allocateAt(offset, order)) {
                hold(offset, 1L << order);
            }
        } else {
            int small = order & 3;
            int bulkOrder = Math.min(space.maxOrder(), small);
            int got = space.allocateMany(bulkOrder, bulk, 0, 1 + random.nextInt(BULK));
            for (int i = 0; i < got; i++) {
                hold(bulk[i], 1L << bulkOrder);
            }
        }
    }

    private void hold(long offset, long count) {
        if (offset != NO_BLOCK) {
            owners.take(owner, offset, count);
            if (space.unitsOf(offset) != count) {
                throw new AssertionError(
                        count + " units asked for at " + offset + ", " + space.unitsOf(offset) + " there");
            }
            mine.add(new Held(owner, offset, count));
            heldUnits += count;
        }
    }

    private void free(int choice) {
        if (choice < 85) {
            Held held = takeOne();
            if (held != null) {
                owners.give(held.owner, held.offset, held.count);
                space.free(held.offset);
            }
            return;
        }
        int count = 0;
        for (int wanted = random.nextInt(BULK); count < wanted && !mine.isEmpty(); count++) {
            Held held = takeOne();
            owners.give(held.owner, held.offset, held.count);
            bulk[count] = held.offset;
        }
        space.freeMany(bulk, 0, count);
    }

    /** Makes the last block longer or shorter: what it loses is given back first, what it gains is taken then. */
    private void resize() {
        if (mine.isEmpty()) {
            return;
        }
        Held held = mine.removeLast();
        long count = 1 + random.nextLong(Math.min(space.units(), 2 * held.count + 2));
        owners.give(held.owner, held.offset + Math.min(count, held.count), Math.max(0, held.count - count));
        if (space.resize(held.offset, count)) {
            owners.take(held.owner, held.offset + Math.min(count, held.count), Math.max(0, count - held.count));
        } else if (count <= held.count) {
            throw new AssertionError(held.count + " units at " + held.offset + " were not cut to " + count);
        } else {
            count = held.count;
        }
        if (space.unitsOf(held.offset) != count) {
            throw new AssertionError(count + " units at " + held.offset + ", " + space.unitsOf(held.offset) + " there");
        }
        mine.add(new Held(held.owner, held.offset, count));
        heldUnits += count - held.count;
    }

    private Held takeOne() {
        if (mine.isEmpty()) {
            return null;
        }
        int victim = random.nextInt(mine.size());
        Held held = mine.get(victim);
        mine.set(victim, mine.getLast());
        mine.removeLast();
        heldUnits -= held.count;
        return held;
    }

    /** Puts a block up for anyone, and takes over or frees the one that was there. */
    private void swap() {
        Held found = exchange.getAndSet(random.nextInt(exchange.length()), takeOne());
        if (found != null) {
            owners.give(found.owner, found.offset, found.count);
            space.free(found.offset);
        }
    }

    /** A free that must be refused, whatever the others do: from inside a block of one's own, or outside of the space. */
    private void misuse() {
        long wrong = space.units() + random.nextLong(100);
        if (!mine.isEmpty() && mine.getLast().count > 1) {
            Held held = mine.getLast();
            wrong = held.offset + 1 + random.nextLong(held.count - 1);
        }
        try {
            space.free(wrong);
        } catch (IllegalArgumentException refused) {
            return;
        }
        throw new AssertionError("free of " + wrong + " was not refused");
    }

    long heldUnits() {
        return heldUnits;
    }

    static long heldUnits(AtomicReferenceArray<Held> exchange) {
        long units = 0;
        for (int i = 0; i < exchange.length(); i++) {
            Held held = exchange.get(i);
            units += held == null ? 0 : held.count;
        }
        return units;
    }

    void freeAll() {
        while (!mine.isEmpty()) {
            Held held = takeOne();
            owners.give(held.owner, held.offset, held.count);
            space.free(held.offset);
        }
    }

    void freeAll(AtomicReferenceArray<Held> exchange) {
        for (int i = 0; i < exchange.length(); i++) {
            Held held = exchange.getAndSet(i, null);
            if (held != null) {
                owners.give(held.owner, held.offset, held.count);
                space.free(held.offset);
            }
        }
    }
}
