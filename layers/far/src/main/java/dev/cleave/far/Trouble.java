package dev.cleave.far;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not served, and what may help.
 *
 * @param kind what kind of trouble
 * @param server where it was met; null where no server has the key
 * @param what the same for people, with the server's name
 * @param other the server that has the key instead, where the one that was asked said so
 */
record Trouble(Kind kind, @Nullable Address server, String what, @Nullable Address other) {
    /** What may help. */
    enum Kind {
        /** The server is not to be reached, or closed the connection. */
        UNREACHABLE(true, true),
        /** No answer in time. */
        SILENT(true, true),
        /** It serves nobody for now: it loads its data, or its cluster is incomplete. */
        UNREADY(true, true),
        /** It has the key no longer. */
        MOVED(true, true),
        /** It is giving the key's slot away. */
        ASK(true, false),
        /** It has no room. */
        FULL(true, false),
        /** Fewer replicas have the write than was asked for. */
        TOO_FEW_REPLICAS(true, true),
        /** A replica does not have the value; its master may. */
        NOT_ON_REPLICA(true, true),
        /** There are too many bytes on their way. */
        CROWDED(false, false),
        /** It wants another password, or does not let this user do that. */
        REFUSED(false, false),
        /** The value is gone: evicted, deleted by others, or lost with a server. */
        LOST(false, false),
        /** The value is not what was written. */
        MALFORMED(false, false),
        /** Something else. */
        FAILED(false, false);

        private final boolean passing;
        private final boolean newTopology;

        Kind(boolean passing, boolean newTopology) {
            this.passing = passing;
            this.newTopology = newTopology;
        }

        /** Whether to try again, elsewhere if there is an elsewhere. */
        boolean isPassing() {
            return passing;
        }

        /** Whether the servers should be asked again who has what. */
        boolean wantsNewTopology() {
            return newTopology;
        }
    }

    /** Trouble of a kind. */
    static Trouble of(Kind kind, Address server, String what) {
        return new Trouble(kind, server, server + " " + what, null);
    }

    /** No server has a key. */
    static Trouble nobody() {
        return new Trouble(Kind.UNREADY, null, "no server of the cluster has the key's slot", null);
    }

    /** What an exception of the client says, or of what it wraps. */
    static Trouble of(Address server, Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            Trouble found = each.getMessage() == null ? null : answered(server, each.getMessage());
            if (found != null) {
                return found;
            }
            if (each instanceof TimeoutException) {
                return of(Kind.SILENT, server, "did not answer in time");
            }
        }
        return of(Kind.UNREACHABLE, server, "cannot be reached: " + deepest(failure));
    }

    /** What an error that a server answered means, by its first word; null where it is no such answer. */
    private static @Nullable Trouble answered(Address server, String message) {
        String[] words = message.split(" ", 4);
        return switch (words[0]) {
            case "MOVED" -> new Trouble(Kind.MOVED, server, server + " has the key no longer", addressAt(words, 2));
            case "ASK" -> new Trouble(Kind.ASK, server, server + " is giving the key's slot away", addressAt(words, 2));
            case "READONLY" -> of(Kind.MOVED, server, "is a replica now: " + message);
            case "LOADING", "TRYAGAIN", "MASTERDOWN", "BUSY" ->
                    of(Kind.UNREADY, server, "serves nobody for now: " + message);
            case "CLUSTERDOWN" -> of(Kind.UNREADY, server, "serves nobody for now: " + message
                    + "; with 'cluster-require-full-coverage no' it would serve what it has");
            case "OOM" -> of(Kind.FULL, server, "is full (maxmemory): " + message);
            case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED" ->
                    of(Kind.REFUSED, server, "refuses: " + message);
            case "MISCONF", "NOREPLICAS" -> of(Kind.FULL, server, "takes no writes: " + message);
            case "ERR", "WRONGTYPE", "-ERR" -> of(Kind.FAILED, server, "answers: " + message);
            default -> null;
        };
    }

    private static @Nullable Address addressAt(String[] words, int index) {
        if (words.length <= index) {
            return null;
        }
        int colon = words[index].lastIndexOf(':');
        return colon <= 0
                ? null
                : new Address(words[index].substring(0, colon), Integer.parseInt(words[index].substring(colon + 1)));
    }

    private static String deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }
}
