package dev.cleave.lab.experiment.http;

import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.report.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rounds of one server, and what they come to. One thread at a time. */
final class ServerRounds implements AutoCloseable {
    /**
     * What one round came to.
     *
     * @param perSecond requests answered, in all of it
     * @param calmPerSecond requests answered, in its calm
     */
    private record Round(double perSecond, double calmPerSecond, ServerFigures figures) {}

    private final ServerBuffers.Kind kind;
    private final ServerTrial server;
    private final long startBytes;
    private final List<Round> rounds = new ArrayList<>();
    private HttpLoad.Outcome outcome = new HttpLoad.Outcome(0, 0, "");
    private @Nullable ServerFigures rest;

    /** The rounds of a server that was just started. */
    ServerRounds(ServerBuffers.Kind kind, ServerTrial server) {
        this.kind = kind;
        this.server = server;
        startBytes = server.figures().resident();
    }

    String label() {
        return kind.label();
    }

    /** Lets the server's code be compiled. */
    void warmUp(Duration phase, SplittableRandom random) {
        outcome = outcome.plus(HttpLoad.BURST.run(server.port(), phase, random))
                .plus(HttpLoad.CALM.run(server.port(), phase, random));
    }

    /** A burst, and a calm as long. */
    void round(Duration phase, SplittableRandom random) {
        server.beginRound();
        long began = System.nanoTime();
        HttpLoad.Outcome burst = HttpLoad.BURST.run(server.port(), phase, random);
        long calmBegan = System.nanoTime();
        HttpLoad.Outcome calm = HttpLoad.CALM.run(server.port(), phase, random);
        long ended = System.nanoTime();
        rounds.add(new Round((burst.requests() + calm.requests()) / ((ended - began) / 1e9),
                calm.requests() / ((ended - calmBegan) / 1e9), server.figures()));
        outcome = outcome.plus(burst).plus(calm);
    }

    /** Reads the figures of rest, and ends the server in good order. */
    void end() {
        rest = server.figures();
        server.end();
    }

    /** Why the first connection failed, if any did. */
    String reason() {
        return outcome.reason().isEmpty() ? "" : label() + ": " + outcome.reason();
    }

    /** The median of its rounds. */
    double requestsPerSecond() {
        return median(Round::perSecond);
    }

    /**
     * Bytes that the process had more at the peak of a round than at the start; the median of its
     * rounds.
     */
    long peakGrowth() {
        return grown(each -> each.figures().peakResident());
    }

    /** Bytes that it had more at the end of a round; the median, too. */
    long calmGrowth() {
        return grown(each -> each.figures().resident());
    }

    /** Bytes that it has more when all is over. */
    long restGrowth() {
        return rest().resident() - startBytes;
    }

    private ServerFigures rest() {
        return Objects.requireNonNull(rest, "what it holds at rest is known when it has ended");
    }

    /** Its row, beside the others that took turns with it. */
    Map<String, Object> row(List<ServerRounds> raced) {
        OptionalLong leaked = rest().pinned();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("allocator", label());
        row.put("requestsPerSecond", Math.round(requestsPerSecond()));
        row.put("calmPerSecond", Math.round(median(Round::calmPerSecond)));
        putPercents(row, raced);
        row.put("startBytes", startBytes);
        row.put("peakBytes", peakGrowth());
        row.put("calmBytes", calmGrowth());
        row.put("restBytes", restGrowth());
        row.put("heldBytes", Math.round(median(each -> each.figures().held())));
        row.put("leakedBytes", leaked.isPresent() ? leaked.getAsLong() : ExperimentResult.UNKNOWN);
        row.put("failures", outcome.failures());
        return row;
    }

    private void putPercents(Map<String, Object> row, List<ServerRounds> raced) {
        double[] shares = raced.stream().filter(each -> each.kind == ServerBuffers.Kind.NETTY_POOLED).findFirst()
                .map(this::sharesOf).orElse(new double[0]);
        row.put("percentOfPooled", percent(shares, Median::of));
        row.put("leastPercent", percent(shares, all -> Arrays.stream(all).min().orElseThrow()));
        row.put("mostPercent", percent(shares, all -> Arrays.stream(all).max().orElseThrow()));
    }

    private double[] sharesOf(ServerRounds other) {
        return IntStream.range(0, rounds.size())
                .mapToDouble(each -> rounds.get(each).perSecond() / other.rounds.get(each).perSecond()).toArray();
    }

    private static Object percent(double[] shares, ToDoubleFunction<double[]> figure) {
        return shares.length == 0
                ? ExperimentResult.UNKNOWN
                : ExperimentResult.percent(figure.applyAsDouble(shares));
    }

    private long grown(ToDoubleFunction<Round> resident) {
        return Math.round(median(resident)) - startBytes;
    }

    private double median(ToDoubleFunction<Round> figure) {
        return Median.of(rounds.stream().mapToDouble(figure).toArray());
    }

    @Override
    public void close() {
        server.close();
    }
}
