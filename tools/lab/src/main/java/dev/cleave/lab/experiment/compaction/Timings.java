package dev.cleave.lab.experiment.compaction;

import static dev.cleave.lab.experiment.ExperimentResult.UNKNOWN;

import dev.cleave.lab.experiment.compaction.PlainCopy.Plain;
import dev.cleave.lab.experiment.compaction.Stopwatch.Time;
import dev.cleave.lab.report.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What one way of making room took, time after time, each beside a plain copy of as many bytes. */
final class Timings {
    private final List<Double> elapsed = new ArrayList<>();
    private final List<Double> processor = new ArrayList<>();
    private final List<Double> memcpy = new ArrayList<>();
    private final List<Double> copy = new ArrayList<>();
    private final List<Double> bytes = new ArrayList<>();
    private long failures;

    /** One more time. */
    void add(Time time, long copiedBytes, Plain plain) {
        elapsed.add(time.elapsed() / 1e6);
        processor.add(time.processor() / 1e6);
        memcpy.add(plain.memcpy().processor() / 1e6);
        copy.add(plain.segments().processor() / 1e6);
        bytes.add((double) copiedBytes);
    }

    /** One more time, but it came to nothing. */
    void fail() {
        failures++;
    }

    /** The figures, in the columns of the experiment. */
    Map<String, Object> row(String way, Object lentPercent) {
        double copied = median(bytes);
        double took = median(processor);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("way", way);
        row.put("lentPercent", lentPercent);
        row.put("bytesCopied", Math.round(copied));
        row.put("p50Millis", rounded(median(elapsed)));
        row.put("p99Millis", rounded(percentile99(elapsed)));
        row.put("processorMillis", rounded(took));
        row.put("memcpyMillis", copied == 0 ? UNKNOWN : rounded(median(memcpy)));
        row.put("timesMemcpy", copied == 0 ? UNKNOWN : rounded(times(memcpy)));
        row.put("copyMillis", copied == 0 ? UNKNOWN : rounded(median(copy)));
        row.put("timesCopy", copied == 0 ? UNKNOWN : rounded(times(copy)));
        row.put("gigabytesPerSecond", copied == 0 ? UNKNOWN : rounded(copied / (took * 1e6)));
        row.put("failures", failures);
        return row;
    }

    private double times(List<Double> plain) {
        return Median.of(IntStream.range(0, plain.size()).mapToDouble(each -> processor.get(each) / plain.get(each))
                .toArray());
    }

    private static double median(List<Double> figures) {
        return Median.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The least figure that 99 in a hundred do not exceed. */
    static double percentile99(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    static double rounded(double figure) {
        return Math.round(figure * 1000) / 1000.0;
    }
}
