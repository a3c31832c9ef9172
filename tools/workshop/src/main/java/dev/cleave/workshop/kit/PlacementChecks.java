package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Where blocks come to lie, how many there are, and when there are no more. */
final class PlacementChecks {
    private static final int MOST_UNIT_COUNTS = 80;

    private PlacementChecks() {}

    /** A space just opened is wholly free, in the largest blocks; for aligned allocators those of {@link Shape#forEachRoot}. */
    static void freshSpace(Trial trial) {
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            space.checkBooks();
            if (space.aligned()) {
                long[] expected = new long[space.shape().maxOrder() + 1];
                space.shape().forEachRoot((offset, units) -> expected[Long.numberOfTrailingZeros(units)]++);
                long[] told = space.allocator().freeBlocksByOrder();
                if (!Arrays.equals(expected, told)) {
                    throw new AssertionError("a fresh space has free blocks " + Arrays.toString(told)
                            + " by order, expected " + Arrays.toString(expected));
                }
            }
            space.checkJoined();
        });
    }

    /** Blocks of mixed orders, until no unit is free, are inside the space and share no unit. */
    static void uniqueness(Trial trial) {
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            fill(space, random);
            space.checkBooks();
            space.freeAll(Histories.shuffled(space.model().allocated(), random));
            space.checkWhole();
        });
    }

    /** Of each order in turn, beside blocks that lie in the way, blocks begin at multiples of their size. */
    static void alignment(Trial trial) {
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            for (int order = 0; order <= space.shape().maxOrder(); order++) {
                for (int other = 0; other <= space.shape().maxOrder(); other++) {
                    space.allocate(other);
                    space.allocate(order);
                    space.allocate(0);
                }
                space.checkBooks();
                space.freeAll(Histories.shuffled(space.model().allocated(), random));
            }
            space.checkWhole();
        });
    }

    /** Of each order, there are as many blocks as fit; the rest can be had in units; then all is refused; nothing is lost from order to order. */
    static void exhaustion(Trial trial) {
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            int largest = space.shape().maxOrder();
            boolean isLarge = Shapes.isLarge(space.shape());
            for (int order = isLarge ? 0 : largest; order >= 0; order--) {
                drainBy(space, order);
                space.checkBooks();
                requireFull(space);
                List<Block> blocks = space.model().allocated();
                space.freeAll(isLarge ? blocks : Histories.shuffled(blocks, random));
                space.checkWhole();
            }
        });
    }

    /** While blocks are allocated and freed one by one, the free blocks of each order are those of the model. */
    static void blockCounts(Trial trial) {
        trial.onEach(Shapes.upTo(100), (space, random) -> {
            for (int order = 0; order <= space.shape().maxOrder(); order++) {
                while (space.allocate(order) != NO_BLOCK) {
                    space.checkJoined();
                }
                List<Block> blocks = Histories.evenThenOdd(space.model().allocated());
                for (Block each : blocks) {
                    space.free(each.offset());
                    space.checkJoined();
                }
                space.checkWhole();
            }
        });
    }

    /** A block of any number of units has at least so many, and no more than a block of the order that holds them. */
    static void unitCounts(Trial trial) {
        trial.onEach(Shapes.all(), (space, random) -> {
            long most = 1L << space.shape().maxOrder();
            for (long units = 1; units <= Math.min(most, MOST_UNIT_COUNTS); units++) {
                space.allocateUnits(units);
                space.allocateUnits(most - units + 1);
                space.allocate(0);
                space.checkBooks();
                if (units % 3 == 0) {
                    space.freeAll(Histories.shuffled(space.model().allocated(), random));
                    space.checkJoined();
                }
            }
            space.freeAll(space.model().allocated());
            space.checkWhole();
        });
    }

    /** Allocates random orders, then units, until no unit is free. */
    static void fill(CheckedAllocator space, SplittableRandom random) {
        for (int order = space.shape().maxOrder(); order > 0;) {
            if (space.allocate(random.nextInt(order + 1)) == NO_BLOCK) {
                order--;
            }
        }
        drainBy(space, 0);
    }

    /** Allocates blocks of an order until it is refused: how many. */
    static long takeAll(CheckedAllocator space, int order) {
        long got = 0;
        while (space.allocate(order) != NO_BLOCK) {
            got++;
        }
        return got;
    }

    /** Takes blocks of an order as long as there are any, and then units: an aligned space has an exact number of the former, any of the latter. */
    private static void drainBy(CheckedAllocator space, int order) {
        long expected = 0;
        if (space.aligned()) {
            for (Block root : space.model().joinedFreeBlocks()) {
                expected += root.units() >> order;
            }
        }
        long got = takeAll(space, order);
        if (space.aligned() && got != expected) {
            throw new AssertionError(got + " blocks of order " + order + " were to be had, expected " + expected);
        }
        takeAll(space, 0);
        if (space.model().freeUnits() != 0) {
            throw new AssertionError(space.model().freeUnits() + " units were left when allocate(0) refused");
        }
    }

    private static void requireFull(CheckedAllocator space) {
        for (int order = 0; order <= space.shape().maxOrder(); order++) {
            long offset = space.allocate(order);
            if (offset != NO_BLOCK) {
                throw new AssertionError("allocate(" + order + ") on a full space answered " + offset);
            }
        }
        if (!space.freeBlocks().isEmpty()) {
            throw new AssertionError("free blocks in a full space: " + space.freeBlocks());
        }
    }
}
