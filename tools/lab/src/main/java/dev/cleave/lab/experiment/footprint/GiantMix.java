package dev.cleave.lab.experiment.footprint;

import java.util.SplittableRandom;

/**
 * W10: objects of 1 + 5 MiB · e^(-4u) bytes, u being uniform in 0 to 1, until one finds no room, be
 * it for want of bytes or as they lie apart; then a share of 10 to 90 % is deleted at random, and so
 * on until five times the limit was allocated. An allocator that has no bounds of its own is full
 * when more than the limit would be live.
 */
record GiantMix() implements FootprintLoad {
    static final String LABEL = "W10";

    /** No room was found: here as much is live as there can be. */
    static final String FULL = "full";

    private static final double SCALE = 5 << 20;
    private static final double STEEPNESS = 4;
    private static final int LEAST_PERCENT = 10;
    private static final int MOST_PERCENT = 90;

    @Override
    public double mostWaste() {
        return 0.16;
    }

    @Override
    public String description() {
        return "1 + 5 MiB * e^(-4u) B; when full, delete 10-90 %";
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public int mostObjects(long liveBytes) {
        return Math.toIntExact(liveBytes / (long) (SCALE * Math.exp(-STEEPNESS)) + 1);
    }

    @Override
    public void run(LiveObjects objects, long liveBytes, SplittableRandom random, Gauge gauge) {
        long allocated = 0;
        boolean full = false;
        while (allocated < SizeShift.TURNS * liveBytes || !full) {
            long byteSize = 1 + (long) (SCALE * Math.exp(-STEEPNESS * random.nextDouble()));
            full = objects.countedBytes() + byteSize > liveBytes || !objects.tryAllocate(byteSize);
            if (!full) {
                allocated += byteSize;
                continue;
            }
            gauge.read(FULL);
            if (allocated < SizeShift.TURNS * liveBytes) {
                int kept = objects.live() * (100 - random.nextInt(LEAST_PERCENT, MOST_PERCENT + 1)) / 100;
                while (objects.live() > kept) {
                    objects.freeAny();
                }
            }
        }
    }
}
