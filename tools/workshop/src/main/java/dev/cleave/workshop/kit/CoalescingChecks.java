package dev.cleave.workshop.kit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** What was split comes together again. */
final class CoalescingChecks {
    private static final int RANDOM_ROUNDS = 3;

    private CoalescingChecks() {}

    /**
     * Units, pairs and mixed blocks, freed in ascending, descending, even-then-odd and random order, join to what the space was. In some rounds the
     * largest blocks are asked for at once, with all that caches hold still there.
     */
    static void anyOrder(Trial trial) {
        trial.onEach(Shapes.all(), (space, random) -> {
            round(space, random, true, (blocks, any) -> blocks);
            round(space, random, false, (blocks, any) -> Histories.descending(blocks));
            round(space, random, true, (blocks, any) -> Histories.evenThenOdd(blocks));
            for (int i = 0; i < trial.steps(RANDOM_ROUNDS); i++) {
                round(space, random, i % 2 == 1, Histories::shuffled);
            }
        });
    }

    private static void round(CheckedAllocator space, SplittableRandom random, boolean drained,
            BiFunction<List<Block>, SplittableRandom, List<Block>> order) {
        for (int size = 0; size <= Math.min(1, space.shape().maxOrder()); size++) {
            PlacementChecks.takeAll(space, size);
            freeInHalves(space, order.apply(space.model().allocated(), random), drained);
        }
        PlacementChecks.fill(space, random);
        freeInHalves(space, order.apply(space.model().allocated(), random), drained);
    }

    /** Half way, what can be joined must be; at the end the space must be whole and its largest blocks to be had. */
    private static void freeInHalves(CheckedAllocator space, List<Block> blocks, boolean drained) {
        space.freeAll(blocks.subList(0, blocks.size() / 2));
        if (drained) {
            space.checkJoined();
        }
        space.freeAll(blocks.subList(blocks.size() / 2, blocks.size()));
        if (drained) {
            space.checkWhole();
        }
        PlacementChecks.takeAll(space, space.shape().maxOrder());
        space.checkBooks();
        space.freeAll(space.model().allocated());
        space.checkWhole();
    }
}
