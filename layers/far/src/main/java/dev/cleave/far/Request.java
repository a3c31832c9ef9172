package dev.cleave.far;

import io.lettuce.core.protocol.AsyncCommand;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for one key, that a {@link Courier} carries until it is served or will not be. One
 * thread has it at a time.
 */
abstract class Request {
    private final long place;
    private final Set<Address> tried = new HashSet<>(0);
    private @Nullable Trouble trouble;
    private boolean served;

    /** A request that is about a place. */
    Request(long place) {
        this.place = place;
    }

    /** The place that it is about. */
    final long place() {
        return place;
    }

    /** Bytes that it has on their way: the longer of question and answer, roughly. */
    abstract int bytes();

    /**
     * Where to ask now.
     *
     * @param suspects servers that others had trouble with lately
     * @return null where nobody serves the key
     */
    abstract @Nullable Route choose(Topology topology, Set<Address> suspects);

    /** The question, made anew for each attempt. */
    abstract AsyncCommand<byte[], byte[], ?> command();

    /**
     * Takes the answer.
     *
     * @return the trouble with it, or null
     */
    abstract @Nullable Trouble accept(Route route, @Nullable Object answer);

    /** Told when it is served for good. */
    abstract void complete(Address server);

    /** Told when an attempt came to nothing, or nobody knows what it came to. */
    abstract void abandon();

    /** The trouble that it met last; none before an attempt. */
    final Trouble trouble() {
        return Objects.requireNonNull(trouble, "no attempt was made");
    }

    /** The server to which the last one asked sent it on, if it did. */
    final @Nullable Route sentOn(Servers.Use use) {
        return trouble == null || trouble.kind() != Trouble.Kind.ASK || trouble.other() == null
                ? null
                : new Route(trouble.other(), use, true);
    }

    /** Whether another attempt may serve it, and its caller should wait for that. */
    boolean isWorthRetrying() {
        return trouble().kind().isPassing();
    }

    /** Servers where it met trouble. */
    final Set<Address> tried() {
        return tried;
    }

    final boolean isServed() {
        return served;
    }

    /** Ends an attempt. */
    final void end(@Nullable Address server, @Nullable Trouble met) {
        trouble = met;
        served = met == null;
        if (server != null && served) {
            complete(server);
            return;
        }
        if (server != null) {
            tried.add(server);
        }
        abandon();
    }
}
