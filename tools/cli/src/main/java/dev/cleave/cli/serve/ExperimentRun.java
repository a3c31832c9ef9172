package dev.cleave.cli.serve;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An experiment that runs in a thread of its own, or has run. One that is to be stopped is
 * interrupted, and ends at the next step that it tells of by its own thread. Any thread may call
 * anything.
 */
final class ExperimentRun {
    private final int number;
    private final Experiment experiment;
    private final Thread thread;
    private final long startedAt = System.currentTimeMillis();
    private final long start = System.nanoTime();

    /** Guarded by the monitor, as all that follows. */
    private State state = State.RUNNING;

    private String step = "";
    private double share;
    private long millis;
    private List<Map<String, Object>> rows = List.of();
    private @Nullable String error;

    /** How it stands with a run. */
    enum State {
        RUNNING, STOPPING, STOPPED, FAILED, DONE
    }

    /** Ends an experiment on its way through it. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** @param number by which it is known, from 1 */
    ExperimentRun(int number, Experiment experiment) {
        this.number = number;
        this.experiment = experiment;
        thread = Thread.ofPlatform().daemon().name("cleave-serve-" + experiment.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    int number() {
        return number;
    }

    String name() {
        return experiment.name();
    }

    synchronized boolean isOver() {
        return state != State.RUNNING && state != State.STOPPING;
    }

    /** Asks it to end; answers whether it had not ended yet. */
    synchronized boolean stop() {
        if (isOver()) {
            return false;
        }
        state = State.STOPPING;
        thread.interrupt();
        return true;
    }

    private void run() {
        try {
            List<Map<String, Object>> found = experiment.run(ExperimentSettings.DEFAULTS, this::advance).rows();
            end(State.DONE, found, null);
        } catch (RuntimeException failed) {
            end(State.FAILED, List.of(), String.valueOf(failed.getMessage()));
        } catch (Error failed) {
            end(State.FAILED, List.of(), failed.toString());
        }
    }

    private synchronized void advance(String what, long done, long total) {
        step = what;
        share = total <= 0 ? 0 : Math.min(1, (double) done / total);
        if (state == State.STOPPING && Thread.currentThread().equals(thread)) {
            throw new Stopped();
        }
    }

    /** What fails after it was to be stopped failed for that. */
    private synchronized void end(State how, List<Map<String, Object>> found, @Nullable String why) {
        boolean stopped = state == State.STOPPING && how == State.FAILED;
        millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        rows = found;
        error = stopped ? null : why;
        state = stopped ? State.STOPPED : how;
    }

    synchronized Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", number);
        json.put("name", experiment.name());
        json.put("state", state.name().toLowerCase(Locale.ROOT));
        json.put("startedAt", startedAt);
        json.put("millis", isOver() ? millis : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        json.put("step", step);
        json.put("share", share);
        json.put("rows", rows);
        json.put("error", error);
        return json;
    }
}
