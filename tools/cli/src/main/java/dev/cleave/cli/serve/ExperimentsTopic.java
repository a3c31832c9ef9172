package dev.cleave.cli.serve;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The lab's experiments: started and stopped from the page, one at a time, with their progress and
 * their rows.
 */
public final class ExperimentsTopic implements PageTopic, AutoCloseable {
    /** So many results are kept. */
    private static final int MOST_RUNS = 8;

    private final List<Experiment> experiments;
    private final List<ExperimentRun> runs = new ArrayList<>();
    private int started;

    /** These experiments. */
    public ExperimentsTopic(List<Experiment> experiments) {
        this.experiments = List.copyOf(experiments);
    }

    @Override
    public String name() {
        return "experiments";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        switch (request.path()) {
            case "start", "stop" -> request.requireActions();
            default -> request.require(false);
        }
        return switch (request.path()) {
            case "start" -> start(request.text("name").orElse(""));
            case "stop" -> stop(request.number("number", 1, Integer.MAX_VALUE));
            case "" -> Map.of("experiments", experiments.stream()
                    .map(each -> Map.of("name", each.name(), "question", each.question())).toList());
            case "runs" -> runs();
            default -> throw request.unknown();
        };
    }

    private synchronized Object runs() {
        return Map.of("runs", runs.reversed().stream().map(ExperimentRun::json).toList());
    }

    private synchronized Object start(String name) throws PageRefusal {
        Experiment chosen = experiments.stream().filter(each -> each.name().equals(name)).findFirst()
                .orElseThrow(() -> PageRefusal.bad("name: must be one of "
                        + String.join(", ", experiments.stream().map(Experiment::name).toList())));
        if (!runs.isEmpty() && !runs.getLast().isOver()) {
            throw new PageRefusal(409, runs.getLast().name() + " is running: one at a time; stop it, or wait");
        }
        if (runs.size() == MOST_RUNS) {
            runs.removeFirst();
        }
        ExperimentRun run = new ExperimentRun(++started, chosen);
        runs.add(run);
        run.start();
        return Map.of("started", name, "number", run.number());
    }

    private synchronized Object stop(long number) throws PageRefusal {
        ExperimentRun run = runs.stream().filter(each -> each.number() == number).findFirst()
                .orElseThrow(() -> new PageRefusal(404, "there is no run " + number));
        if (!run.stop()) {
            throw new PageRefusal(409, "run " + number + " of " + run.name() + " is over");
        }
        return Map.of("stopping", run.name(), "number", number);
    }

    /** Asks what runs to stop; it may go on until the program ends. */
    @Override
    public synchronized void close() {
        runs.forEach(ExperimentRun::stop);
    }
}
