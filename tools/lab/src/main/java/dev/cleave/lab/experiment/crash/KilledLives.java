package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.experiment.TemporaryFolder;
import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.tiers.durable.DurableHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The lives of one file whose processes are killed, one after the other: while the heap works, and
 * while it is created or recovers. What is looked at is a copy, so that it is the next process that
 * recovers the file.
 */
final class KilledLives implements CrashLives {
    private static final int MOST_THREADS = 8;
    private static final int LEAST_NANOS_BITS = 18;
    private static final int MOST_NANOS_BITS = 28;
    private static final int MOST_LINES_BITS = 7;
    private static final int TIMED_ONE_IN = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final SpareProcess processes;
    private final TemporaryFolder folder;
    private final Load load;
    private final List<Ledger> ledgers;
    private final SplittableRandom random;

    KilledLives(long seed, SpareProcess processes, Path parent) throws IOException {
        this.processes = processes;
        random = new SplittableRandom(seed);
        load = new Load(seed, 1 + random.nextInt(MOST_THREADS));
        ledgers = load.ledgers();
        folder = new TemporaryFolder(parent, "killed");
    }

    @Override
    public String toString() {
        return "file of seed " + load.seed() + ", threads: " + load.threads();
    }

    @Override
    public long commits() {
        return ledgers.stream().mapToLong(Ledger::number).sum();
    }

    @Override
    public Findings crash() {
        Reports reports = Reports.at(ledgers);
        Path file = folder.path().resolve("heap");
        try (ChildJvm child = processes.take()) {
            child.tell(new CrashOrder(load, file).toLine());
            reports.hear(life(child));
            return look(file, reports);
        } catch (TrialException | IOException failure) {
            return Findings.lost(reports.acknowledgedByAll(), failure);
        }
    }

    /**
     * Most are killed at work, once they have reported so much; some after a time, which meets the
     * opening. Short lives are as frequent as long ones.
     */
    private List<String> life(ChildJvm child) {
        if (random.nextInt(TIMED_ONE_IN) == 0) {
            return child.killWhen(Long.MAX_VALUE, Duration.ofNanos(upTo(LEAST_NANOS_BITS, MOST_NANOS_BITS)));
        }
        return child.killWhen(upTo(0, MOST_LINES_BITS), PATIENCE);
    }

    private long upTo(int leastBits, int mostBits) {
        long power = 1L << leastBits + random.nextInt(mostBits - leastBits);
        return power + random.nextLong(power);
    }

    private Findings look(Path file, Reports reports) throws IOException {
        Path copy = folder.path().resolve("copy");
        if (!Files.exists(file)) {
            Files.deleteIfExists(copy);
        } else {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        try (DurableHeap heap = DurableHeap.open(copy, load.settings())) {
            return Inspection.of(heap, load, ledgers, reports);
        } catch (RuntimeException | Error failure) {
            return Findings.lost(reports.acknowledgedByAll(), failure);
        }
    }

    @Override
    public void close() {
        try {
            folder.close();
        } catch (IOException failure) {
            throw new TrialException("could not delete " + folder.path(), failure);
        }
    }
}
