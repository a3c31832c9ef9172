package dev.cleave.lab.experiment.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One transaction of a thread, worked out from numbers alone: so the process that commits it and
 * the one that checks it agree without a word.
 *
 * @param number of the thread's transactions, from 1 on
 * @param rehearsed whether the same is done once before and given up
 * @param shares whether the thread's part of the shared object gets the number
 * @param changes one or more, each to a slot of its own
 */
record Step(long number, boolean rehearsed, boolean shares, List<Change> changes) {
    private static final int MOST_CHANGES = 4;
    private static final int REHEARSED_ONE_IN = 8;
    private static final int SHARES_ONE_IN = 4;
    private static final int LEAST_BITS = 3;

    /** Keeps a copy of the changes. */
    Step {
        changes = List.copyOf(changes);
    }

    /**
     * The step of a number.
     *
     * @param sizes of the objects in the thread's slots before it; 0 where a slot is empty
     */
    static Step of(Load load, int thread, long number, int[] sizes) {
        SplittableRandom random = new SplittableRandom(load.seedOf(thread, number));
        List<Change> changes = new ArrayList<>();
        int first = random.nextInt(sizes.length);
        int count = 1 + random.nextInt(Math.min(MOST_CHANGES, sizes.length));
        for (int each = 0; each < count; each++) {
            int slot = (first + each) % sizes.length;
            changes.add(change(random, slot, sizes[slot]));
        }
        return new Step(number, random.nextInt(REHEARSED_ONE_IN) == 0, random.nextInt(SHARES_ONE_IN) == 0, changes);
    }

    private static Change change(SplittableRandom random, int slot, int byteSize) {
        if (byteSize == 0) {
            return new Change.Put(slot, size(random));
        }
        return switch (random.nextInt(5)) {
            case 0 -> new Change.Put(slot, size(random));
            case 1 -> new Change.Resize(slot, size(random));
            case 2 -> new Change.Remove(slot);
            default -> {
                int offset = random.nextInt(byteSize);
                yield new Change.Overwrite(slot, offset, 1 + random.nextInt(byteSize - offset));
            }
        };
    }

    /** Small ones as often as large ones: 8 B to 8 KiB. */
    private static int size(SplittableRandom random) {
        int bits = LEAST_BITS + random.nextInt(Load.LARGEST_BITS - LEAST_BITS);
        return (1 << bits) + random.nextInt(1 << bits) + 1;
    }
}
