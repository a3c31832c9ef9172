package dev.cleave.workshop.kit;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One promise of the contract, and the means to try it on an allocator. A check may be run any number of times, each on new spaces; its
 * threads are over when it returns, unless it ran out of time.
 */
public final class ContractCheck {
    private final String name;
    private final String proves;
    private final Consumer<Trial> body;
    private final Supplier<Trial> trials;
    private final Duration limit;

    ContractCheck(String name, String proves, Consumer<Trial> body, Supplier<Trial> trials, Duration limit) {
        this.name = name;
        this.proves = proves;
        this.body = body;
        this.trials = trials;
        this.limit = limit;
    }

    /** What it is called: words joined by hyphens. */
    public String name() {
        return name;
    }

    /** What is shown when it passes, in a sentence. */
    public String proves() {
        return proves;
    }

    /**
     * Runs it.
     *
     * @throws AssertionError when the promise is not kept, no shape was to be had, or the time is over: the message says on which space, at
     *     which step and with which seed, and what the last calls were
     */
    public Outcome run() {
        Outcome outcome = attempt();
        outcome.failure().ifPresent(failure -> {
            throw failure;
        });
        return outcome;
    }

    /** Runs it; what it finds wrong is in the outcome. */
    public Outcome attempt() {
        Trial trial = trials.get();
        return trial.outcome(name, Watchdog.failureOf(name, limit, () -> {
            body.accept(trial);
            trial.requireSpaces();
        }));
    }

    /** Its name. */
    @Override
    public String toString() {
        return name;
    }
}
