package dev.cleave.far;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at many requests: sent a batch at a time to each server, with answers taken in the
 * order in which they come, and no more on its way than may be. One thread has it.
 */
final class Round {
    /** Commands that are handed to the client at a time, and their bytes. */
    private static final int BATCH = 64;
    private static final int BATCH_BYTES = 256 << 10;

    /** A server waits for its replicas for a part of the time in which it must answer. */
    private static final int REPLICA_PATIENCE_SHIFT = 1;

    private final Servers servers;
    private final Limits limits;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private Batch batch = new Batch();

    /**
     * What a round keeps to.
     *
     * @param inFlight what may be on its way
     * @param patience how long an answer may take that nothing else is before
     * @param replicas how many must have a write
     */
    record Limits(InFlight inFlight, Duration patience, int replicas) {}

    /**
     * A connection that requests of this round go by, and those whose replicas are waited for.
     *
     * @param joins whether reads may be asked for together: the server has all keys
     */
    private record Way(
            Route route, Line line, StatefulRedisConnection<byte[], byte[]> connection, boolean joins,
            List<Request> acknowledged) {}

    /** Commands that are handed to the client together, and reads that will be one of them. */
    private static final class Batch {
        final List<RedisCommand<byte[], byte[], ?>> commands = new ArrayList<>(BATCH);
        JointRead joint = new JointRead();
        int requests;
        int bytes;
        @Nullable
        AsyncCommand<byte[], byte[], ?> last;
    }

    private record Sent(
            Way way, List<? extends Request> requests, AsyncCommand<byte[], byte[], ?> command, Batch batch) {}

    private record Waited(Way way, AsyncCommand<byte[], byte[], Long> command) {}

    /** A round of requests to these servers. */
    Round(Servers servers, Limits limits) {
        this.servers = servers;
        this.limits = limits;
    }

    /** Makes the attempt; each request is served afterwards, or has its trouble. */
    void run(List<? extends Request> requests, Topology known, Set<Address> suspects) {
        Map<Route, List<Request>> routes = new LinkedHashMap<>();
        for (Request each : requests) {
            Route route = each.choose(known, suspects);
            if (route == null) {
                each.end(null, Trouble.nobody());
            } else {
                routes.computeIfAbsent(route, none -> new ArrayList<>()).add(each);
            }
        }
        List<Waited> waited = new ArrayList<>();
        try {
            routes.forEach((route, those) -> send(route, !known.isCluster(), those, waited));
            while (!sent.isEmpty()) {
                settle(sent.poll());
            }
            waited.forEach(this::settle);
        } finally {
            sent.forEach(this::giveBack);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ send

    private void send(Route route, boolean joins, List<Request> requests, List<Waited> waited) {
        Line line = servers.line(route.server(), route.use());
        Way way;
        try {
            way = new Way(route, line, line.open(limits.patience), joins, new ArrayList<>());
        } catch (Exception away) {
            Trouble trouble = Trouble.of(route.server(), away);
            requests.forEach(each -> each.end(route.server(), trouble));
            return;
        }
        for (Request each : requests) {
            send(way, each);
        }
        dispatch(way);
        if (waitsForReplicas(way)) {
            AsyncCommand<byte[], byte[], Long> wait = waitForReplicas();
            waited.add(new Waited(way, wait));
            way.connection.dispatch(wait);
        }
    }

    private void send(Way way, Request request) {
        if (!takeRoom(way, request.bytes())) {
            request.end(way.route.server(), Trouble.of(Trouble.Kind.CROWDED, way.route.server(),
                    "was sent nothing: too much is on its way already, and for longer than " + limits.patience));
            return;
        }
        if (way.joins && request instanceof ReadRequest read) {
            batch.joint.add(read);
            if (batch.joint.isFull()) {
                addJoint(way);
            }
        } else {
            addAlone(way, request);
        }
        batch.requests++;
        batch.bytes += request.bytes();
        if (batch.requests >= BATCH || batch.bytes >= BATCH_BYTES) {
            dispatch(way);
        }
    }

    private void addAlone(Way way, Request request) {
        AsyncCommand<byte[], byte[], ?> command;
        try {
            command = request.command();
        } catch (RuntimeException unreadable) {
            limits.inFlight.giveBack(request.bytes());
            dispatch(way);
            throw unreadable;
        }
        if (way.route.asking()) {
            batch.commands
                    .add(new AsyncCommand<>(
                            new Command<>(CommandType.ASKING, new StatusOutput<>(ByteArrayCodec.INSTANCE))));
        }
        add(way, List.of(request), command);
    }

    private void addJoint(Way way) {
        add(way, batch.joint.reads(), batch.joint.command());
        batch.joint = new JointRead();
    }

    private void add(Way way, List<? extends Request> requests, AsyncCommand<byte[], byte[], ?> command) {
        batch.commands.add(command);
        batch.last = command;
        sent.add(new Sent(way, requests, command, batch));
    }

    /**
     * Room for a request: free, or that of our own answers as they come, half of them at a time, or
     * else of others'.
     */
    private boolean takeRoom(Way way, int bytes) {
        while (!limits.inFlight.tryTake(bytes)) {
            dispatch(way);
            if (sent.isEmpty()) {
                return limits.inFlight.take(bytes, limits.patience);
            }
            int left = sent.size() / 2;
            while (sent.size() > left) {
                settle(sent.poll());
            }
        }
        return true;
    }

    private void dispatch(Way way) {
        if (!batch.joint.isEmpty()) {
            addJoint(way);
        }
        if (!batch.commands.isEmpty()) {
            way.connection.dispatch(batch.commands);
            batch = new Batch();
        }
    }

    private boolean waitsForReplicas(Way way) {
        return limits.replicas > 0 && way.route.use() == Servers.Use.WRITE;
    }

    private AsyncCommand<byte[], byte[], Long> waitForReplicas() {
        return new AsyncCommand<>(new Command<>(CommandType.WAIT, new IntegerOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(limits.replicas)
                        .add(Math.max(1, limits.patience.toMillis() >> REPLICA_PATIENCE_SHIFT))));
    }

    // ---------------------------------------------------------------------------------------------------------- settle

    private void settle(Sent each) {
        try {
            awaitBatch(each);
            Object answer = answer(each.way, each.command, Duration.ZERO);
            List<?> answers = answer instanceof List<?> several ? several : Collections.singletonList(answer);
            for (int request = 0; request < each.requests.size(); request++) {
                end(each, each.requests.get(request), answers.get(request));
            }
        } catch (TroubleException failed) {
            each.requests.forEach(request -> request.end(each.way.route.server(), failed.trouble()));
        } finally {
            giveBack(each);
        }
    }

    private void end(Sent each, Request request, @Nullable Object answer) {
        Trouble trouble = request.accept(each.way.route, answer);
        if (trouble == null && waitsForReplicas(each.way)) {
            each.way.acknowledged.add(request);
        } else {
            request.end(each.way.route.server(), trouble);
        }
    }

    private void giveBack(Sent each) {
        each.requests.forEach(request -> limits.inFlight.giveBack(request.bytes()));
    }

    private void settle(Waited each) {
        Address server = each.way.route.server();
        @Nullable Trouble trouble;
        try {
            Object have = answer(each.way, each.command, limits.patience);
            trouble = have instanceof Long number && number >= limits.replicas
                    ? null
                    : Trouble.of(Trouble.Kind.TOO_FEW_REPLICAS, server, "has the write on " + have + " of the "
                            + limits.replicas + " replicas asked for");
        } catch (TroubleException failed) {
            trouble = failed.trouble();
        }
        for (Request request : each.way.acknowledged) {
            request.end(server, trouble);
        }
    }

    /**
     * Waits until the last of a batch is answered, and so all before it: to be woken once, not for
     * each.
     */
    private void awaitBatch(Sent each) {
        AsyncCommand<byte[], byte[], ?> last = each.batch.last;
        if (last != null && !each.command.isDone()) {
            try {
                Waiting.forResult(last, limits.patience);
            } catch (Exception toldByItsOwn) {
                return;
            }
        }
    }

    private @Nullable Object answer(Way way, AsyncCommand<byte[], byte[], ?> command, Duration patience)
            throws TroubleException {
        Address server = way.route.server();
        try {
            return Waiting.forResult(command, patience);
        } catch (TimeoutException silent) {
            way.line.giveUp(way.connection);
            throw new TroubleException(Trouble.of(Trouble.Kind.SILENT, server, "did not answer within "
                    + limits.patience.toMillis() + " ms"));
        } catch (Exception failed) {
            throw new TroubleException(Trouble.of(server, failed));
        }
    }
}
