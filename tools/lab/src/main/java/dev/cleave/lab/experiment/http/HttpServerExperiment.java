package dev.cleave.lab.experiment.http;

import dev.cleave.lab.experiment.BarPanel;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * {@code lab http-server}: requests a second and real memory of an HTTP server, by Netty's
 * allocator.
 */
public final class HttpServerExperiment implements Experiment {
    private static final long USUAL_CAPACITY = 1L << 30;
    private static final long LEAST_CAPACITY = 64L << 20;
    private static final long MOST_CAPACITY = 64L << 30;
    private static final int USUAL_ROUNDS = 6;
    private static final Duration USUAL_PHASE = Duration.ofSeconds(5);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final double MIB = 1 << 20;

    private final Duration phase;

    /** The experiment. */
    public HttpServerExperiment() {
        this(USUAL_PHASE);
    }

    /** The experiment, with bursts and calms of a given length. */
    HttpServerExperiment(Duration phase) {
        this.phase = phase;
    }

    @Override
    public String name() {
        return "http-server";
    }

    @Override
    public String question() {
        return "How fast is an HTTP server, and what memory does it hold, under each allocator of Netty's buffers?";
    }

    @Override
    public String explanation() {
        return """
                A Netty server for each allocator, in JVMs of their own (64 MiB of Java heap, touched), on the
                loopback; this JVM sends GET and POST, three to one, with bodies of %d B to 64 KiB, log-uniform.
                Rounds take turns, each time another server first: a burst of %s (%d connections, %d requests at a
                time, read %d ms late), then a calm as long (%d connections, %d at a time). --repetitions is the
                number of rounds, --threads that of event loops (1), --region the capacity of Cleave's pool.
                requestsPerSecond and calmPerSecond are medians of the rounds; percentOfPooled is the median of rounds
                side by side, with the least and the most of them. peakBytes is the most of the process that was
                resident in a round, calmBytes what is at the end of the calm with the connections just closed,
                restBytes what is after the last round and %d s of rest, all less startBytes, what was resident before
                the first request; heldBytes is what the allocator tells that it holds at the end of the calm.
                leakedBytes live when every connection is closed; a dash where the allocator does not tell. failures
                are connections that ended otherwise than they should."""
                .formatted(Conversation.LEAST_BYTES, seconds(phase), HttpLoad.BURST.connections(),
                        HttpLoad.BURST.depth(), HttpLoad.BURST.pause().toMillis(), HttpLoad.CALM.connections(),
                        HttpLoad.CALM.depth(), rest().toSeconds());
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1e3 + " s";
    }

    /** What is free has gone back by then, with whatever gives it back. */
    private static Duration rest() {
        return ServerBuffers.DECAY.multipliedBy(4);
    }

    @Override
    public boolean draws() {
        return true;
    }

    @Override
    public List<String> allocators() {
        return ServerBuffers.Kind.labels();
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long capacity = settings.region(USUAL_CAPACITY, LEAST_CAPACITY, MOST_CAPACITY, 1 << 20,
                "64MiB to 64GiB, in MiB, for this experiment: it is the capacity of Cleave's pool");
        OptionRange.require(settings.threads().size() <= 1, "--threads", settings.threads(),
                "one number for this experiment: that of event loops");
        if (!ResidentMemory.isKnown()) {
            throw new UnsupportedOperationException("http-server reads how much memory is resident: it takes Linux");
        }
        int threads = settings.threads().isEmpty() ? 1 : settings.threads().getFirst();
        int rounds = settings.repetitions().orElse(USUAL_ROUNDS);
        List<ServerBuffers.Kind> kinds = settings.allocators().isEmpty()
                ? List.of(ServerBuffers.Kind.values())
                : settings.allocators().stream().distinct().map(ServerBuffers.Kind::named).toList();
        List<ServerRounds> raced = race(kinds, capacity, threads, rounds, settings.seed(), progress);
        return new ExperimentResult(name(), parameters(capacity, threads, rounds, settings.seed(), raced),
                raced.stream().map(each -> each.row(raced)).toList(), panels(raced));
    }

    private List<ServerRounds> race(
            List<ServerBuffers.Kind> kinds, long capacity, int threads, int rounds, long seed, Progress progress) {
        List<ServerRounds> raced = new ArrayList<>();
        long total = (long) kinds.size() * (rounds + 1);
        long done = 0;
        try {
            for (ServerBuffers.Kind kind : kinds) {
                progress.advance(kind.label() + ", warming up", done++, total);
                ServerRounds each = new ServerRounds(kind, new ServerTrial(kind, capacity, threads));
                raced.add(each);
                each.warmUp(WARM_UP.compareTo(phase) < 0 ? WARM_UP : phase, new SplittableRandom(~seed));
            }
            for (int round = 0; round < rounds; round++) {
                for (int turn = 0; turn < kinds.size(); turn++) {
                    ServerRounds each = raced.get((round + turn) % kinds.size());
                    progress.advance(each.label() + ", round " + (round + 1), done++, total);
                    each.round(phase, new SplittableRandom(seed + round));
                }
            }
            Thread.sleep(rest());
            raced.forEach(ServerRounds::end);
            progress.advance(name(), total, total);
            return raced;
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        } finally {
            raced.forEach(ServerRounds::close);
        }
    }

    private Map<String, Object> parameters(
            long capacity, int threads, int rounds, long seed, List<ServerRounds> raced) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("capacityBytes", capacity);
        parameters.put("eventLoops", threads);
        parameters.put("rounds", rounds);
        parameters.put("phaseMillis", phase.toMillis());
        parameters.put("decayMillis", ServerBuffers.DECAY.toMillis());
        parameters.put("seed", seed);
        parameters.put("reasons", raced.stream().map(ServerRounds::reason).filter(each -> !each.isEmpty()).toList());
        return parameters;
    }

    private static List<BarPanel> panels(List<ServerRounds> raced) {
        return List.of(
                new BarPanel("Requests a second", "requests/s",
                        raced.stream().map(each -> new BarPanel.Bar(each.label(), each.requestsPerSecond())).toList()),
                memory("Resident at the peak of a burst", raced, ServerRounds::peakGrowth),
                memory("Resident at the end of a calm", raced, ServerRounds::calmGrowth),
                memory("Resident at rest", raced, ServerRounds::restGrowth));
    }

    private static BarPanel memory(String title, List<ServerRounds> raced, ToLongFunction<ServerRounds> bytes) {
        return new BarPanel(title, "MiB", raced.stream()
                .map(each -> new BarPanel.Bar(each.label(), Math.max(0, bytes.applyAsLong(each) / MIB)))
                .toList());
    }
}
