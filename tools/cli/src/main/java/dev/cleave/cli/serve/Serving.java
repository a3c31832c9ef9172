package dev.cleave.cli.serve;

import dev.cleave.lab.Experiments;
import dev.cleave.lab.jfr.FlightTimeline;
import dev.cleave.lab.trace.Trace;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.page.CleavePage;
import dev.cleave.page.CleavePageBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page that is open, with what it shows; all of it ends when it is closed. */
public final class Serving implements AutoCloseable {
    private final CleavePage page;
    private final Deque<AutoCloseable> behind;
    private final @Nullable TracePlayer player;

    private Serving(CleavePage page, Deque<AutoCloseable> behind, @Nullable TracePlayer player) {
        this.page = page;
        this.behind = behind;
        this.player = player;
    }

    /**
     * How a page is opened.
     *
     * @param address to listen on
     * @param port 0 for a free one
     * @param actions whether it may act
     */
    public record Settings(InetAddress address, int port, boolean actions) {}

    /** A page on a trace, of which so many events were played. */
    public static Serving trace(Trace trace, int events, Settings settings) throws IOException {
        TracePlayer player = new TracePlayer(trace);
        player.seek(events);
        CleavePageBuilder builder = CleavePage.of(player.pool()).topic(new ReplayTopic(player));
        player.movable().ifPresent(builder::movable);
        return openWithWorkshop(builder, settings, player);
    }

    /** A page on a snapshot. */
    public static Serving snapshot(PoolSnapshot snapshot, Settings settings) throws IOException {
        return openWithWorkshop(CleavePage.of(snapshot), settings, () -> {});
    }

    /** A page on a pool of this JVM, under a load. */
    public static Serving demo(long capacity, long seed, Settings settings) throws IOException {
        DemoLoad load = new DemoLoad(capacity, seed);
        return openWithWorkshop(CleavePage.of(load.pool()).movable(load.movable()).heap(load.heap()), settings, load);
    }

    /** A page on the pools of another JVM, which is asked no more when the page is closed. */
    public static Serving watched(WatchedJvm jvm, Settings settings) throws IOException {
        return open(CleavePage.of(jvm.pools()), settings, new ArrayDeque<>(List.of(jvm)), null);
    }

    /** A page on a time line, without a pool. */
    public static Serving timeline(FlightTimeline timeline, Settings settings) throws IOException {
        return open(CleavePage.withoutPool().topic(new TimelineTopic(timeline)), settings, new ArrayDeque<>(), null);
    }

    private static Serving openWithWorkshop(CleavePageBuilder builder, Settings settings, AutoCloseable shown)
            throws IOException {
        ExperimentsTopic experiments = new ExperimentsTopic(Experiments.all());
        builder.topic(new WorkshopTopic()).topic(experiments);
        Experiments.named("convoy").ifPresent(convoy -> builder.topic(new ConvoyTopic(convoy)));
        return open(builder, settings, new ArrayDeque<>(List.of(experiments, shown)),
                shown instanceof TracePlayer player ? player : null);
    }

    private static Serving open(
            CleavePageBuilder builder, Settings settings, Deque<AutoCloseable> behind, @Nullable TracePlayer player)
            throws IOException {
        try {
            return new Serving(builder.bind(settings.address()).port(settings.port())
                    .allowActions(settings.actions()).open(), behind, player);
        } catch (IOException | RuntimeException failed) {
            close(behind);
            throw failed;
        }
    }

    /** The page. */
    public CleavePage page() {
        return page;
    }

    /** What replays the trace, where one is. */
    public Optional<TracePlayer> player() {
        return Optional.ofNullable(player);
    }

    /** Where the page is, with the token where one is needed. */
    public String link() {
        return page.address() + page.token().map(token -> "?token=" + token).orElse("");
    }

    @Override
    public void close() {
        page.close();
        close(behind);
    }

    private static void close(Deque<AutoCloseable> all) {
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (Exception failed) {
                System.getLogger("dev.cleave.cli").log(System.Logger.Level.WARNING, "could not be closed", failed);
            }
        }
    }
}
