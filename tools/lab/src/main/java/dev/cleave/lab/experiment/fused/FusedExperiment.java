package dev.cleave.lab.experiment.fused;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import java.lang.module.ModuleFinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab fused}: layers that read pieces beside layers that read a concatenation. */
public final class FusedExperiment implements Experiment {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final int IMAGES = 2;
    private static final int MOST_IMAGES = 256;
    private static final int REPETITIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String IMPATIENT = "for one way: fewer images (--batch) take less";

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public String question() {
        return "Do layers that read pieces compute the same bits, and in what time? Beside a concatenation";
    }

    @Override
    public String explanation() {
        return """
                The first dense block of a DenseNet-BC of %d layers, forward, on random images (--batch; %d unless
                told): batch normalization, ReLU, 1x1 convolution, and the same with 3x3, %d times.
                concatenating: the layer's input is copied side by side, normalized into another tensor, and
                convolved. fused: the convolution reads the pieces, and normalizes as it reads. scalar: plain
                Java; vector: the JDK's Vector API; opencl: this machine's OpenCL device. identical: whether all
                bits are those of the first row. peakBytes: the most that feature maps take at a time, beside
                the input. millis: the median over the repetitions, one thread, in a JVM of its own."""
                .formatted(100, IMAGES, BlockTrial.BLOCK.layers());
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        int images = settings.training().map(TrainingShape::batch).orElse(IMAGES);
        OptionRange.require(images <= MOST_IMAGES, "--batch", images, "1 to " + MOST_IMAGES + " for this experiment");
        settings.training().ifPresent(shape -> OptionRange.require(
                shape.precision() == TrainingShape.USUAL.precision(), "--precision",
                TrainingShape.label(shape.precision()), "float32 for this experiment"));
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        boolean vectors = ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();
        List<Map<String, Object>> rows = new ArrayList<>();
        try (ChildJvm child = new ChildJvm(FusedProcess.class,
                vectors ? List.of("--add-modules=" + VECTOR_MODULE) : List.of(),
                List.of(String.valueOf(images), String.valueOf(repetitions), String.valueOf(settings.seed())),
                Map.of())) {
            String head = child.await(FusedProcess.DONE, PATIENCE, IMPATIENT).getLast();
            int expected = Integer.parseInt(head.substring(FusedProcess.ROWS.length()));
            try (ProgressStep step = new ProgressStep(progress, "a dense block", expected)) {
                step.advance(0);
                while (rows.size() < expected) {
                    rows.add(row(child.await(FusedProcess.DONE, PATIENCE, IMPATIENT).getLast()));
                    step.advance(rows.size());
                }
            }
            child.end(PATIENCE, IMPATIENT);
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("images", images);
        parameters.put("repetitions", repetitions);
        parameters.put("seed", settings.seed());
        return new ExperimentResult(name(), parameters, rows, List.of(bars(rows)));
    }

    private static Map<String, Object> row(String line) {
        String[] fields = line.substring(FusedProcess.ROW.length()).split(" ");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernels", fields[0]);
        row.put("way", fields[1]);
        row.put("millis", Math.round(Double.parseDouble(fields[2]) * 1000) / 1e3);
        row.put("peakBytes", Long.parseLong(fields[3]));
        row.put("identical", Boolean.parseBoolean(fields[4]));
        row.put("failures", Boolean.parseBoolean(fields[4]) ? 0 : 1);
        return row;
    }

    private static BarPanel bars(List<Map<String, Object>> rows) {
        return new BarPanel("A dense block forward", "ms", rows.stream()
                .map(row -> new BarPanel.Bar(row.get("kernels") + " " + row.get("way"),
                        row.get("millis") instanceof Number millis ? millis.doubleValue() : 0))
                .toList());
    }
}
