package dev.cleave.far;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, opened when it is first wanted and again after it was given up.
 *
 * <p>Any thread may call anything. Those who want a connection that is being opened wait for the
 * same attempt.
 */
final class Line {
    private final RedisClient client;
    private final RedisURI server;
    private final boolean toReplica;
    private final Object lock = new Object();
    private @Nullable CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opened;

    /**
     * A line; nothing is opened yet.
     *
     * @param toReplica whether it reads from a replica of a cluster, which must be told so
     */
    Line(RedisClient client, RedisURI server, boolean toReplica) {
        this.client = client;
        this.server = server;
        this.toReplica = toReplica;
    }

    /** The connection, or that which is being opened, or a new one. */
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> open() {
        synchronized (lock) {
            if (opened == null || isOver(opened)) {
                opened = connect();
            }
            return opened;
        }
    }

    /**
     * As {@link #open}, but waits.
     *
     * @throws Exception where there is none in time: what the client says, or a {@code
     *     TimeoutException}
     */
    StatefulRedisConnection<byte[], byte[]> open(Duration patience) throws Exception {
        return Waiting.forResult(open(), patience);
    }

    private static boolean isOver(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opened) {
        return opened.isCompletedExceptionally() || opened.isDone() && !opened.join().isOpen();
    }

    private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connect() {
        CompletionStage<StatefulRedisConnection<byte[], byte[]>> connecting;
        try {
            connecting = client.connectAsync(ByteArrayCodec.INSTANCE, server);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        if (!toReplica) {
            return connecting.toCompletableFuture();
        }
        return connecting.thenCompose(connection -> connection.async().readOnly().thenApply(ok -> connection))
                .toCompletableFuture();
    }

    /** Gives a connection up, with all that is on its way on it; the next who wants one opens it. */
    void giveUp(StatefulRedisConnection<byte[], byte[]> connection) {
        synchronized (lock) {
            if (opened != null && opened.isDone() && !opened.isCompletedExceptionally()
                    && opened.join().equals(connection)) {
                opened = null;
            }
        }
        var unused = connection.closeAsync();
    }
}
