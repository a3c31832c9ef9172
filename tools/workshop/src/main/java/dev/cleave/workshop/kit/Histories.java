package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Orders in which blocks are freed, and histories without a plan. */
final class Histories {
    private static final int SMALL_STEPS = 1500;
    private static final int LARGE_STEPS = 4000;
    private static final long SMALL = 100;
    private static final int LARGE_STRIDE = 211;
    private static final int WAVE = 400;

    private Histories() {}

    /** Waves of random calls, good and bad, that fill the space and empty it; every answer and the books compared with the model's. */
    static void random(Trial trial) {
        trial.onEach(Shapes.allAndLarge(), (space, random) -> {
            boolean small = space.shape().units() <= SMALL;
            int steps = trial.steps(small ? SMALL_STEPS : LARGE_STEPS);
            History history = new History(space, random);
            for (int step = 0; step < steps; step++) {
                boolean filling = step / WAVE % 2 == 0;
                history.step(filling ? 60 : 30);
                if (small || step % LARGE_STRIDE == 0) {
                    space.checkBooks();
                }
            }
            space.freeAll(shuffled(space.model().allocated(), random));
            space.checkWhole();
        });
    }

    static List<Block> descending(List<Block> blocks) {
        return blocks.reversed();
    }

    /** First every other block, then those between: no block can join before the second half. */
    static List<Block> evenThenOdd(List<Block> blocks) {
        List<Block> order = new ArrayList<>();
        for (int parity = 0; parity < 2; parity++) {
            for (int i = parity; i < blocks.size(); i += 2) {
                order.add(blocks.get(i));
            }
        }
        return order;
    }

    static List<Block> shuffled(List<Block> blocks, SplittableRandom random) {
        List<Block> order = new ArrayList<>(blocks);
        for (int i = order.size() - 1; i > 0; i--) {
            Block swapped = order.set(random.nextInt(i + 1), order.get(i));
            order.set(i, swapped);
        }
        return order;
    }

    /** A space on its way, and the blocks that it holds in the order in which random frees pick them. */
    private static final class History {
        private final CheckedAllocator space;
        private final SplittableRandom random;
        private final List<Long> live = new ArrayList<>();

        History(CheckedAllocator space, SplittableRandom random) {
            this.space = space;
            this.random = random;
        }

        /** One call: an allocation in so many cases of a hundred, rarely something else, otherwise a free. */
        void step(int allocations) {
            int choice = random.nextInt(100);
            if (choice < allocations) {
                allocate(choice % 8 == 0);
            } else if (choice < allocations + 2) {
                space.checkJoined();
            } else if (choice < allocations + 5) {
                misuse();
            } else if (!live.isEmpty()) {
                int victim = random.nextInt(live.size());
                long offset = live.get(victim);
                live.set(victim, live.getLast());
                live.removeLast();
                space.free(offset);
            }
        }

        private void allocate(boolean byUnits) {
            int order = random.nextInt(random.nextInt(space.shape().maxOrder() + 1) + 1);
            long offset = byUnits ? space.allocateUnits(1 + random.nextLong(1L << order)) : space.allocate(order);
            if (offset != NO_BLOCK) {
                live.add(offset);
            }
        }

        private void misuse() {
            long offset = random.nextLong(space.shape().units() + 2) - 1;
            if (!space.model().begins(offset)) {
                space.misuse(offset);
            }
        }
    }
}
