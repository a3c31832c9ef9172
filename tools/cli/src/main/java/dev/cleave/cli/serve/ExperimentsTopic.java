package dev.cleave.cli.serve;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lab's experiments: started from the page, one at a time, with their progress and their rows.
 */
public final class ExperimentsTopic implements PageTopic, AutoCloseable {
    /** So many results are kept. */
    private static final int MOST_RUNS = 8;

    private final List<Experiment> experiments;
    private final List<Run> runs = new ArrayList<>();

    /** These experiments. */
    public ExperimentsTopic(List<Experiment> experiments) {
        this.experiments = List.copyOf(experiments);
    }

    /** An experiment that runs, or has run. */
    private static final class Run {
        private final Experiment experiment;
        private final Thread thread;
        private volatile String step = "";
        private volatile double share;
        private volatile @Nullable List<Map<String, Object>> rows;
        private volatile @Nullable String error;

        Run(Experiment experiment) {
            this.experiment = experiment;
            thread = Thread.ofPlatform().daemon().name("cleave-serve-" + experiment.name()).unstarted(this::run);
        }

        private void run() {
            try {
                rows = experiment.run(ExperimentSettings.DEFAULTS, (what, done, total) -> {
                    step = what;
                    share = total <= 0 ? 0 : Math.min(1, (double) done / total);
                }).rows();
            } catch (RuntimeException failed) {
                error = String.valueOf(failed.getMessage());
            } catch (Error failed) {
                error = failed.toString();
            }
        }

        boolean isOver() {
            return rows != null || error != null;
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", experiment.name());
            json.put("step", step);
            json.put("share", share);
            json.put("rows", rows);
            json.put("error", error);
            return json;
        }
    }

    @Override
    public String name() {
        return "experiments";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        if (request.path().equals("start")) {
            request.requireActions();
        } else {
            request.require(false);
        }
        return switch (request.path()) {
            case "start" -> start(request.text("name").orElse(""));
            case "" -> Map.of("experiments", experiments.stream()
                    .map(each -> Map.of("name", each.name(), "question", each.question())).toList());
            case "runs" -> runs();
            default -> throw request.unknown();
        };
    }

    private synchronized Object runs() {
        return Map.of("runs", runs.reversed().stream().map(Run::json).toList());
    }

    private synchronized Object start(String name) throws PageRefusal {
        Experiment chosen = experiments.stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> PageRefusal.bad("name: must be one of "
                        + String.join(", ", experiments.stream().map(Experiment::name).toList())));
        if (!runs.isEmpty() && !runs.getLast().isOver()) {
            throw new PageRefusal(409, runs.getLast().experiment.name() + " is running: one at a time");
        }
        if (runs.size() == MOST_RUNS) {
            runs.removeFirst();
        }
        Run run = new Run(chosen);
        runs.add(run);
        run.thread.start();
        return Map.of("started", name);
    }

    /** Asks what runs to stop; it may go on until the program ends. */
    @Override
    public synchronized void close() {
        runs.forEach(each -> each.thread.interrupt());
    }
}
