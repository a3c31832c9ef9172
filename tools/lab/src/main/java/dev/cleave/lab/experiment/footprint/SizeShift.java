package dev.cleave.lab.experiment.footprint;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A workload of three phases whose object sizes shift: fill with one distribution of sizes, delete a share at random, fill with
 * another. While it fills, objects are deleted at random so that the live bytes stay within their limit; each filling allocates five
 * times that, so that the new sizes displace the old ones. The numbers are those of Rumble, Kejriwal and Ousterhout,
 * <em>Log-structured Memory for DRAM-based Storage</em>, FAST 2014, table 1, where 10 GB were live.
 */
enum SizeShift implements FootprintLoad {
    /** One size, and no shift. */
    W1(100, 100, 0, 0, 0),
    /** Another size, gradually. */
    W2(100, 100, 0, 130, 130),
    /** Another size, after most was deleted. */
    W3(100, 100, 90, 130, 130),
    /** Larger sizes, gradually. */
    W4(100, 150, 0, 200, 250),
    /** Larger sizes, after most was deleted. */
    W5(100, 150, 90, 200, 250),
    /** Ten times as large, after half was deleted. */
    W6(100, 200, 50, 1_000, 2_000),
    /** Overlapping sizes. */
    W7(1_000, 2_000, 90, 1_500, 2_500),
    /** A hundred times as large. */
    W8(50, 150, 90, 5_000, 15_000);

    static final String FILLED_FIRST = "filled-first";
    static final String DELETED = "deleted";
    static final String FILLED_SECOND = "filled-second";

    /** What a filling allocates, in terms of the live bytes. */
    static final int TURNS = 5;

    private static final int STEPS = 20;

    private final int leastBefore;
    private final int mostBefore;
    private final int deletedPercent;
    private final int leastAfter;
    private final int mostAfter;

    SizeShift(int leastBefore, int mostBefore, int deletedPercent, int leastAfter, int mostAfter) {
        this.leastBefore = leastBefore;
        this.mostBefore = mostBefore;
        this.deletedPercent = deletedPercent;
        this.leastAfter = leastAfter;
        this.mostAfter = mostAfter;
    }

    static SizeShift named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.name().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no load is called '" + label + "'"));
    }

    /** Whether there is a second filling. */
    boolean shifts() {
        return mostAfter > 0;
    }

    /** The workload in words, such as {@code 100-150 B, delete 90 %, 200-250 B}. */
    String description() {
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

    private static void fill(
            LiveObjects objects, long liveBytes, int least, int most, SplittableRandom random, Runnable sample) {
        long allocated = 0;
        for (int step = 1; step <= STEPS; step++) {
            while (allocated < liveBytes * TURNS * step / STEPS) {
                int byteSize = random.nextInt(least, most + 1);
                while (objects.liveBytes() + byteSize > liveBytes) {
                    objects.freeAny();
                }
                objects.allocate(byteSize);
                allocated += byteSize;
            }
            sample.run();
        }
    }
}
