package dev.cleave.lab.experiment.objects;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab objects}: what is copied to make room, with and without a space for giants, and how long readers wait. */
public final class ObjectsExperiment implements Experiment {
    private static final long USUAL_REGION = 64L << 20;
    private static final long LEAST_REGION = 16L << 20;
    private static final long GREATEST_REGION = 4L << 30;
    private static final long GRAIN = 2L << 20;
    private static final double TURNS = 3;
    private static final double ZIPFIAN = 0.99;
    private static final double FULL = 0.9;
    private static final double WITH_GIANTS = 0.9;
    private static final long USUAL_THRESHOLD = 32 << 10;
    private static final double[] GIANT_SHARES = {0, 0.5, 0.9};
    private static final double[] UTILISATIONS = {0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98};
    private static final long[] THRESHOLDS = {4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10};

    @Override
    public String name() {
        return "objects";
    }

    @Override
    public String question() {
        return "What does it cost to move objects together? Bytes copied and readers' waits, with a space for giants and without";
    }

    @Override
    public String explanation() {
        return """
                A pool is filled to a share of its bytes (utilisation, headers counted); then random objects are freed, and
                others of their kind allocated, until %.0f times the pool was written. Meanwhile a thread reads, without pins, objects
                that move as all others do. giants-N: N %% of the bytes are in giants of 128 to 384 KiB, the others have 100 to
                200 bytes; largeObjectSpace says whether giants have blocks of the pool to themselves, or lie in regions and
                are moved. uniform and zipfian: objects of 100 bytes. sizes: of 50 to 150 bytes. threshold: sizes of 1 to
                64 KiB, and which of them are giants. logStructured is what a log copies for each byte written where all its
                segments are as full (u / (1 - u)). p9999PauseNanos is the time of a read, by HdrHistogram: on a machine with
                other work to do it tells of that. refused: updates put off for want of room. failures: a reader saw what was
                not the object's."""
                .formatted(TURNS);
    }

    @Override
    public boolean draws() {
        return true;
    }

    /** A mix, and from which size on objects are giants. */
    private record Trial(ObjectMix mix, long threshold, boolean largeObjectSpace) {}

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long capacity = settings.region(USUAL_REGION, LEAST_REGION, GREATEST_REGION, GRAIN,
                "16MiB to 4GiB in steps of 2MiB for this experiment");
        settings.requireOneThread();
        List<Trial> trials = trials();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Trial each : trials) {
            progress.advance(each.mix().name(), rows.size(), trials.size());
            rows.add(row(each, UpdateRun.of(each.mix(), capacity, TURNS, each.threshold(), settings.seed())));
        }
        progress.advance("", trials.size(), trials.size());
        return new ExperimentResult(name(), Map.of("poolBytes", capacity, "seed", settings.seed()), rows, List.of(
                panel(rows, "sizes", "Write cost by utilisation: " + percents(UTILISATIONS)),
                panel(rows, "threshold", "Write cost by threshold: 4, 8, 16, 32, 64 KiB")));
    }

    private static List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (double share : GIANT_SHARES) {
            ObjectMix mix = new ObjectMix("giants-" + Math.round(100 * share), 100, 200, share, WITH_GIANTS, 0);
            trials.add(new Trial(mix, USUAL_THRESHOLD, true));
            trials.add(new Trial(mix, Long.MAX_VALUE, false));
        }
        trials.add(new Trial(new ObjectMix("uniform", 100, 100, 0, FULL, 0), USUAL_THRESHOLD, true));
        trials.add(new Trial(new ObjectMix("zipfian", 100, 100, 0, FULL, ZIPFIAN), USUAL_THRESHOLD, true));
        for (double utilisation : UTILISATIONS) {
            trials.add(new Trial(new ObjectMix("sizes", 50, 150, 0, utilisation, 0), USUAL_THRESHOLD, true));
        }
        for (long threshold : THRESHOLDS) {
            trials.add(new Trial(new ObjectMix("threshold", 1 << 10, 64 << 10, 0, FULL, 0), threshold, true));
        }
        return trials;
    }

    private static Map<String, Object> row(Trial trial, UpdateRun.Outcome outcome) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mix", trial.mix().name());
        row.put("largeObjectSpace", trial.largeObjectSpace());
        row.put("writtenBytes", outcome.writtenBytes());
        row.put("copiedBytes", outcome.copiedBytes());
        row.put("p9999PauseNanos", outcome.p9999PauseNanos());
        row.put("utilisation", trial.mix().utilisation());
        row.put("copiedPerWritten", hundredths((double) outcome.copiedBytes() / outcome.writtenBytes()));
        row.put("logStructured", hundredths(trial.mix().logCopies()));
        row.put("giantsFrom", outcome.threshold());
        row.put("reads", outcome.reads());
        row.put("refused", outcome.refused());
        row.put("failures", outcome.failures());
        return row;
    }

    private static ChartPanel panel(List<Map<String, Object>> rows, String mix, String title) {
        List<Map<String, Object>> drawn = rows.stream().filter(each -> mix.equals(each.get("mix"))).toList();
        return new ChartPanel(title, "in order", "bytes copied a byte written", List.of(
                new ChartPanel.Line("objects", column(drawn, "copiedPerWritten")),
                new ChartPanel.Line("log-structured", column(drawn, "logStructured"))));
    }

    private static List<Double> column(List<Map<String, Object>> rows, String name) {
        return rows.stream().map(each -> (Double) each.get(name)).toList();
    }

    private static String percents(double[] shares) {
        StringBuilder text = new StringBuilder();
        for (double each : shares) {
            text.append(text.isEmpty() ? "" : ", ").append(Math.round(100 * each)).append(" %");
        }
        return text.toString();
    }

    private static double hundredths(double value) {
        return Math.round(100 * value) / 100.0;
    }
}
