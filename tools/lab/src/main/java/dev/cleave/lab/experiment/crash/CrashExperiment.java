package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code lab crash}: whether a recoverable heap loses anything when it is brought down. */
public final class CrashExperiment implements Experiment {
    private static final int KILLS = 50;
    private static final int LIVES = 10;
    private static final int MOST_COMPLAINTS = 10;

    @Override
    public String name() {
        return "crash";
    }

    @Override
    public String question() {
        return "Does a recoverable heap lose anything to kill -9, or to a power failure with writes in flight?";
    }

    @Override
    public String explanation() {
        return """
                Threads allocate, write, resize and free objects of a heap in a file, several in a transaction. kill: they
                run in a process of their own, which is killed by signal 9 at a random moment. writeback: they run on a
                simulated disk, whose power fails at a random operation; of what was not synced then, any part survives,
                sector by sector. Work, creation and recovery are all brought down; a file has %d lives. After each the
                heap is opened, and each byte of each object is compared: recovered counts the heaps in which everything is
                as it should be, lostCommitted the commits that were acknowledged and are not there, leakedBytes those
                in use by nobody. Each file, or disk, has a seed, counted on from --seed."""
                .formatted(LIVES);
    }

    @Override
    public List<String> cases() {
        return Stream.of(CrashMode.values()).map(CrashExperiment::label).toList();
    }

    @Override
    public boolean kills() {
        return true;
    }

    @Override
    public long failures(ExperimentResult result) {
        return result.rows().stream()
                .mapToLong(row -> number(row, "kills") - number(row, "recovered"))
                .sum();
    }

    private static long number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number count ? count.longValue() : 0;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        int kills = settings.kills().orElse(KILLS);
        List<String> chosen = settings.casesOf(cases());
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("seed", settings.seed());
        parameters.put("livesOfAFile", LIVES);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        for (CrashMode mode : CrashMode.values()) {
            if (chosen.contains(label(mode))) {
                CrashTally tally = crash(mode, kills, settings.seed(), progress);
                parameters.put(label(mode) + "Commits", tally.commits());
                complaints.addAll(tally.complaints());
                rows.add(tally.row(label(mode)));
            }
        }
        if (!complaints.isEmpty()) {
            parameters.put("wrong", complaints.stream().limit(MOST_COMPLAINTS).toList());
        }
        return new ExperimentResult(name(), parameters, rows);
    }

    private static CrashTally crash(CrashMode mode, int kills, long seed, Progress progress) {
        CrashTally tally = new CrashTally();
        try (CrashSite site = CrashSite.of(mode)) {
            for (long file = seed; tally.kills() < kills; file++) {
                try (CrashLives lives = site.open(file)) {
                    int most = Math.min(LIVES, kills - tally.kills());
                    tally.add(lives, most, () -> progress.advance(label(mode), tally.kills(), kills));
                }
            }
        } catch (IOException failure) {
            throw new TrialException(TrialException.reason(failure), failure);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
        return tally;
    }

    private static String label(CrashMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
