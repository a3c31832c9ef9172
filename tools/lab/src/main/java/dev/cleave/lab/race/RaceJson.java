package dev.cleave.lab.race;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.lab.bench.BenchReport;
import dev.cleave.lab.peer.AllocatorName;
import java.util.OptionalDouble;

/**
 * A race as JSON: the bench's objects {@code environment}, {@code results} and {@code skipped}, of which a result says
 * {@code extrapolated} and {@code ratioToCleave} as well; the {@code seconds} it took; and {@code curves} of filling, each with its
 * points and the seconds at its target. What is not known is {@code null}.
 */
public final class RaceJson {
    private RaceJson() {}

    /** The race as a tree, ready to be written. */
    public static ObjectNode of(RaceResult race) {
        BenchReport bench =
                new BenchReport(race.environment(), race.settings().clock(), race.results(), race.skipped());
        ObjectNode json = new ObjectMapper().valueToTree(bench.toJson());
        int row = 0;
        for (JsonNode result : json.get("results")) {
            RaceResult.Figure figure = race.figures().get(row++);
            OptionalDouble ratio = race.ratios().to(AllocatorName.CLEAVE, figure.result());
            ((ObjectNode) result)
                    .put("ratioToCleave", ratio.isPresent() ? (Double) ratio.getAsDouble() : null)
                    .put("extrapolated", figure.extrapolated());
        }
        json.put("seconds", race.seconds()).put("hurried", race.hurried());
        ArrayNode curves = json.putArray("curves");
        race.curves().forEach(curve -> add(curve, curves.addObject()));
        return json;
    }

    private static void add(FillCurve curve, ObjectNode json) {
        json.put("allocator", curve.allocator()).put("phase", curve.phase());
        ArrayNode measured = json.putArray("measured");
        curve.measured().forEach(
                point -> measured.addObject().put("blocks", point.blocks()).put("seconds", point.seconds()));
        json.put("targetBlocks", curve.target())
                .put("secondsAtTarget", curve.secondsAtTarget().orElse(null))
                .put("extrapolated", !curve.reached())
                .put("law", curve.extrapolation().map(Extrapolation::law).orElse(null));
    }
}
