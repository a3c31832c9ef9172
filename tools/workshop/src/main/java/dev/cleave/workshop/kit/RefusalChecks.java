package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.List;

/** What must be refused, and harm nothing. */
final class RefusalChecks {
    private static final int MOST_BLOCKS = 40;

    private RefusalChecks() {}

    /** A block freed once cannot be freed again: at once, after its neighbours were freed, after draining. */
    static void doubleFree(Trial trial) {
        trial.onEach(Shapes.upTo(1000), (space, random) -> {
            for (int order = 0; order <= space.shape().maxOrder(); order++) {
                for (int i = 0; i < MOST_BLOCKS && space.allocate(order) != NO_BLOCK; i++) {
                    space.allocate(0);
                }
                List<Block> blocks = Histories.shuffled(space.model().allocated(), random);
                for (Block each : blocks) {
                    space.free(each.offset());
                    space.misuse(each.offset());
                }
                space.checkWhole();
                blocks.stream().limit(MOST_BLOCKS).forEach(each -> space.misuse(each.offset()));
                space.checkWhole();
            }
        });
    }

    /** Offsets inside of blocks, of free units, below the space and behind it begin no block. */
    static void foreignFree(Trial trial) {
        trial.onEach(Shapes.upTo(1000), (space, random) -> {
            outside(space);
            everyUnit(space);
            for (int order = space.shape().maxOrder(); order >= 0; order--) {
                space.allocate(order);
                everyUnit(space);
            }
            space.allocateUnits((1L << space.shape().maxOrder()) * 3 / 4 + 1 >> 1 | 1);
            everyUnit(space);
            outside(space);
            space.checkBooks();
            space.freeAll(Histories.shuffled(space.model().allocated(), random));
            everyUnit(space);
            space.checkWhole();
        });
    }

    /** Orders and numbers of units out of range are refused, on a space that has room and on a full one. */
    static void badRequests(Trial trial) {
        trial.onEach(Shapes.upTo(1000), (space, random) -> {
            requests(space);
            PlacementChecks.fill(space, random);
            requests(space);
            space.freeAll(space.model().allocated());
            space.checkWhole();
        });
    }

    private static void requests(CheckedAllocator space) {
        BlockAllocator allocator = space.allocator();
        int largest = space.shape().maxOrder();
        for (int order : new int[] {-1, Integer.MIN_VALUE, largest + 1, largest + 32, 63, 64, Integer.MAX_VALUE}) {
            space.badRequest("allocate", asked -> allocator.allocate((int) asked), order);
        }
        for (long units : new long[] {0, -1, Long.MIN_VALUE, (1L << largest) + 1, Long.MAX_VALUE}) {
            space.badRequest("allocateUnits", allocator::allocateUnits, units);
        }
        space.checkBooks();
    }

    private static void outside(CheckedAllocator space) {
        long units = space.shape().units();
        for (long offset : new long[] {-1, -units, Long.MIN_VALUE, units, units + 1, 2 * units, 1L << 31, 1L << 32,
            1L << 40, Long.MAX_VALUE}) {
            space.misuse(offset);
        }
    }

    /** Tries units at which no block begins: all of a small space, a sample of a larger one. */
    private static void everyUnit(CheckedAllocator space) {
        long stride = 1 + space.shape().units() / 100;
        for (long offset = 0; offset < space.shape().units(); offset += stride) {
            if (!space.model().begins(offset)) {
                space.misuse(offset);
            }
        }
        for (Block each : space.model().allocated()) {
            if (each.units() > 1) {
                space.misuse(each.offset() + 1);
                space.misuse(each.end() - 1);
            }
        }
    }
}
