package dev.cleave.lab.experiment.http;

import dev.cleave.lab.jvm.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server under one allocator, in a JVM of its own: this JVM's end of it. One thread at a time.
 */
final class ServerTrial implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WHAT = "to answer: is the machine overloaded?";

    /** The Java heap is resident from the start and does not grow under the measurement. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:-UsePerfData", "-XX:MaxDirectMemorySize=4g");

    private final ChildJvm jvm;
    private final int port;

    /**
     * Starts it.
     *
     * @param capacity the most bytes of its direct buffers, where its allocator can be bounded
     * @param threads event loops
     * @throws dev.cleave.lab.jvm.TrialException when it does not come up
     */
    ServerTrial(ServerBuffers.Kind kind, long capacity, int threads) {
        jvm = new ChildJvm(HttpServerProcess.class, JVM_OPTIONS,
                List.of(kind.label(), Long.toString(capacity), Integer.toString(threads)), Map.of());
        port = Integer.parseInt(answer());
    }

    private String answer() {
        return jvm.await(HttpServerProcess.DONE, PATIENCE, WHAT).getLast();
    }

    int port() {
        return port;
    }

    /** Begins to look at its memory. */
    void beginRound() {
        jvm.tell(HttpServerProcess.ROUND);
        jvm.await(HttpServerProcess.DONE, PATIENCE, WHAT);
    }

    /** What it holds, and held since the round began. */
    ServerFigures figures() {
        jvm.tell(HttpServerProcess.FIGURES);
        return ServerFigures.parse(answer());
    }

    /**
     * Ends it in good order.
     *
     * @throws dev.cleave.lab.jvm.TrialException when it ended otherwise, as with buffers that are
     *     live, saying what it said
     */
    void end() {
        jvm.end(PATIENCE, WHAT);
    }

    @Override
    public void close() {
        jvm.close();
    }
}
