package dev.cleave.lab.experiment.attack;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code lab attack}: what those who mean harm can do to the memory of others. */
public final class AttackExperiment implements Experiment {
    private static final long REGION = 256L << 20;
    private static final long LEAST_REGION = 16L << 20;
    private static final long GREATEST_REGION = 16L << 30;
    private static final long STEPS_PER_UNIT = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String IMPATIENT = "for one attack: a smaller region (--region) takes less";

    @Override
    public String name() {
        return "attack";
    }

    @Override
    public String question() {
        return "What can a client that means harm do to the memory of others? Known attacks, and ones searched for";
    }

    @Override
    public String explanation() {
        return """
                Attacker and victim share a region (--region; 256 MiB unless told), half of it each. The attacker
                takes and frees blocks, never more bytes than its share. The victim holds up to half of its share
                in blocks of 2 MiB, asks for one now and then, and times requests of 4 KiB. unusableShare,
                unusable64KiB, unusable64MiB: of the victim's share, what it cannot have in blocks of 2 MiB, 64 KiB,
                64 MiB at the end. victimSuccess: of its requests for 2 MiB, those served. p50, p9999, maxNanos: of
                its requests for 4 KiB. bound: so many times the live bytes an allocator needs that nothing is
                ever refused, blocks of 4 KiB to 2 MiB: Robson 1974 where blocks do not move. Allocators without
                an end (malloc and others) are refused what takes more than the region of the system;
                of those that do not tell what they have, the pages count in which they placed blocks.
                p9999Ratio: p9999Nanos, over that of the same allocator in the case none, where that runs too.
                none: a client that means no harm. adaptive: searches by hill climbing, and sees addresses;
                adaptive-blind sees only how long its own requests take. Each runs in a JVM of its own.""";
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public List<String> cases() {
        List<String> cases = new ArrayList<>(List.of(AttackResult.NO_ATTACK));
        cases.addAll(Attack.labels());
        cases.add(AdaptiveAttack.SEEING);
        cases.add(AdaptiveAttack.BLIND);
        return cases;
    }

    @Override
    public List<String> allocators() {
        return Defence.all();
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        long region = settings.region(REGION, LEAST_REGION, GREATEST_REGION, 2 * AttackRun.PAGEBLOCK,
                "16 MiB to 16 GiB, in whole multiples of 4 MiB");
        List<String> attacks = settings.casesOf(cases());
        List<String> allocators = settings.allocators().isEmpty() ? Defence.usual() : settings.allocators();
        allocators.forEach(each -> OptionRange.require(Defence.all().contains(each), "--allocator", each,
                "one of " + String.join(", ", Defence.all())));
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, String> left = new LinkedHashMap<>();
        int total = attacks.size() * allocators.size();
        int done = 0;
        try (ProgressStep step = new ProgressStep(progress, "attacks", total)) {
            for (String attack : attacks) {
                for (String allocator : allocators) {
                    step.advance(done++);
                    if (!left.containsKey(allocator)) {
                        measure(attack, allocator, region, settings.seed(), rows, left);
                    }
                }
            }
        }
        addRatios(rows);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("seed", settings.seed());
        parameters.put("leftOut", left);
        return new ExperimentResult(name(), parameters, rows, panels(rows));
    }

    private static void measure(
            String attack, String allocator, long region, long seed, List<Map<String, Object>> rows,
            Map<String, String> left) {
        long steps = STEPS_PER_UNIT * region / Attack.UNIT;
        try (ChildJvm child = new ChildJvm(AttackProcess.class, List.of("-Xmx512m"),
                List.of(attack, allocator, String.valueOf(region), String.valueOf(steps), String.valueOf(seed)),
                Map.of())) {
            rows.add(AttackResult.of(child.await(AttackProcess.DONE, PATIENCE, IMPATIENT).getLast()).row());
            child.end(PATIENCE, IMPATIENT);
        } catch (UnsupportedOperationException unavailable) {
            left.put(allocator, String.valueOf(unavailable.getMessage()));
        }
    }

    /** How much longer the victim's small requests take than without an attack. */
    private static void addRatios(List<Map<String, Object>> rows) {
        Map<Object, Double> calm = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            if (AttackResult.NO_ATTACK.equals(row.get("attack"))) {
                calm.put(row.get("allocator"), figure(row, "p9999Nanos"));
            }
        }
        for (Map<String, Object> row : rows) {
            Double nanos = calm.get(row.get("allocator"));
            row.put("p9999Ratio", nanos == null || nanos == 0
                    ? ExperimentResult.UNKNOWN
                    : Math.round(figure(row, "p9999Nanos") / nanos * 100) / 100.0);
        }
    }

    private static List<BarPanel> panels(List<Map<String, Object>> rows) {
        Map<String, Double> worst = new LinkedHashMap<>();
        Map<String, Double> unusable = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            String allocator = String.valueOf(row.get("allocator"));
            worst.merge(allocator, figure(row, "victimSuccess"), Math::min);
            unusable.merge(allocator, figure(row, "unusableShare"), Math::max);
        }
        return rows.isEmpty()
                ? List.of()
                : List.of(
                        panel("The victim's requests for 2 MiB that are served, under the worst attack", worst),
                        panel("The victim's share that no 2 MiB can be had of, after the worst attack", unusable));
    }

    private static double figure(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : 0;
    }

    private static BarPanel panel(String title, Map<String, Double> values) {
        return new BarPanel(title, "%", values.entrySet().stream()
                .map(each -> new BarPanel.Bar(each.getKey(), ExperimentResult.percent(each.getValue()))).toList());
    }
}
