package dev.cleave.lab.experiment.dialogue;

import static dev.cleave.lab.experiment.ExperimentResult.percent;

import dev.cleave.heap.SlabDecisions;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** {@code lab dialogue}: the same load with the heap's dialogue on and off, large requests served side by side. */
public final class DialogueExperiment implements Experiment {
    private static final long DEFAULT_REGION = 256L << 20;
    private static final long LEAST_REGION = 16L << 20;
    private static final long GREATEST_REGION = 16L << 30;
    private static final int REPETITIONS = 3;
    private static final int[] FILLS = {40, 50, 55, 60, 65};

    @Override
    public String name() {
        return "dialogue";
    }

    @Override
    public String question() {
        return "Does the heap's dialogue with the buddy keep large blocks? The same load with and without it";
    }

    @Override
    public String explanation() {
        return """
                Half of fillPercent of the region is live in small objects of %d B to %s, whose sizes drift
                from generation to generation, so that slabs grow sparse and others are needed; the other half
                in blocks of %s, which are freed and asked for at random: asked and served
                count those requests, servedPercent and the columns behind it their success, all together
                and by size. wholePercent is the share of free memory in blocks of 2 MiB and more, and
                strandedPercent the share of the region that lay free in slabs, both at the generations'
                ends. asWanted, smaller, larger and forced count how slabs were sized; smallRefused small
                objects for which there was no room; nanosPerSmall is the time of an allocation or a free
                of one, with the choice of it. One thread; sums over the seeds, medians for shares and times."""
                .formatted(SmallObjects.LEAST, ByteText.of(SmallObjects.MOST), sizes());
    }

    private static String sizes() {
        return String.join(", ", LargeRequests.SIZES.stream().map(ByteText::of).toList());
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, 2 << 20,
                "a multiple of 2MiB from 16MiB to 16GiB for this experiment");
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        long total = 2L * FILLS.length * repetitions;
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int fill : FILLS) {
            long done = (long) rows.size() * repetitions;
            List<DialogueTrial.Outcome> off = new ArrayList<>();
            List<DialogueTrial.Outcome> on = new ArrayList<>();
            for (int each = 0; each < repetitions; each++) {
                progress.advance(fill + " % full", done + 2L * each, total);
                off.add(new DialogueTrial(fill / 100.0, false, region).run(settings.seed() + each));
                on.add(new DialogueTrial(fill / 100.0, true, region).run(settings.seed() + each));
            }
            rows.add(row(fill, "off", off));
            rows.add(row(fill, "on", on));
        }
        progress.advance("done", total, total);
        return new ExperimentResult(name(), parameters(settings, region, repetitions), rows);
    }

    private static Map<String, Object> parameters(ExperimentSettings settings, long region, int repetitions) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        parameters.put("largeBytes", LargeRequests.SIZES);
        parameters.put("smallBytes", List.of(SmallObjects.LEAST, SmallObjects.MOST));
        return parameters;
    }

    private static Map<String, Object> row(int fill, String dialogue, List<DialogueTrial.Outcome> outcomes) {
        long[] asked = new long[LargeRequests.SIZES.size()];
        long[] served = new long[asked.length];
        for (DialogueTrial.Outcome each : outcomes) {
            Arrays.setAll(asked, kind -> asked[kind] + each.asked()[kind]);
            Arrays.setAll(served, kind -> served[kind] + each.served()[kind]);
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("fillPercent", fill);
        row.put("dialogue", dialogue);
        row.put("asked", Arrays.stream(asked).sum());
        row.put("served", Arrays.stream(served).sum());
        row.put("servedPercent", percent((double) Arrays.stream(served).sum() / Arrays.stream(asked).sum()));
        for (int kind = 0; kind < asked.length; kind++) {
            String size = ByteText.of(LargeRequests.SIZES.get(kind)).replace(" ", "");
            row.put("of" + size, percent((double) served[kind] / asked[kind]));
        }
        row.put("wholePercent", percent(median(outcomes, DialogueTrial.Outcome::wholeShare)));
        row.put("strandedPercent", percent(median(outcomes, DialogueTrial.Outcome::strandedShare)));
        row.put("asWanted", sum(outcomes, SlabDecisions::asWanted));
        row.put("smaller", sum(outcomes, SlabDecisions::smaller));
        row.put("larger", sum(outcomes, SlabDecisions::larger));
        row.put("forced", sum(outcomes, SlabDecisions::forced));
        row.put("smallRefused", outcomes.stream().mapToLong(DialogueTrial.Outcome::smallRefused).sum());
        row.put("nanosPerSmall", Math.round(median(outcomes, DialogueTrial.Outcome::nanosPerSmall) * 10) / 10.0);
        return row;
    }

    private static double median(
            List<DialogueTrial.Outcome> outcomes, ToDoubleFunction<DialogueTrial.Outcome> figure) {
        return Median.of(outcomes.stream().mapToDouble(figure).toArray());
    }

    private static long sum(List<DialogueTrial.Outcome> outcomes, ToLongFunction<SlabDecisions> count) {
        return outcomes.stream().mapToLong(each -> count.applyAsLong(each.decisions())).sum();
    }
}
