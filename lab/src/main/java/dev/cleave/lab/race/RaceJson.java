package dev.cleave.lab.race;

import dev.cleave.lab.bench.BenchReport;
import dev.cleave.lab.bench.BenchResult;
import dev.cleave.lab.bench.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A race as JSON: the bench's objects {@code environment}, {@code results} and {@code skipped}, of which a result says
 * {@code extrapolated} and {@code ratioToCleave} as well; the {@code seconds} it took; and {@code curves} of filling, each with its
 * points and the seconds at its target.
 */
public final class RaceJson {
    private RaceJson() {}

    /** The race as maps and lists, in the order in which JSON should show it. */
    public static Map<String, @Nullable Object> of(RaceResult race) {
        List<BenchResult> results = race.figures().stream().map(figure -> withRatio(race, figure)).toList();
        BenchReport bench = new BenchReport(race.environment(), Clock.ELAPSED, results, race.skipped());
        Map<String, @Nullable Object> json = new LinkedHashMap<>(bench.toJson());
        json.put("results", results(race, bench));
        json.put("seconds", race.seconds());
        json.put("curves", race.curves().stream().map(RaceJson::curve).toList());
        return json;
    }

    private static BenchResult withRatio(RaceResult race, RaceResult.Figure figure) {
        BenchResult result = figure.result();
        return new BenchResult(result.allocator(), result.workload(), result.threads(), result.median(), result.min(),
                result.max(), result.operations(), result.failures(),
                race.ratio(figure, RaceResult.FLOOR).orElse(Double.NaN));
    }

    private static List<Map<String, @Nullable Object>> results(RaceResult race, BenchReport bench) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(bench.resultRows());
        for (int each = 0; each < rows.size(); each++) {
            RaceResult.Figure figure = race.figures().get(each);
            OptionalDouble ratio = race.ratio(figure, RaceResult.CLEAVE);
            rows.get(each).put("ratioToCleave", ratio.isPresent() ? (Double) ratio.getAsDouble() : null);
            rows.get(each).put("extrapolated", figure.extrapolated());
        }
        return rows;
    }

    private static Map<String, @Nullable Object> curve(FillCurve curve) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("allocator", curve.allocator());
        json.put("phase", curve.phase());
        json.put("measured", curve.measured().stream()
                .map(point -> Map.of("blocks", point.blocks(), "seconds", point.seconds()))
                .toList());
        json.put("targetBlocks", curve.target());
        json.put("secondsAtTarget", curve.secondsAtTarget().orElse(null));
        json.put("extrapolated", !curve.reached());
        json.put("law", curve.extrapolation().map(Extrapolation::law).orElse(null));
        return json;
    }
}
