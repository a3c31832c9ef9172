package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.densenet.Way;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.TrainingShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Networks of growing depth: how the peak of each way grows with it. */
final class DepthCase {
    static final String KIND = "depth";

    private static final int GROWTH = 12;
    private static final int FIRST_DEPTH = 40;
    private static final int DEPTH_STEP = 30;
    private static final int DEPTHS = 8;

    private final Map<Way, List<DenseNetTrial>> trials = new LinkedHashMap<>();

    /** The networks, the shallowest first. */
    static List<DenseNet> networks() {
        List<DenseNet> networks = new ArrayList<>();
        for (int each = 0; each < DEPTHS; each++) {
            networks.add(DenseNet.cifar(FIRST_DEPTH + each * DEPTH_STEP, GROWTH));
        }
        return networks;
    }

    /** Trains one of the networks in one way, by offsets alone. */
    DenseNetTrial run(DenseNet network, Way way, TrainingShape shape, int repetitions) {
        DenseNetTrial trial = DenseNetTrial.run(network, way, shape, repetitions, Optional.empty());
        trials.computeIfAbsent(way, unused -> new ArrayList<>()).add(trial);
        return trial;
    }

    /** What fits each way's peaks, over all depths: a line and a parabola. */
    Map<String, Object> fits() {
        double[] depths = networks().stream().mapToDouble(DenseNet::depth).toArray();
        Map<String, Object> fits = new LinkedHashMap<>();
        trials.forEach((way, those) -> {
            double[] peaks = those.stream().mapToDouble(each -> each.run().peakLiveBytes()).toArray();
            fits.put(way.label() + "Line", PolynomialFit.of(depths, peaks, 1).text());
            fits.put(way.label() + "Parabola", PolynomialFit.of(depths, peaks, 2).text());
        });
        return fits;
    }

    /** The peaks over the depths, a line for each way. */
    ChartPanel panel() {
        return new ChartPanel("Most live bytes in a step of training, by depth",
                "layers: 1 is " + FIRST_DEPTH + ", and each further one " + DEPTH_STEP + " more", "GiB",
                trials.entrySet().stream()
                        .map(each -> new ChartPanel.Line(each.getKey().label(), gibibytes(each.getValue())))
                        .toList());
    }

    private static List<Double> gibibytes(List<DenseNetTrial> those) {
        return those.stream().map(each -> each.run().peakLiveBytes() / (double) (1 << 30)).toList();
    }
}
