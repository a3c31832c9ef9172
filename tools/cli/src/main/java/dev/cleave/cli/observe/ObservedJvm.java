package dev.cleave.cli.observe;

import dev.cleave.lab.jvm.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The JVM that is observed, as this one talks to it. */
final class ObservedJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ChildJvm child;
    private final long pid;

    private ObservedJvm(ChildJvm child) {
        this.child = child;
        pid = Long.parseLong(answer());
    }

    /** Starts it, and waits until it runs at its rate. */
    static ObservedJvm start(ObservationSettings settings, String blocks) {
        ChildJvm child = new ChildJvm(ObservedProgram.class, List.of(),
                List.of(Double.toString(settings.rate()), Integer.toString(settings.threads()), blocks), Map.of());
        boolean ready = false;
        try {
            ObservedJvm program = new ObservedJvm(child);
            ready = true;
            return program;
        } finally {
            if (!ready) {
                child.close();
            }
        }
    }

    private String answer() {
        List<String> lines = child.await(ObservedProgram.DONE, PATIENCE, "until the observed program answered");
        return lines.isEmpty() ? "" : lines.getLast();
    }

    /** Tells it something; what it answers. */
    String ask(String order) {
        child.tell(order);
        return answer();
    }

    /** What it does in this time. */
    Slice measure(Duration time) {
        return Slice.of(ask("measure " + time.toMillis()));
    }

    /** The number of its process. */
    long pid() {
        return pid;
    }

    @Override
    public void close() {
        child.close();
    }
}
