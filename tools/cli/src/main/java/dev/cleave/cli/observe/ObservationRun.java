package dev.cleave.cli.observe;

import dev.cleave.lab.attach.Wanted;
import dev.cleave.lab.report.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a program without an observer and with one, in turns in one run: every other turn begins
 * with the observer, so that what changes with time favours neither.
 */
public final class ObservationRun {
    /** What begins or ends has ended to begin, or to end. */
    private static final Duration SETTLING = Duration.ofMillis(700);

    private final ObservationSettings settings;
    private final Progress progress;

    /** A run that was not begun. */
    public ObservationRun(ObservationSettings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** The ways to observe, by the names that {@link #measure} takes. */
    public static List<String> names() {
        return observers().stream().map(Observer::label).toList();
    }

    private static List<Observer> observers() {
        return List.of(new RecordingObserver("record", "pool", Wanted.BLOCKS, false),
                new RecordingObserver("record-heap", "heap", Wanted.ALLOCATIONS, false),
                new RecordingObserver("socket", "pool", Wanted.BLOCKS, true), new PageObserver());
    }

    /**
     * Measures one way to observe.
     *
     * @param name one of {@link #names()}
     */
    public ObservationCost measure(String name) throws IOException, InterruptedException {
        Observer observer = observers().stream().filter(each -> each.label().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException(name + ": must be one of " + String.join(", ", names())));
        List<Slice> without = new ArrayList<>();
        List<Slice> with = new ArrayList<>();
        try (observer;
                ObservedJvm program = ObservedJvm.start(settings, observer.blocks())) {
            // The first turn compiles what the others run, and is not counted.
            for (int turn = 0; turn <= settings.turns(); turn++) {
                progress.advance(name, turn, settings.turns() + 1L);
                Slice first = turn % 2 == 0 ? program.measure(settings.slice()) : observed(program, observer);
                Slice second = turn % 2 == 0 ? observed(program, observer) : program.measure(settings.slice());
                if (turn > 0) {
                    without.add(turn % 2 == 0 ? first : second);
                    with.add(turn % 2 == 0 ? second : first);
                }
            }
        }
        return new ObservationCost(name, without, with, observer.oneIn(), observer.lost());
    }

    private Slice observed(ObservedJvm program, Observer observer) throws IOException, InterruptedException {
        observer.begin(program);
        try {
            Thread.sleep(SETTLING);
            return program.measure(settings.slice());
        } finally {
            observer.end(program);
            Thread.sleep(SETTLING);
        }
    }
}
