package dev.cleave.lab.experiment.densenet;

import dev.cleave.gpu.densenet.DenseNet;
import dev.cleave.gpu.densenet.OffsetSpace;
import dev.cleave.gpu.densenet.PoolSpace;
import dev.cleave.gpu.densenet.SequenceRun;
import dev.cleave.gpu.densenet.TensorSpace;
import dev.cleave.gpu.densenet.TrainingSequence;
import dev.cleave.gpu.densenet.Way;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.TrainingShape;
import dev.cleave.lab.report.Median;
import dev.cleave.memory.Pool;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One network trained in one way.
 *
 * @param sequence what training does to memory
 * @param reservedBytes the least capacity of a buddy space that serves all its steps
 * @param run what was counted in the last step
 * @param real whether bytes were copied
 * @param millis the median of what a step's allocations, frees and copies took
 * @param device the same in a device's heap, where there is a device and it has the memory
 */
record DenseNetTrial(TrainingSequence sequence, long reservedBytes, SequenceRun run, boolean real, double millis,
        Optional<SequenceRun> device) {
    /** What copies real bytes takes no more of the machine than this. */
    static final long MOST_REAL_BYTES = 3L << 30;

    /** A pool may lay tensors out less well than the best that was found. */
    private static final long SPARE_SHARE = 4;

    /**
     * Carries out so many steps, after one that nobody looks at.
     *
     * @param device where real bytes may be copied beside a pool; nothing where none may be
     */
    static DenseNetTrial run(DenseNet network, Way way, TrainingShape shape, int repetitions,
            Optional<DeviceTrials> device) {
        TrainingSequence sequence = TrainingSequence.of(network, way, shape.batch(), shape.precision());
        long reserved = SequenceRun.leastCapacity(sequence, repetitions + 1);
        boolean real = device.isPresent() && reserved <= MOST_REAL_BYTES;
        try (TensorSpace space = real ? pool(reserved) : new OffsetSpace(reserved)) {
            SequenceRun run = SequenceRun.of(sequence, space);
            double[] millis = new double[repetitions];
            for (int each = 0; each < repetitions; each++) {
                run = SequenceRun.of(sequence, space);
                millis[each] = run.nanos() / 1e6;
            }
            return new DenseNetTrial(sequence, reserved, run, real, Median.of(millis),
                    real ? device.orElseThrow().run(sequence) : Optional.empty());
        }
    }

    private static TensorSpace pool(long reserved) {
        return new PoolSpace(Pool.builder()
                .name("densenet")
                .capacity(reserved + reserved / SPARE_SHARE)
                .unit(OffsetSpace.UNIT)
                .purge(false)
                .space(settings -> settings.stripes(1))
                .build());
    }

    /** As a row, beside the peak of the naive way. */
    Map<String, Object> row(long naivePeak) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("network", sequence.network().name());
        row.put("way", sequence.way().label());
        row.put("peakBytes", run.peakLiveBytes());
        row.put("reservedBytes", reservedBytes);
        row.put("copiedBytes", run.copiedBytes());
        row.put("millis", rounded(millis));
        row.put("peakOfNaive", rounded((double) run.peakLiveBytes() / naivePeak));
        row.put("fragmentation", rounded(1 - (double) run.peakLiveBytes() / reservedBytes));
        row.put("tensors", sequence.tensors());
        row.put("memory", real ? "pool" : "offsets");
        row.put("deviceReservedBytes",
                device.isPresent() ? (Object) device.get().peakReservedBytes() : ExperimentResult.UNKNOWN);
        row.put("deviceMillis",
                device.isPresent() ? (Object) rounded(device.get().nanos() / 1e6) : ExperimentResult.UNKNOWN);
        row.put("publishedBytes", Published.of(sequence).isPresent()
                ? (Object) Published.of(sequence).getAsLong()
                : ExperimentResult.UNKNOWN);
        return row;
    }

    private static double rounded(double figure) {
        return Math.round(figure * 1000) / 1e3;
    }
}
