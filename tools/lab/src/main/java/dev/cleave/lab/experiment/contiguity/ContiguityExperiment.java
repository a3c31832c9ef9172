package dev.cleave.lab.experiment.contiguity;

import static dev.cleave.lab.experiment.ExperimentResult.percent;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code lab contiguity}: a large request to a pool that is nearly all free, and has pages all
 * over.
 */
public final class ContiguityExperiment implements Experiment {
    private static final long DEFAULT_REGION = 1L << 30;
    private static final long LEAST_REGION = 16L << 20;
    private static final long GREATEST_REGION = 8L << 30;
    private static final long DEFAULT_SIZE = 64L << 20;
    private static final long PAGE = 4096;
    private static final long BLOCK = 2L << 20;
    private static final int REPETITIONS = 5;
    private static final double NANOS_A_MILLI = 1e6;
    private static final double KIB = 1024;

    /** Makes it. */
    public ContiguityExperiment() {}

    @Override
    public String name() {
        return "contiguity";
    }

    @Override
    public String question() {
        return "A pool is 99 % free, and a large request fails: what each way out costs";
    }

    @Override
    public String explanation() {
        return """
                A pool is filled with pages of 4 KiB; all are freed but one at random in each large block of
                2 MiB. Then a large request comes: --size says how large, --region how large the pool is.
                buddy: the pool alone. grouping: the same requests, but those that stay were called
                unmovable, and lie together. compaction: the pages are movable blocks. reservation: a range
                was kept from the start, lent to the pages, and is claimed. gather: several blocks for one.
                stitching: several blocks mapped side by side (on Linux).
                served: whether it got its memory. millis: from the request to its answer, the median over
                the seeds; minMillis and maxMillis are its extremes. bytesCopied: of pages that were moved
                for it. ranges: of which its memory consists for whoever uses it; pieces: blocks of the pool
                in which it lies. largestFreeBytes...: the longest free range Before the request and After
                its memory was given back; a reservation is not among what is free. wholePercent...: the
                share of the pool in free blocks of 2 MiB and more. All memory that was served is written
                and read back, and so are the pages that stayed: failures counts the words of eight bytes
                that were not what was written, and must be 0. One thread.""";
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public boolean takesSize() {
        return true;
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, BLOCK,
                "a multiple of 2MiB from 16MiB to 8GiB for this experiment");
        long size = settings.request(Math.min(DEFAULT_SIZE, region / 4), PAGE, region,
                "a multiple of 4KiB from 4KiB to the region's " + ByteText.exact(region) + " for this experiment");
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        List<Way> ways = Way.here();
        long total = (long) ways.size() * repetitions;
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Way way : ways) {
            List<Trial.Outcome> outcomes = new ArrayList<>();
            for (int each = 0; each < repetitions; each++) {
                progress.advance(way.label(), (long) rows.size() * repetitions + each, total);
                outcomes.add(new Trial(way, ground(region, settings.seed() + each), size).run());
            }
            rows.add(row(way, outcomes));
        }
        progress.advance("done", total, total);
        return new ExperimentResult(name(), parameters(settings, region, size, repetitions), rows,
                panels(rows, size));
    }

    private static Ground ground(long region, long seed) {
        return new Ground(region, PAGE, BLOCK, seed);
    }

    private static Map<String, Object> parameters(
            ExperimentSettings settings, long region, long size, int repetitions) {
        Ground ground = ground(region, settings.seed());
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("requestBytes", size);
        parameters.put("pageBytes", PAGE);
        parameters.put("largeBlockBytes", BLOCK);
        parameters.put("pagesThatStay", ground.blocks());
        parameters.put("freePercent", percent(ground.freeShare()));
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        if (!Way.here().contains(Way.STITCHING)) {
            parameters.put("notMeasured", Way.NOT_STITCHED);
        }
        return parameters;
    }

    // ------------------------------------------------------------------------------------------------------------ rows

    private static Map<String, Object> row(Way way, List<Trial.Outcome> outcomes) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("way", way.label());
        row.put("served", outcomes.stream().allMatch(Trial.Outcome::served));
        row.put("millis", millis(median(outcomes, Trial.Outcome::nanos)));
        row.put("minMillis", millis(outcomes.stream().mapToDouble(Trial.Outcome::nanos).min().orElseThrow()));
        row.put("maxMillis", millis(outcomes.stream().mapToDouble(Trial.Outcome::nanos).max().orElseThrow()));
        row.put("bytesCopied", Math.round(median(outcomes, Trial.Outcome::copiedBytes)));
        row.put("ranges", Math.round(median(outcomes, Trial.Outcome::ranges)));
        row.put("pieces", Math.round(median(outcomes, Trial.Outcome::pieces)));
        row.put("largestFreeBytesBefore", Math.round(median(outcomes, Trial.Outcome::largestBefore)));
        row.put("largestFreeBytesAfter", Math.round(median(outcomes, Trial.Outcome::largestAfter)));
        row.put("wholePercentBefore", percent(median(outcomes, Trial.Outcome::wholeBefore)));
        row.put("wholePercentAfter", percent(median(outcomes, Trial.Outcome::wholeAfter)));
        row.put("failures", outcomes.stream().mapToLong(Trial.Outcome::wrongStamps).sum());
        return row;
    }

    private static double median(List<Trial.Outcome> outcomes, ToDoubleFunction<Trial.Outcome> figure) {
        return Median.of(outcomes.stream().mapToDouble(figure).toArray());
    }

    /** To the microsecond. */
    private static double millis(double nanos) {
        return Math.round(nanos / 1000) * 1000 / NANOS_A_MILLI;
    }

    // ----------------------------------------------------------------------------------------------- tables and charts

    @Override
    public List<String> table(ExperimentResult result) {
        Table table = new Table().left(0, 0).left(2, 0);
        for (int column = 0; column < 11; column++) {
            table.right(2, 0);
        }
        table.row("", "", "", "", "", "", "", "", Table.SPANNED, "largest free range", Table.SPANNED,
                "in blocks >= 2 MiB");
        table.row("way", "served", "millis", "min", "max", "copied", "ranges", "pieces", "before", "after", "before",
                "after", "failures");
        result.rows().forEach(row -> table.row(cells(row)));
        return table.lines();
    }

    private static List<String> cells(Map<String, Object> row) {
        return List.of(String.valueOf(row.get("way")), isServed(row) ? "yes" : "refused",
                FigureText.decimal(number(row, "millis"), 3), FigureText.decimal(number(row, "minMillis"), 3),
                FigureText.decimal(number(row, "maxMillis"), 3), bytes(row, "bytesCopied"),
                FigureText.count((long) number(row, "ranges")), FigureText.count((long) number(row, "pieces")),
                bytes(row, "largestFreeBytesBefore"),
                bytes(row, "largestFreeBytesAfter"), FigureText.decimal(number(row, "wholePercentBefore"), 1) + " %",
                FigureText.decimal(number(row, "wholePercentAfter"), 1) + " %",
                FigureText.count((long) number(row, "failures")));
    }

    private static boolean isServed(Map<String, Object> row) {
        return Boolean.TRUE.equals(row.get("served"));
    }

    private static String bytes(Map<String, Object> row, String column) {
        return ByteText.of((long) number(row, column));
    }

    private static double number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static List<BarPanel> panels(List<Map<String, Object>> rows, long size) {
        String what = ByteText.of(size) + " asked for: ";
        return List.of(bars(what + "time to the answer", "ms", rows, "millis", 1),
                bars(what + "bytes copied", "KiB", rows, "bytesCopied", KIB),
                bars(what + "pieces", "pieces", rows, "pieces", 1));
    }

    private static BarPanel bars(
            String title, String upward, List<Map<String, Object>> rows, String column, double unit) {
        return new BarPanel(title, upward, rows.stream()
                .map(row -> new BarPanel.Bar(
                        row.get("way") + (isServed(row) ? "" : ", refused"), number(row, column) / unit))
                .toList());
    }
}
