package dev.cleave.lab.attach;

import com.sun.management.OperatingSystemMXBean;
import dev.cleave.memory.Pool;
import dev.cleave.record.BlockRecorder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What it costs a program to be recorded: run it, and record it by {@code cleave record} for some
 * seconds again and again. It replaces blocks, with work between them, and says of slices with and
 * without a recording how much processor time a replacement took, its own and the whole JVM's.
 *
 * <p>Arguments: seconds; rounds of work between two replacements (600 give about a million events a
 * second); threads.
 */
public final class RecordingCost {
    private static final int LIVE = 4096;
    private static final long SLICE_NANOS = 200_000_000;
    private static final int REPLACEMENTS_BETWEEN_LOOKS = 1000;

    private final List<Double> own = new ArrayList<>();
    private final List<Double> whole = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();

    /** Runs it. */
    public static void main(String[] arguments) throws InterruptedException {
        long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000;
        int work = Integer.parseInt(arguments[1]);
        int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        RecordingCost[] costs = {new RecordingCost(), new RecordingCost()};
        try (Pool pool = Pool.builder().name("cost").capacity(1L << 30).build()) {
            System.out.println("ready");
            List<Thread> others = new ArrayList<>();
            for (int thread = 1; thread < threads; thread++) {
                int seed = thread;
                others.add(Thread.ofPlatform().start(() -> run(pool, seed, work, end,
                        new RecordingCost[] {new RecordingCost(), new RecordingCost()})));
            }
            run(pool, 0, work, end, costs);
            for (Thread each : others) {
                each.join();
            }
        }
        costs[0].print("not recorded");
        costs[1].print("recorded");
    }

    private static void run(Pool pool, int seed, int work, long end, RecordingCost[] costs) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Random random = new Random(seed);
        long[] live = new long[LIVE];
        long sum = 0;
        while (System.nanoTime() < end) {
            boolean before = BlockRecorder.current() != null;
            long began = System.nanoTime();
            long ownBegan = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long wholeBegan = system.getProcessCpuTime();
            long replacements = 0;
            while (System.nanoTime() - began < SLICE_NANOS) {
                for (int each = 0; each < REPLACEMENTS_BETWEEN_LOOKS; each++) {
                    int index = random.nextInt(LIVE);
                    if (live[index] != 0) {
                        pool.free(live[index]);
                    }
                    live[index] = pool.allocateAddress(1 + random.nextInt(1 << 14));
                    for (int round = 0; round < work; round++) {
                        sum = sum * 31 + round;
                    }
                }
                replacements += REPLACEMENTS_BETWEEN_LOOKS;
            }
            if (before == (BlockRecorder.current() != null)) {
                RecordingCost cost = costs[before ? 1 : 0];
                cost.own.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - ownBegan)
                        / (double) replacements);
                cost.whole.add((system.getProcessCpuTime() - wholeBegan) / (double) replacements);
                cost.rates.add(2e9 * replacements / (System.nanoTime() - began));
            }
        }
        if (sum == 42) {
            System.out.println(sum);
        }
        for (long each : live) {
            if (each != 0) {
                pool.free(each);
            }
        }
    }

    private void print(String name) {
        System.out.printf(Locale.ROOT,
                "%-13s %4d slices; ns of CPU a replacement: own min %.1f median %.1f, JVM min %.1f"
                        + " median %.1f; events a second: median %,.0f%n",
                name, own.size(), least(own), median(own),
                least(whole), median(whole), median(rates));
    }

    private static double least(List<Double> figures) {
        return figures.stream().mapToDouble(each -> each).min().orElse(Double.NaN);
    }

    private static double median(List<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(each -> each).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
