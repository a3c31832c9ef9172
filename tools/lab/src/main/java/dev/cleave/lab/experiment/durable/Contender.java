package dev.cleave.lab.experiment.durable;

import static dev.cleave.lab.experiment.ExperimentResult.UNKNOWN;

import dev.cleave.lab.report.Median;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** One kind of store with one number of threads: its rounds, and the row that they make. */
final class Contender implements AutoCloseable {
    private final StoreKind kind;
    private final int threads;
    private final @Nullable DurableStore store;
    private final String absence;
    private final List<Round> rounds = new ArrayList<>();

    private record Round(double commitsPerSecond, double commitsPerSync, long wrongSlots) {}

    /** Opens the store, where it can run here. */
    Contender(StoreKind kind, int threads, Path directory) throws IOException {
        this.kind = kind;
        this.threads = threads;
        DurableStore opened = null;
        String reason = "";
        try {
            opened = kind.open(directory.resolve(kind + "-" + threads), threads);
        } catch (UnsupportedOperationException missing) {
            reason = String.valueOf(missing.getMessage());
        }
        store = opened;
        absence = reason;
    }

    /** The name that progress shows. */
    String label() {
        return kind + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /**
     * Why it cannot run here; empty where it can.
     */
    String absence() {
        return absence;
    }

    /** The kind of store. */
    StoreKind kind() {
        return kind;
    }

    /**
     * Commits for a while, where it can run here.
     *
     * @param syncsPerSecond what the device did for one thread just before
     */
    void round(Duration time, double syncsPerSecond) throws IOException {
        if (store != null) {
            CommitRace.Outcome outcome = CommitRace.run(store, threads, time);
            double rate = outcome.commitsPerSecond();
            rounds.add(new Round(rate, rate / syncsPerSecond, outcome.wrongSlots()));
        }
    }

    /** Forgets the rounds until now, which were for warming up. */
    void forget() {
        rounds.clear();
    }

    /** The figures, in the columns of the experiment. */
    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("store", kind.toString());
        row.put("threads", threads);
        row.put("commitMicros", figure(each -> threads * 1e6 / each.commitsPerSecond(), 10));
        row.put("commitsPerSecond", figure(Round::commitsPerSecond, 1));
        row.put("commitsPerSync", figure(Round::commitsPerSync, 100));
        row.put("failures", rounds.stream().mapToLong(Round::wrongSlots).sum());
        return row;
    }

    private Object figure(ToDoubleFunction<Round> figure, double precision) {
        return rounds.isEmpty()
                ? UNKNOWN
                : Math.round(Median.of(rounds.stream().mapToDouble(figure).toArray()) * precision) / precision;
    }

    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
