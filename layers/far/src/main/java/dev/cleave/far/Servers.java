package dev.cleave.far;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a tier's objects are on: lines to each, and who has what.
 *
 * <p>Keys are routed here and not by the client's own cluster connection: a write that waits for
 * replicas must ask on the very connection that it went by, and a batch must be one for each server.
 */
final class Servers implements AutoCloseable {
    /** What a line is for: writes wait for replicas on theirs, and reads must not wait with them. */
    enum Use {
        READ, WRITE, READ_REPLICA
    }

    private static final int WRITE_LINES = 4;

    /** How long to wait for the others' answers when one has told who has what. */
    private static final Duration OTHERS = Duration.ofMillis(100);

    private final RedisURI settings;
    private final Duration patience;
    private final ClientResources resources;
    private final RedisClient client;
    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final Object refreshing = new Object();
    private volatile Topology topology;

    /**
     * Servers of which one is known so far; nothing is opened yet.
     *
     * @param settings where it is; password, TLS and the like are those of all the others too
     * @param patience how long to wait for a connection, or for an answer
     */
    Servers(RedisURI settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
        this.topology = Topology.single(new Address(settings.getHost(), settings.getPort()));
        this.resources = DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(patience).tcpNoDelay(true).build())
                .timeoutOptions(TimeoutOptions.create())
                .build());
    }

    /**
     * A line to a server for a use. Of those for writes there are a few, in turn: where one waits
     * for replicas, the others do not wait with it.
     */
    Line line(Address server, Use use) {
        int turn = use == Use.WRITE ? Math.floorMod(turns.getAndIncrement(), WRITE_LINES) : 0;
        return lines.computeIfAbsent(use + "-" + turn + " " + server,
                none -> new Line(client, uriOf(server), use == Use.READ_REPLICA));
    }

    private RedisURI uriOf(Address server) {
        RedisURI uri = RedisURI.builder(settings).build();
        uri.setHost(server.host());
        uri.setPort(server.port());
        uri.setTimeout(patience);
        return uri;
    }

    /** Who has what, as far as is known. */
    Topology topology() {
        return topology;
    }

    /** Takes a server for one of a cluster, and asks it for the others. */
    void spread() throws Exception {
        Address first = topology.masters().iterator().next();
        topology = Waiting.forResult(ask(first), patience);
    }

    /**
     * Asks all servers who has what, and believes whoever knows of the cluster's latest change.
     * Keeps what is known where nobody answers. One thread asks at a time; others that wanted to
     * wait for it and take its answer.
     *
     * @param known what the caller knew when it met trouble
     */
    void refresh(Topology known) {
        if (!known.isCluster()) {
            return;
        }
        synchronized (refreshing) {
            if (topology == known) {
                askAll(known);
            }
        }
    }

    private void askAll(Topology known) {
        Set<Address> all = known.all();
        List<CompletableFuture<Topology>> asked = new ArrayList<>(all.size());
        all.forEach(each -> asked.add(ask(each)));
        @Nullable Topology best = null;
        long end = System.nanoTime() + patience.toNanos();
        for (CompletableFuture<Topology> each : asked) {
            try {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                Topology told = Waiting.forResult(each, best == null ? left : OTHERS);
                best = best == null || told.epoch() > best.epoch() ? told : best;
            } catch (Exception silent) {
                each.cancel(false);
            }
        }
        topology = best == null ? known : best;
    }

    private CompletableFuture<Topology> ask(Address server) {
        return line(server, Use.READ).open()
                .thenCompose(connection -> connection.async().clusterNodes())
                .thenApply(nodes -> Topology.parse(nodes, server))
                .toCompletableFuture();
    }

    /** What a server says of itself: a section of {@code INFO}. */
    String info(Address server, String section) throws Exception {
        StatefulRedisConnection<byte[], byte[]> connection = line(server, Use.READ).open(patience);
        return Waiting.forResult(connection.async().info(section), patience);
    }

    /** Closes all lines, and ends the client's threads. */
    @Override
    public void close() {
        client.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS);
        resources.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(patience.toMillis());
    }
}
