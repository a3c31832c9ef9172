package dev.cleave.lab.experiment.dialogue;

import dev.cleave.heap.Heap;
import dev.cleave.heap.SlabDecisions;
import dev.cleave.memory.Pool;
import java.util.SplittableRandom;

/**
 * One run of the mixed load on an empty space.
 *
 * @param fill live bytes as a share of the space, 0 to 1: half of them in small objects, half in large blocks
 * @param dialogue whether slabs mind what the space has
 * @param regionBytes the size of the space
 */
record DialogueTrial(double fill, boolean dialogue, long regionBytes) {
    /** Blocks of this order and more, 2 MiB, are whole. */
    private static final int WHOLE_ORDER = 9;

    /** How often the small objects' sizes change; in each generation half of them are replaced. */
    private static final int GENERATIONS = 24;

    /** Generations that go by before anything is counted. */
    private static final int SETTLING = 4;

    /** Bytes of small objects that are replaced between two large requests. */
    private static final int BYTES_A_REQUEST = 256 << 10;

    /**
     * What a run ended with.
     *
     * @param asked large requests by size
     * @param served those that were served
     * @param wholeShare of free memory in blocks of 2 MiB and more, 0 to 1, the mean over the generations
     * @param strandedShare of the space that lay free in slabs, 0 to 1, the mean over the generations
     * @param decisions how slabs were sized
     * @param smallRefused small objects for which there was no room
     * @param nanosPerSmall time an allocation or a free of a small object took
     */
    record Outcome(
            long[] asked,
            long[] served,
            double wholeShare,
            double strandedShare,
            SlabDecisions decisions,
            long smallRefused,
            double nanosPerSmall) {}

    /** Runs the load: the same for the same seed, whatever the heap does. */
    Outcome run(long seed) {
        try (Pool pool = Pool.builder().capacity(regionBytes).purge(false).build();
                Heap heap = Heap.builder(pool).dialogue(dialogue).stripes(1).reportLeaks(false).build()) {
            SplittableRandom seeds = new SplittableRandom(seed);
            Load load = new Load(pool, heap, seeds);
            for (int generation = 0; generation < GENERATIONS; generation++) {
                if (generation == SETTLING) {
                    load.beginCounting();
                }
                load.generation((long) (fill * regionBytes / 2));
            }
            return load.outcome();
        }
    }

    /** The load in the course of a run. */
    private static final class Load {
        private final Pool pool;
        private final Heap heap;
        private final SmallObjects small;
        private final LargeRequests large;
        private double wholeShares;
        private double strandedBytes;
        private int generations;
        private long nanos;
        private long uncountedOperations;
        private long uncountedRefusals;
        private SlabDecisions uncounted = new SlabDecisions(0, 0, 0, 0);

        Load(Pool pool, Heap heap, SplittableRandom seeds) {
            this.pool = pool;
            this.heap = heap;
            small = new SmallObjects(heap, seeds.split());
            large = new LargeRequests(heap, seeds.split());
        }

        void beginCounting() {
            large.forget();
            wholeShares = 0;
            strandedBytes = 0;
            generations = 0;
            nanos = 0;
            uncountedOperations = small.operations();
            uncountedRefusals = small.refused();
            uncounted = heap.usage().decisions();
        }

        void generation(long level) {
            small.nextGeneration();
            for (long replaced = 0; replaced < level / 2; replaced += BYTES_A_REQUEST) {
                long begun = System.nanoTime();
                small.raiseTo(level);
                small.replace(BYTES_A_REQUEST, level);
                nanos += System.nanoTime() - begun;
                large.ask(level);
            }
            generations++;
            wholeShares += 1 - pool.space().unusableFreeSpaceIndex(WHOLE_ORDER);
            strandedBytes += heap.usage().strandedBytes();
        }

        Outcome outcome() {
            SlabDecisions all = heap.usage().decisions();
            SlabDecisions counted = new SlabDecisions(all.asWanted() - uncounted.asWanted(),
                    all.smaller() - uncounted.smaller(), all.larger() - uncounted.larger(),
                    all.forced() - uncounted.forced());
            return new Outcome(large.asked(), large.served(), wholeShares / generations,
                    strandedBytes / generations / pool.capacity(), counted, small.refused() - uncountedRefusals,
                    (double) nanos / (small.operations() - uncountedOperations));
        }
    }
}
