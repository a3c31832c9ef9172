package dev.cleave.gpu.densenet;

/**
 * A sequence carried out by an allocator.
 *
 * @param peakLiveBytes the most that was live at a time, as it was asked for
 * @param peakReservedBytes the most that the space kept from others
 * @param copiedBytes all that was copied
 * @param nanos that allocations, frees and copies took
 */
public record SequenceRun(long peakLiveBytes, long peakReservedBytes, long copiedBytes, long nanos) {
    /** By how much a capacity that serves may be larger than one that does not: a 256th of what is live. */
    private static final int CAPACITY_STEPS = 256;

    /** Capacities that are tried: up to four times what is live. */
    private static final int MOST_TIMES_LIVE = 4;

    /**
     * Carries out all steps of a sequence, once. Afterwards all its tensors are freed, also where
     * it fails.
     *
     * @throws TensorSpaceFullException where a tensor finds no room
     */
    public static SequenceRun of(TrainingSequence sequence, TensorSpace space) {
        return new Execution(sequence, space).run();
    }

    /**
     * The least capacity of one range, managed by a buddy space with exact fit, in which so many
     * steps of training can be carried out one after another: it serves, and one that is by a 256th
     * of the most live bytes smaller does not. Cost: ten runs.
     *
     * @param steps 1 or more
     * @throws TensorSpaceFullException where four times the most live bytes do not serve
     */
    public static long leastCapacity(TrainingSequence sequence, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(steps + " steps of training: must be 1 or more");
        }
        long live = sequence.peakLiveBytes();
        long step = Math.max(OffsetSpace.UNIT, live / CAPACITY_STEPS);
        long tooSmall = live / step - 1;
        long serves = MOST_TIMES_LIVE * live / step + 1;
        carryOut(sequence, steps, serves * step);
        while (serves - tooSmall > 1) {
            long middle = (serves + tooSmall) / 2;
            if (serves(sequence, steps, middle * step)) {
                serves = middle;
            } else {
                tooSmall = middle;
            }
        }
        return serves * step;
    }

    private static boolean serves(TrainingSequence sequence, int steps, long capacity) {
        try {
            carryOut(sequence, steps, capacity);
            return true;
        } catch (TensorSpaceFullException full) {
            return false;
        }
    }

    private static void carryOut(TrainingSequence sequence, int steps, long capacity) {
        try (OffsetSpace space = new OffsetSpace(capacity)) {
            for (int step = 0; step < steps; step++) {
                of(sequence, space);
            }
        }
    }

    /** The run while it goes on. */
    private static final class Execution {
        private final TrainingSequence sequence;
        private final TensorSpace space;
        private final long[] places;
        private final long[] sizes;
        private long live;
        private long peakLive;
        private long peakReserved;
        private long copied;

        Execution(TrainingSequence sequence, TensorSpace space) {
            this.sequence = sequence;
            this.space = space;
            places = new long[sequence.tensors()];
            sizes = new long[places.length];
        }

        SequenceRun run() {
            long begin = System.nanoTime();
            try {
                for (Step step : sequence.steps()) {
                    take(step);
                }
            } finally {
                freeAll();
            }
            return new SequenceRun(peakLive, peakReserved, copied, System.nanoTime() - begin);
        }

        private void take(Step step) {
            switch (step) {
                case Step.Allocate begin -> allocate(begin);
                case Step.Free end -> free(end.tensor());
                case Step.Copy copy -> {
                    space.copy(places[copy.from()], places[copy.to()], copy);
                    copied += copy.bytes();
                }
            }
        }

        private void allocate(Step.Allocate request) {
            long place = space.allocate(request.bytes());
            if (place == TensorSpace.FULL) {
                throw new TensorSpaceFullException(request, live, space.reservedBytes());
            }
            places[request.tensor()] = place;
            sizes[request.tensor()] = request.bytes();
            live += request.bytes();
            peakLive = Math.max(peakLive, live);
            peakReserved = Math.max(peakReserved, space.reservedBytes());
        }

        private void free(int tensor) {
            space.free(places[tensor]);
            live -= sizes[tensor];
            sizes[tensor] = 0;
        }

        /** Nothing is left but where a step failed. */
        private void freeAll() {
            for (int tensor = 0; tensor < sizes.length; tensor++) {
                if (sizes[tensor] > 0) {
                    free(tensor);
                }
            }
        }
    }
}
