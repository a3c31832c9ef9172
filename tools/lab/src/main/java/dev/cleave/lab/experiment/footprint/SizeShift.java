package dev.cleave.lab.experiment.footprint;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A workload of three phases whose object sizes shift: fill with one distribution of sizes, delete
 * a share at random, fill with another. Each filling allocates five times the limit in all; whenever
 * more is live than the limit, a batch of objects is deleted at random, so that the new sizes
 * displace the old ones. What is live is counted as PMDK does: {@link LiveObjects#countedBytes}.
 *
 * <p>W1 to W8 are those of Rumble, Kejriwal and Ousterhout, <em>Log-structured Memory for DRAM-based
 * Storage</em>, FAST 2014, table 1, where 10 GB were live.
 */
enum SizeShift implements FootprintLoad {
    /** One size, and no shift. */
    W1(100, 100, 0, 0, 0, 0.02),
    /** Another size, gradually. */
    W2(100, 100, 0, 130, 130, 0.02),
    /** Another size, after most was deleted. */
    W3(100, 100, 90, 130, 130, 0.02),
    /** Larger sizes, gradually. */
    W4(100, 150, 0, 200, 250, 0.03),
    /** Larger sizes, after most was deleted. */
    W5(100, 150, 90, 200, 250, 0.03),
    /** Ten times as large, after half was deleted. */
    W6(100, 200, 50, 1_000, 2_000, 0.05),
    /** Overlapping sizes. */
    W7(1_000, 2_000, 90, 1_500, 2_500, 0.09),
    /** A hundred times as large. */
    W8(50, 150, 90, 5_000, 15_000, 0.12),
    /** Giants of one size. */
    W9(2 << 20, 2 << 20, 0, 0, 0, 0.01);

    static final String FILLED_FIRST = "filled-first";
    static final String DELETED = "deleted";
    static final String FILLED_SECOND = "filled-second";

    /** What a filling allocates, in terms of the live bytes. */
    static final int TURNS = 5;

    /** So many objects are deleted when too much is live. */
    static final int BATCH = 200;

    private static final int STEPS = 20;

    private final int leastBefore;
    private final int mostBefore;
    private final int deletedPercent;
    private final int leastAfter;
    private final int mostAfter;
    private final double mostWaste;

    SizeShift(
            int leastBefore, int mostBefore, int deletedPercent, int leastAfter, int mostAfter, double mostWaste) {
        this.leastBefore = leastBefore;
        this.mostBefore = mostBefore;
        this.deletedPercent = deletedPercent;
        this.leastAfter = leastAfter;
        this.mostAfter = mostAfter;
        this.mostWaste = mostWaste;
    }

    /** Whether there is a second filling. */
    boolean shifts() {
        return mostAfter > 0;
    }

    @Override
    public double mostWaste() {
        return mostWaste;
    }

    @Override
    public String description() {
        return sizes(leastBefore, mostBefore)
                + (shifts() ? ", delete " + deletedPercent + " %, " + sizes(leastAfter, mostAfter) : "");
    }

    private static String sizes(int least, int most) {
        return (least == most ? "" + least : least + "-" + most) + " B";
    }

    @Override
    public int mostObjects(long liveBytes) {
        return Math.toIntExact(liveBytes / leastBefore + 1);
    }

    @Override
    public void run(LiveObjects objects, long liveBytes, SplittableRandom random, Gauge gauge) {
        fill(objects, liveBytes, leastBefore, mostBefore, random, () -> gauge.read(FILLED_FIRST));
        if (!shifts()) {
            return;
        }
        long kept = (long) objects.live() * (100 - deletedPercent) / 100;
        while (objects.live() > kept) {
            objects.freeAny();
        }
        gauge.read(DELETED);
        fill(objects, liveBytes, leastAfter, mostAfter, random, () -> gauge.read(FILLED_SECOND));
    }

    /** A batch is no more than a tenth of the objects, where those are few. */
    private static void fill(
            LiveObjects objects, long liveBytes, int least, int most, SplittableRandom random, Runnable sample) {
        long allocated = 0;
        for (int step = 1; step <= STEPS; step++) {
            while (allocated < liveBytes * TURNS * step / STEPS) {
                int byteSize = random.nextInt(least, most + 1);
                objects.allocate(byteSize);
                allocated += byteSize;
                if (objects.countedBytes() > liveBytes) {
                    for (int left = Math.clamp(objects.live() / 10, 1, BATCH); left > 0; left--) {
                        objects.freeAny();
                    }
                }
            }
            sample.run();
        }
    }

    /** The workload that is called so. */
    static SizeShift named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.name().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no load is called '" + label + "'"));
    }
}
