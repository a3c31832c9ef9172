package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** A load carried by every allocator that can run here, in JVMs one after another, as often as wanted. */
final class FootprintRun {
    private static final long LEAST_REGION = 1L << 20;
    private static final long GREATEST_REGION = 4L << 30;

    private final long liveBytes;
    private final int repetitions;
    private final long seed;
    private final List<Subject> subjects;
    private final Progress progress;
    private final long total;
    private final List<String> unavailable = new ArrayList<>();
    private long done;

    FootprintRun(
            ExperimentSettings settings, long usualRegion, int loads, List<Subject> subjects, Progress progress) {
        this.subjects = subjects;
        liveBytes = settings.region(usualRegion, LEAST_REGION, GREATEST_REGION, 1,
                "1MiB to 4GiB for this experiment: it is what is live at a time");
        settings.requireOneThread();
        repetitions = settings.repetitions().orElse(1);
        seed = settings.seed();
        this.progress = progress;
        total = (long) loads * repetitions * subjects.size();
    }

    /** The footprints by allocator, each once a repetition. Of one that cannot carry the load the rest is told nevertheless. */
    Map<String, List<Footprint>> carry(String load) {
        Map<String, List<Footprint>> footprints = new LinkedHashMap<>();
        for (String subject : subjects.stream().map(Subject::label).toList()) {
            List<Footprint> each = new ArrayList<>();
            for (int repetition = 0; repetition < repetitions; repetition++) {
                progress.advance(load + ", " + subject, done++, total);
                try {
                    each.add(new Footprint(subject,
                            new FootprintTrial(load, subject, liveBytes, seed + repetition).run()));
                } catch (UnsupportedOperationException | TrialException missing) {
                    unavailable.add(load + ", " + subject + ": " + missing.getMessage());
                }
            }
            if (!each.isEmpty()) {
                footprints.put(subject, each);
            }
        }
        progress.advance(load, done, total);
        if (footprints.isEmpty()) {
            throw new IllegalStateException("no allocator could run here: " + String.join("; ", unavailable));
        }
        return footprints;
    }

    /** What every row depends on. */
    Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("liveBytes", liveBytes);
        parameters.put("seed", seed);
        parameters.put("repetitions", repetitions);
        parameters.put("decayMillis", Subject.DECAY.toMillis());
        parameters.put("unavailable", List.copyOf(unavailable));
        return parameters;
    }

    /** The median of a figure, in bytes; {@link ExperimentResult#UNKNOWN} where the allocator does not tell it. */
    static Object median(List<Footprint> footprints, Function<Footprint, OptionalLong> figure) {
        double[] figures =
                footprints.stream().map(figure).flatMapToLong(OptionalLong::stream).asDoubleStream().toArray();
        return figures.length == 0 ? ExperimentResult.UNKNOWN : Math.round(Median.of(figures));
    }

    /** Bytes for each live one, with two decimals; unknown where they are. */
    static Object ratio(Object bytes, long liveBytes) {
        return bytes instanceof Long known ? Math.round(100.0 * known / liveBytes) / 100.0 : ExperimentResult.UNKNOWN;
    }

    /** The first repetition of each allocator. */
    static List<Footprint> first(Map<String, List<Footprint>> footprints) {
        return footprints.values().stream().map(List::getFirst).toList();
    }
}
