package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.LiveObjects;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Bursts of blocks: the sizes of each lie within a factor of two somewhere else, and a random tenth
 * of each stays.
 *
 * @param least bytes of the smallest block
 * @param most bytes of the largest, twice the smallest or more
 * @param seed of sizes and of what stays
 */
record Bursts(long least, long most, long capacity, long seed) implements DensityLoad {
    static final String KIND = "bursts";

    /** How many there are. */
    static final int BURSTS = 24;

    /** The capacity in terms of what a burst allocates. */
    static final int BURSTS_A_CAPACITY = 16;

    /** One block in so many stays. */
    static final int KEPT = 10;

    private static final int JAVA_BYTES_A_BLOCK = 20;

    /** Bytes that a burst allocates, but for less than a block. */
    long burstBytes() {
        return capacity / BURSTS_A_CAPACITY;
    }

    private int mostBlocks() {
        long inBurst = burstBytes() / least + 1;
        return Math.toIntExact(inBurst + BURSTS * Math.ceilDiv(inBurst, KEPT));
    }

    @Override
    public long javaHeapBytes() {
        return (long) JAVA_BYTES_A_BLOCK * mostBlocks();
    }

    @Override
    public LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales) {
        SplittableRandom random = new SplittableRandom(seed);
        LiveObjects objects = new LiveObjects(allocator, mostBlocks(), random.split(), written);
        OptionalLong liveAtRefusal = OptionalLong.empty();
        long failures = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            int before = objects.live();
            long level = objects.liveBytes() + burstBytes();
            double centre = logUniform(random, (double) least, most / 2.0);
            long size = (long) logUniform(random, centre, 2 * centre);
            boolean served = true;
            while (served && objects.liveBytes() + size <= level) {
                served = objects.tryAllocate(size);
                size = (long) logUniform(random, centre, 2 * centre);
            }
            if (!served) {
                failures++;
                liveAtRefusal = liveAtRefusal.isPresent() ? liveAtRefusal : OptionalLong.of(objects.liveBytes());
            }
            scales.weigh(objects.liveBytes());
            freeMost(objects, before);
            scales.weigh(objects.liveBytes());
        }
        objects.freeAll();
        return new LoadOutcome(liveAtRefusal, failures);
    }

    private static double logUniform(SplittableRandom random, double from, double to) {
        return from * Math.pow(to / from, random.nextDouble());
    }

    /** Frees all but a random tenth of those that came since there were so many. */
    private static void freeMost(LiveObjects objects, int before) {
        int kept = before + Math.ceilDiv(objects.live() - before, KEPT);
        while (objects.live() > kept) {
            objects.freeAnySince(before);
        }
    }

    @Override
    public List<String> toArguments() {
        return List.of(KIND, Long.toString(least), Long.toString(most), Long.toString(capacity), Long.toString(seed));
    }
}
