package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** What was split comes together again. */
final class CoalescingChecks {
    private static final int RANDOM_ROUNDS = 3;

    private CoalescingChecks() {}

    /** Units, pairs and mixed blocks, freed in ascending, descending, even-then-odd and random order, join to what the space was. */
    static void anyOrder(Trial trial) {
        trial.onEach(Shapes.all(), (space, random) -> {
            round(space, random, (blocks, any) -> blocks);
            round(space, random, (blocks, any) -> Histories.descending(blocks));
            round(space, random, (blocks, any) -> Histories.evenThenOdd(blocks));
            for (int i = 0; i < trial.steps(RANDOM_ROUNDS); i++) {
                round(space, random, Histories::shuffled);
            }
        });
    }

    private static void round(CheckedAllocator space, SplittableRandom random,
            BiFunction<List<Block>, SplittableRandom, List<Block>> order) {
        for (int size = 0; size <= Math.min(1, space.shape().maxOrder()); size++) {
            PlacementChecks.takeAll(space, size);
            freeInHalves(space, order.apply(space.model().allocated(), random));
        }
        PlacementChecks.fill(space, random);
        freeInHalves(space, order.apply(space.model().allocated(), random));
    }

    /** Half way, what can be joined must be; at the end the space must be whole and its largest blocks to be had. */
    private static void freeInHalves(CheckedAllocator space, List<Block> blocks) {
        space.freeAll(blocks.subList(0, blocks.size() / 2));
        space.checkJoined();
        space.freeAll(blocks.subList(blocks.size() / 2, blocks.size()));
        space.checkWhole();
        long largest = space.allocate(space.shape().maxOrder());
        if (largest != NO_BLOCK) {
            space.free(largest);
        }
        space.checkWhole();
    }
}
