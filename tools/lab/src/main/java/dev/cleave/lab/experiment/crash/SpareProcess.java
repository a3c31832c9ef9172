package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.jvm.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The next process to be killed, which gets ready while the one before is at work: so a kill costs
 * no start of a JVM.
 */
final class SpareProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> OPTIONS =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private ChildJvm spare = start();

    private static ChildJvm start() {
        return new ChildJvm(CrashProcess.class, OPTIONS, List.of(), Map.of());
    }

    /** A process that waits for its order; the caller's to kill. */
    ChildJvm take() {
        ChildJvm taken = spare;
        spare = start();
        taken.await(CrashProcess.READY, PATIENCE, "to start");
        return taken;
    }

    @Override
    public void close() {
        spare.close();
    }
}
