package dev.cleave.lab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why things were not measured, as people read it: what shares a reason stands on one line. */
public final class SkipReasons {
    private SkipReasons() {}

    /**
     * One line for each workload, reason and list of thread counts, with the allocators that it holds for.
     *
     * @param named whether the workload is named
     */
    public static List<String> lines(List<SkippedTrial> skipped, boolean named) {
        Map<SkippedTrial, List<String>> threads = new LinkedHashMap<>();
        for (SkippedTrial each : skipped) {
            SkippedTrial anyThreads =
                    new SkippedTrial(each.allocator(), each.workload(), 0, each.failed(), each.reason());
            threads.computeIfAbsent(anyThreads, trial -> new ArrayList<>()).add(Integer.toString(each.threads()));
        }
        Map<List<String>, List<String>> allocators = new LinkedHashMap<>();
        threads.forEach((trial, counts) -> allocators
                .computeIfAbsent(
                        List.of(trial.workload(), String.join(", ", counts), trial.reason()), line -> new ArrayList<>())
                .add(trial.allocator()));
        List<String> lines = new ArrayList<>();
        allocators.forEach((line, names) -> lines.add("%s(threads %s), %s: %s"
                .formatted(named ? line.get(0) + " " : "", line.get(1), String.join(", ", names), line.get(2))));
        return lines;
    }
}
