package dev.cleave.lab.experiment.durable;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TemporaryFolder;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab durable}: what it costs to keep 256 bytes for good. */
public final class DurableExperiment implements Experiment {
    private static final List<Integer> THREADS = List.of(1, 16);
    private static final int REPETITIONS = 5;
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Duration round;

    /** With rounds of a second. */
    public DurableExperiment() {
        this(ROUND);
    }

    /** With rounds of that length. */
    DurableExperiment(Duration round) {
        this.round = round;
    }

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public String question() {
        return "What does it cost to keep 256 bytes for good? Commits, beside the device and the peers";
    }

    @Override
    public String explanation() {
        return """
                Each thread commits 256 B to a slot of its own, over and over, in a file in the directory for temporary
                files (-Djava.io.tmpdir). device: a write in place and one fdatasync a commit, which is what the disk asks.
                cleave: DurableHeap. libpmemobj: its transactions, where the library is installed. mapdb: MapDB's
                write-ahead log. The stores take turns, round by round; figures are medians. commitMicros: how long a
                thread waits for a commit. commitsPerSync: how many commits of all threads are done in the time that one
                thread's fdatasync took just before. failures: slots that did not hold what was committed last.""";
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        List<Integer> threads = settings.threads().isEmpty() ? THREADS : settings.threads();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("commitBytes", DurableStore.SLOT_BYTES);
        parameters.put("threads", threads);
        parameters.put("repetitions", repetitions);
        parameters.put("roundMillis", round.toMillis());
        try (TemporaryFolder folder = new TemporaryFolder("cleave-durable");
                DeviceSync floor = new DeviceSync(folder.path().resolve("floor"), 1)) {
            parameters.put("fileSystem", Files.getFileStore(folder.path()).type());
            return run(threads, repetitions, folder.path(), floor, parameters, progress);
        } catch (IOException failure) {
            throw new TrialException(TrialException.reason(failure), failure);
        }
    }

    private ExperimentResult run(List<Integer> threads, int repetitions, Path folder, DeviceSync floor,
            Map<String, Object> parameters, Progress progress) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        try {
            for (int count : threads) {
                for (StoreKind kind : StoreKind.values()) {
                    contenders.add(new Contender(kind, count, folder));
                }
            }
            contenders.stream()
                    .filter(each -> !each.absence().isEmpty())
                    .forEach(each -> parameters.put(each.kind() + " is left out", each.absence()));
            rounds(contenders, floor, progress, 0, repetitions);
            contenders.forEach(Contender::forget);
            for (int turn = 1; turn <= repetitions; turn++) {
                rounds(contenders, floor, progress, turn, repetitions);
            }
            return new ExperimentResult(
                    name(), parameters, contenders.stream().map(Contender::row).toList());
        } finally {
            for (Contender each : contenders) {
                each.close();
            }
        }
    }

    private void rounds(List<Contender> contenders, DeviceSync floor, Progress progress, int turn, int repetitions)
            throws IOException {
        for (int each = 0; each < contenders.size(); each++) {
            progress.advance(contenders.get(each).label(), (long) turn * contenders.size() + each,
                    (repetitions + 1L) * contenders.size());
            double syncsPerSecond = CommitRace.run(floor, 1, round).commitsPerSecond();
            contenders.get(each).round(round, syncsPerSecond);
        }
    }
}
