package dev.cleave.lab.experiment.crash;

import dev.cleave.tiers.durable.DurableFile;
import dev.cleave.tiers.durable.DurableHeap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The lives of one heap on a disk whose power fails again and again: while the heap works, while it
 * is created, and while it recovers from the failure before. With one thread all of it follows from
 * the seed.
 */
final class WritebackLives implements CrashLives {
    private static final int MOST_THREADS = 4;
    private static final int MOST_OPERATIONS_BITS = 11;
    private static final int MOST_OPERATIONS_OF_RECOVERY = 12;

    private final Load load;
    private final List<Ledger> ledgers;
    private final SplittableRandom random;
    private final UnaryOperator<DurableFile> between;
    private byte[] disk = {};

    WritebackLives(long seed) {
        this(seed, disk -> disk);
    }

    /** With something between the heap and its disk. */
    WritebackLives(long seed, UnaryOperator<DurableFile> between) {
        this.between = between;
        random = new SplittableRandom(seed);
        load = new Load(seed, 1 + random.nextInt(MOST_THREADS));
        ledgers = load.ledgers();
    }

    @Override
    public String toString() {
        return "disk of seed " + load.seed() + ", threads: " + load.threads();
    }

    @Override
    public long commits() {
        return ledgers.stream().mapToLong(Ledger::number).sum();
    }

    @Override
    public Findings crash() throws InterruptedException {
        Reports reports = Reports.at(ledgers);
        AtomicReference<Reports> atCrash = new AtomicReference<>(reports);
        try {
            disk = imageOfWork(reports, atCrash);
            while (random.nextInt(3) == 0) {
                disk = imageOfRecovery(disk);
            }
            try (DurableHeap heap = DurableHeap.open(SimulatedDisk.lasting(disk), load.settings())) {
                return Inspection.of(heap, load, ledgers, atCrash.get());
            }
        } catch (ExecutionException | RuntimeException | Error failure) {
            return Findings.lost(atCrash.get().acknowledgedByAll(), failure);
        }
    }

    private byte[] imageOfWork(Reports reports, AtomicReference<Reports> atCrash)
            throws ExecutionException, InterruptedException {
        Supplier<Runnable> atPowerLoss = () -> {
            long[] acknowledged = reports.acknowledgedNow();
            return () -> atCrash.set(reports.since(acknowledged));
        };
        int bits = random.nextInt(MOST_OPERATIONS_BITS);
        long fatal = (1L << bits) + random.nextInt(1 << bits);
        SimulatedDisk working = new SimulatedDisk(disk, fatal, random.split(), atPowerLoss);
        try (DurableHeap heap = DurableHeap.open(between.apply(working), load.settings())) {
            Workers.run(heap, load, reports, () -> working.image().isEmpty());
        }
        return working.image().orElseThrow();
    }

    /** The power fails again as the heap is opened; or it does not, in time. */
    private byte[] imageOfRecovery(byte[] content) {
        long fatal = 1L + random.nextInt(MOST_OPERATIONS_OF_RECOVERY);
        SimulatedDisk recovering = new SimulatedDisk(content, fatal, random.split(), () -> () -> {});
        DurableHeap.open(between.apply(recovering), load.settings()).close();
        return recovering.image().orElse(content);
    }
}
