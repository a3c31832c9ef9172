package dev.cleave.lab.experiment.compaction;

import dev.cleave.contiguity.GatherView;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** {@code lab gather}: what it costs that bytes which go out or come in lie in pieces. */
public final class GatherExperiment implements Experiment {
    private static final long DEFAULT_REGION = 64L << 20;
    private static final long LEAST_REGION = 1L << 20;
    private static final long GREATEST_REGION = 1L << 30;
    private static final String REGIONS = "1MiB, 4MiB, 16MiB, 64MiB, 256MiB or 1GiB for this experiment";
    private static final int REPETITIONS = 15;
    private static final int WARMUP = 3;

    @Override
    public String name() {
        return "gather";
    }

    @Override
    public String question() {
        return "From which size of pieces on does scattering no longer cost? Vectored I/O beside one piece";
    }

    @Override
    public String explanation() {
        return """
                As many bytes as the region has go to a file or through a pair of sockets on this machine, or come
                from a file, in pieces of pieceBytes that lie scattered; the last size is all in one piece. file-write
                and file-read go by a FileChannel, pwritev and preadv by a descriptor at a position, where the system
                has these. The file is among the system's temporary ones, and is not forced to the disk.
                millis is the median elapsed time, gigabytesPerSecond what that makes, ofOnePiecePercent its
                share of one piece's. predictedMillis is what the cost model says, a descriptor a piece beside the
                bandwidth, from the smallest pieces and the one piece alone; leastPieceBytes is the size from which
                on, by the model, 95 percent of the bandwidth are left.""";
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, LEAST_REGION, REGIONS);
        boolean powerOfFour = Long.bitCount(region) == 1 && Long.numberOfTrailingZeros(region) % 2 == 0;
        OptionRange.require(powerOfFour, "--region", region, REGIONS);
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        Map<String, Map<Long, List<Double>>> nanos = new LinkedHashMap<>();
        try (Pieces pieces = new Pieces(region, settings.seed()); Channels channels = new Channels()) {
            for (int turn = -WARMUP; turn < repetitions; turn++) {
                progress.advance(turn < 0 ? "warming up" : "turn " + (turn + 1), turn + WARMUP, repetitions + WARMUP);
                if (turn == 0) {
                    nanos.clear();
                }
                turn(pieces, channels, nanos);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the file or the sockets of the experiment", broken);
        }
        progress.advance("done", repetitions + WARMUP, repetitions + WARMUP);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        List<GatherFindings> found = new ArrayList<>();
        nanos.forEach((way, times) -> found.add(GatherFindings.of(way, region, medians(times))));
        List<Map<String, Object>> rows = found.stream().flatMap(each -> each.rows().stream()).toList();
        List<ChartPanel> panels = found.stream().map(GatherFindings::panel).toList();
        return new ExperimentResult(name(), parameters, rows, panels);
    }

    private static void turn(Pieces pieces, Channels channels, Map<String, Map<Long, List<Double>>> nanos)
            throws IOException {
        for (Map.Entry<String, Channels.Way> way : channels.ways().entrySet()) {
            for (Map.Entry<Long, GatherView> view : pieces.views().entrySet()) {
                long begin = System.nanoTime();
                way.getValue().take(view.getValue());
                double took = System.nanoTime() - begin;
                nanos.computeIfAbsent(way.getKey(), key -> new TreeMap<>())
                        .computeIfAbsent(view.getKey(), key -> new ArrayList<>())
                        .add(took);
            }
        }
    }

    private static NavigableMap<Long, Double> medians(Map<Long, List<Double>> times) {
        NavigableMap<Long, Double> medians = new TreeMap<>();
        times.forEach((piece, each) -> medians.put(piece,
                Median.of(each.stream().mapToDouble(Double::doubleValue).toArray())));
        return medians;
    }
}
