package dev.cleave.far;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a far tier's objects, as its servers say.
 *
 * @param gone places whose values the servers no longer have, in part or wholly: evicted, deleted by
 *     others, or lost with a server
 * @param unreachable places whose servers do not answer now; they may come back
 * @param servers each server that objects are on, as host and port
 */
public record FarSurvey(List<Long> gone, List<Long> unreachable, Map<String, Server> servers) {
    /**
     * A server that objects are on.
     *
     * @param values objects on it, or pieces of long ones
     * @param replicas other servers that have copies, as host and port: without one, what is on this
     *     server is lost with it
     */
    public record Server(long values, List<String> replicas) {}

    /** Copies the lists. */
    public FarSurvey {
        gone = List.copyOf(gone);
        unreachable = List.copyOf(unreachable);
        servers = Map.copyOf(servers);
    }

    static FarSurvey of(List<ExistsRequest> requests, Topology topology) {
        List<Long> gone = places(requests, true);
        List<Long> unreachable = new ArrayList<>(places(requests, false));
        unreachable.removeAll(gone);
        Map<String, Server> servers = new TreeMap<>();
        for (Address each : topology.masters()) {
            long values = requests.stream().filter(request -> each.equals(request.owner(topology))).count();
            servers.put(each.toString(),
                    new Server(values, topology.replicasOf(each).stream().map(Address::toString).toList()));
        }
        return new FarSurvey(gone, unreachable, servers);
    }

    private static List<Long> places(List<ExistsRequest> requests, boolean lost) {
        return Courier.places(requests.stream()
                .filter(each -> !each.isServed() && lost == (each.trouble().kind() == Trouble.Kind.LOST)).toList());
    }
}
