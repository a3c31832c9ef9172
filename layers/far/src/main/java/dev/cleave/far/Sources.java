package dev.cleave.far;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servers that have a value: its key's owner, and the replicas of that. A value never changes,
 * so whoever has it has the right one.
 *
 * @param key the value's key
 */
record Sources(byte[] key) {
    /** The server to ask now: one after another, from the owner on, suspects last. */
    @Nullable
    Route choose(Topology topology, Set<Address> suspects, Request request) {
        Route sentOn = request.sentOn(Servers.Use.READ);
        Address owner = topology.ownerOf(key);
        if (sentOn != null || owner == null) {
            return sentOn;
        }
        List<Address> all = new ArrayList<>(topology.replicasOf(owner));
        all.addFirst(owner);
        if (request.tried().containsAll(all)) {
            request.tried().clear();
        }
        List<Address> untried = all.stream().filter(each -> !request.tried().contains(each)).toList();
        Address chosen = untried.stream().filter(each -> !suspects.contains(each)).findFirst()
                .orElse(untried.getFirst());
        return Route.to(chosen, chosen.equals(owner) ? Servers.Use.READ : Servers.Use.READ_REPLICA);
    }

    /** What it means that a server does not have it: of a replica little, its master may. */
    static Trouble missing(Route route, Identity identity) {
        return route.use() == Servers.Use.READ_REPLICA
                ? Trouble.of(Trouble.Kind.NOT_ON_REPLICA, route.server(), "is a replica and does not have it")
                : Trouble.of(Trouble.Kind.LOST, route.server(), "no longer has " + identity.keyText()
                        + ": it was evicted, deleted by others, or lost with a server that had no replica");
    }
}
