package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.Footprint;
import dev.cleave.lab.experiment.footprint.FootprintSample;
import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.jvm.FixedJavaHeap;
import dev.cleave.lab.jvm.TrialException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One load on one allocator in a JVM of its own, as what is resident is counted for a whole
 * process.
 */
record DensityTrial(Contestant contestant, DensityLoad load) {
    /** What the JVM says last, with the number of failures behind it. */
    static final String FAILURES = "failures ";

    private static final Duration LIMIT = Duration.ofHours(1);
    private static final long MIB = 1 << 20;
    private static final long JAVA_HEAP_MIB = 48;

    List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of(contestant.name()));
        arguments.addAll(load.toArguments());
        return arguments;
    }

    static DensityTrial parse(List<String> arguments) {
        return new DensityTrial(
                Contestant.valueOf(arguments.getFirst()), DensityLoad.parse(arguments.subList(1, arguments.size())));
    }

    /**
     * Runs it.
     *
     * @throws UnsupportedOperationException when the allocator, or the experiment, cannot run here,
     *     saying why
     * @throws TrialException when it fails, or takes longer than an hour, saying what its JVM said
     */
    Weighed run() {
        List<String> options = FixedJavaHeap.options(JAVA_HEAP_MIB + load.javaHeapBytes() / MIB);
        List<String> lines;
        try (ChildJvm jvm = new ChildJvm(DensityProcess.class, options, toArguments(), Map.of())) {
            lines = jvm.end(LIMIT, "to carry its load: ask a smaller --region");
        }
        List<FootprintSample> samples =
                lines.stream().filter(FootprintSample::isLine).map(FootprintSample::parse).toList();
        if (samples.isEmpty() || !lines.getLast().startsWith(FAILURES)) {
            throw new TrialException("its JVM did not tell all: " + String.join(" / ", lines));
        }
        return new Weighed(new Footprint(contestant.label(), samples),
                Long.parseLong(lines.getLast().substring(FAILURES.length())));
    }
}
