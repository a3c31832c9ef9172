package dev.cleave.lab.experiment.footprint;

import java.util.SplittableRandom;

/** The known case: objects of 33 bytes, all freed, then as many of 32 bytes, which are of another class. */
record GhostLeakLoad() implements FootprintLoad {
    static final String LABEL = "ghost-leak";
    static final int FIRST_BYTES = 33;
    static final int SECOND_BYTES = 32;

    /** Time between a mass of frees and the last sample of it, in so many steps. */
    static final int PAUSE_MILLIS = 1000;

    static final String FILLED_FIRST = "filled-first";
    static final String FREED_FIRST = "freed-first";
    static final String RESTED_FIRST = "rested-first";
    static final String FILLED_SECOND = "filled-second";
    static final String FREED_SECOND = "freed-second";
    static final String RESTED_SECOND = "rested-second";

    private static final int STEPS = 20;
    private static final int PAUSE_STEPS = 5;

    @Override
    public String description() {
        return FIRST_BYTES + " B, delete all, " + SECOND_BYTES + " B";
    }

    @Override
    public int mostObjects(long liveBytes) {
        return Math.toIntExact(liveBytes / FIRST_BYTES);
    }

    @Override
    public void run(LiveObjects objects, long liveBytes, SplittableRandom random, Gauge gauge)
            throws InterruptedException {
        int count = mostObjects(liveBytes);
        fill(objects, count, FIRST_BYTES, gauge, FILLED_FIRST);
        free(objects, count, gauge, FREED_FIRST);
        rest(gauge, RESTED_FIRST);
        fill(objects, count, SECOND_BYTES, gauge, FILLED_SECOND);
        free(objects, count, gauge, FREED_SECOND);
        rest(gauge, RESTED_SECOND);
    }

    private static void fill(LiveObjects objects, int count, int byteSize, Gauge gauge, String mark) {
        for (int step = 1; step <= STEPS; step++) {
            while (objects.live() < (long) count * step / STEPS) {
                objects.allocate(byteSize);
            }
            gauge.read(mark);
        }
    }

    private static void free(LiveObjects objects, int count, Gauge gauge, String mark) {
        for (int step = STEPS - 1; step >= 0; step--) {
            while (objects.live() > (long) count * step / STEPS) {
                objects.freeAny();
            }
            gauge.read(mark);
        }
    }

    private static void rest(Gauge gauge, String mark) throws InterruptedException {
        for (int step = 0; step < PAUSE_STEPS; step++) {
            Thread.sleep(PAUSE_MILLIS / PAUSE_STEPS);
            gauge.read(mark);
        }
    }
}
