package dev.cleave.lab.experiment.occupancy;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.gpu.occupancy.Limit;
import dev.cleave.gpu.occupancy.Occupancy;
import dev.cleave.gpu.occupancy.Suggestion;
import dev.cleave.gpu.occupancy.Suggestions;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** {@code lab occupancy}: what it costs to round the shared memory of blocks to powers of two. */
public final class OccupancyExperiment implements Experiment {
    static final String MIX = "mix of all";
    private static final int MIXED_BLOCKS = 20_000;

    @Override
    public String name() {
        return "occupancy";
    }

    @Override
    public String question() {
        return "What do powers of two cost? Resident blocks of CUDA kernels, beside exact fit and best fit";
    }

    @Override
    public String explanation() {
        return """
                %d kernels as real programs launch them, on %d capabilities; no card is needed. exact-fit: a block
                takes the shared memory that it asked for, to the card's granularity; power-of-two: the next power of
                two; best-fit: as exact-fit, in the smallest hole. blocks are resident on a multiprocessor, limits what
                keeps them from being more: w warps, r registers, s shared memory, b blocks. Alone, blocks of one
                kernel are all alike, so that best-fit packs no more than exact-fit. In the mix %s blocks of all
                kernels come in random order and stay a random time; allocators place them: Cleave's buddy (extents,
                or powers of two) and a best fit by size; blocks is then the mean, limits what was waited for longest.
                throughputPercent is that of exact-fit on the same card: alone by resident warps, as for kernels that
                wait for memory most of the time; in the mix by the time for all blocks. lessForOneMore: the bytes of
                shared memory less with which more warps would be resident."""
                .formatted(CatalogueKernel.ALL.size(), Capability.values().length,
                        FigureText.count(MIXED_BLOCKS));
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public List<String> table(ExperimentResult result) {
        return OccupancyTable.lines(result.rows());
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(1);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            progress.advance(capability.label(), capability.ordinal(), Capability.values().length);
            CatalogueKernel.ALL.forEach(kernel -> alone(kernel, capability, rows));
            mix(capability, settings.seed(), repetitions, rows);
        }
        progress.advance("done", Capability.values().length, Capability.values().length);
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("mixedBlocks", MIXED_BLOCKS);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        return new ExperimentResult(name(), parameters, rows, OccupancyTable.panels(rows));
    }

    private static void alone(CatalogueKernel kernel, Capability capability, List<Map<String, Object>> rows) {
        Occupancy exact = Occupancy.of(capability, kernel.launch());
        for (Policy policy : Policy.values()) {
            Occupancy found = Occupancy.of(capability, policy.rounded(kernel.launch()));
            Map<String, Object> row = row(kernel.name(), capability, policy, found.blocks(),
                    Limit.letters(found.limits()));
            row.put("occupancyPercent", ExperimentResult.percent(found.share()));
            row.put("throughputPercent", exact.warps() == 0
                    ? ExperimentResult.UNKNOWN
                    : ExperimentResult.percent((double) found.warps() / exact.warps()));
            row.put("lessForOneMore", Suggestions.of(found)
                    .stream()
                    .filter(each -> each.limit() == Limit.SHARED_MEMORY)
                    .map(Suggestion::change)
                    .<Object>map(change -> -change)
                    .findFirst()
                    .orElse(ExperimentResult.UNKNOWN));
            rows.add(row);
        }
    }

    private static void mix(Capability capability, long seed, int repetitions, List<Map<String, Object>> rows) {
        double exactTime = 0;
        for (Policy policy : Policy.values()) {
            List<Multiprocessor.Outcome> outcomes = new ArrayList<>();
            for (int turn = 0; turn < repetitions; turn++) {
                outcomes.add(new Multiprocessor(capability, policy).run(MIXED_BLOCKS, seed + turn));
            }
            OptionalDouble resident = outcomes.stream().mapToDouble(Multiprocessor.Outcome::resident).average();
            double time = outcomes.stream().mapToLong(Multiprocessor.Outcome::time).sum();
            exactTime = policy == Policy.EXACT_FIT ? time : exactTime;
            Map<String, Object> row = row(MIX, capability, policy, Math.round(100 * resident.orElseThrow()) / 100.0,
                    Limit.letters(outcomes.getFirst().limits()));
            row.put("occupancyPercent", ExperimentResult.UNKNOWN);
            row.put("throughputPercent", ExperimentResult.percent(exactTime / time));
            row.put("lessForOneMore", ExperimentResult.UNKNOWN);
            rows.add(row);
        }
    }

    private static Map<String, Object> row(
            String kernel, Capability capability, Policy policy, Number blocks, String limits) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernel", kernel);
        row.put("capability", capability.label());
        row.put("policy", policy.label());
        row.put("blocks", blocks);
        row.put("limits", limits);
        return row;
    }
}
