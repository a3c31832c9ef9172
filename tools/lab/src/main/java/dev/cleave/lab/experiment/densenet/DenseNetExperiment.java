package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.densenet.Way;
import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Picture;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code lab densenet}: what training a DenseNet costs in memory, with concatenation and without. */
public final class DenseNetExperiment implements Experiment {
    private static final int REPETITIONS = 5;

    @Override
    public String name() {
        return "densenet";
    }

    @Override
    public String question() {
        return "What does training a DenseNet cost in memory? Concatenated, in shared storage, and in pieces";
    }

    @Override
    public String explanation() {
        return """
                One step of training, forward and backward, as the architecture says it; activations, statistics
                and gradients, while parameters are apart. naive: each layer's input is concatenated, and all
                that normalization makes is kept. shared: both write into two tensors that all layers share, and
                are done again on the way back (Pleiss et al. 2017). fused: a layer reads a list of pieces and
                normalizes as it reads. peakBytes is the most that is live at a time, reservedBytes the least
                capacity of a buddy space in which all steps find room, fragmentation the share of that which is
                not live at the peak, copiedBytes what a step copies from tensor to tensor. millis is the
                median over the repetitions of what a step's allocations, frees and copies take: with bytes in a
                pool where no more than %d GiB are reserved, else by offsets alone, and nothing is copied.
                deviceReservedBytes is what a heap over the memory of this machine's Vulkan device reserves at
                most for the same, and deviceMillis how long a step takes there, the device's copies going on
                meanwhile. publishedBytes is what others measured on a card: a whole process, with the driver's
                context and the workspaces of convolutions. depth: networks of 40 to 250 layers, and what fits their peaks.
                --trace-out writes the sequences as traces, of as many steps as there are repetitions."""
                .formatted(DenseNetTrial.MOST_REAL_BYTES >> 30);
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
    public boolean makesTraces() {
        return true;
    }

    @Override
    public List<String> cases() {
        return Stream.concat(DenseNet.published().stream().map(DenseNet::name), Stream.of(DepthCase.KIND)).toList();
    }

    @Override
    public List<Trace> traces(ExperimentSettings settings) {
        TrainingShape shape = settings.training().orElse(TrainingShape.USUAL);
        int steps = settings.repetitions().orElse(REPETITIONS);
        List<Trace> traces = new ArrayList<>();
        for (DenseNet network : networks(cases(settings))) {
            for (Way way : Way.values()) {
                traces.add(SequenceTrace.of(
                        TrainingSequence.of(network, way, shape.batch(), shape.precision()), steps));
            }
        }
        return traces;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        TrainingShape shape = settings.training().orElse(TrainingShape.USUAL);
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        List<String> cases = cases(settings);
        List<DenseNet> networks = networks(cases);
        List<DenseNet> depths = cases.contains(DepthCase.KIND) ? DepthCase.networks() : List.of();
        int total = (networks.size() + depths.size()) * Way.values().length;
        ProgressStep step = new ProgressStep(progress, "networks", total);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        DepthCase depthCase = new DepthCase();
        try (step; DeviceTrials device = DeviceTrials.open()) {
            step.advance(0);
            for (DenseNet network : networks) {
                List<DenseNetTrial> trials = train(step, rows.size(),
                        way -> DenseNetTrial.run(network, way, shape, repetitions, Optional.of(device)));
                rows.addAll(rows(trials));
                pictures.add(bars(network, trials));
            }
            for (DenseNet network : depths) {
                rows.addAll(rows(train(step, rows.size(), way -> depthCase.run(network, way, shape, repetitions))));
            }
            Map<String, Object> parameters = parameters(shape, repetitions, cases);
            parameters.put("device", device.device());
            if (!depths.isEmpty()) {
                pictures.addFirst(depthCase.panel());
                parameters.putAll(depthCase.fits());
            }
            return new ExperimentResult(name(), parameters, rows, pictures);
        }
    }

    private static List<DenseNetTrial> train(ProgressStep step, int done, Function<Way, DenseNetTrial> training) {
        List<DenseNetTrial> trials = new ArrayList<>();
        for (Way way : Way.values()) {
            trials.add(training.apply(way));
            step.advance(done + trials.size());
        }
        return trials;
    }

    private static Map<String, Object> parameters(TrainingShape shape, int repetitions, List<String> cases) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("batch", shape.batch());
        parameters.put("precision", TrainingShape.label(shape.precision()));
        parameters.put("repetitions", repetitions);
        parameters.put("cases", cases);
        return parameters;
    }

    private static List<Map<String, Object>> rows(List<DenseNetTrial> trials) {
        long naive = trials.getFirst().run().peakLiveBytes();
        return trials.stream().map(each -> each.row(naive)).toList();
    }

    private static BarPanel bars(DenseNet network, List<DenseNetTrial> trials) {
        List<BarPanel.Bar> bars = new ArrayList<>();
        for (DenseNetTrial each : trials) {
            String way = each.sequence().way().label();
            bars.add(new BarPanel.Bar(way, gibibytes(each.run().peakLiveBytes())));
            Published.of(each.sequence())
                    .ifPresent(bytes -> bars.add(new BarPanel.Bar(way + ", published", gibibytes(bytes))));
        }
        return new BarPanel("DenseNet " + network.name() + ": most live bytes in a step of training", "GiB", bars);
    }

    private static double gibibytes(long bytes) {
        return Math.round(bytes * 1000.0 / (1 << 30)) / 1e3;
    }

    /** Those asked for in the experiment's order, or all. */
    private List<String> cases(ExperimentSettings settings) {
        for (String each : settings.cases()) {
            OptionRange.require(cases().contains(each), "--case", each, "one of " + String.join(", ", cases()));
        }
        return settings.cases().isEmpty()
                ? cases()
                : cases().stream().filter(settings.cases()::contains).toList();
    }

    private static List<DenseNet> networks(List<String> cases) {
        return DenseNet.published().stream().filter(each -> cases.contains(each.name())).toList();
    }
}
