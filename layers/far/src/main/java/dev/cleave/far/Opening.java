package dev.cleave.far;

import java.util.List;
import java.util.Set;

/** What is asked of servers before a tier is opened on them. */
final class Opening {
    private final Servers servers;
    private final int replicas;
    private final boolean allowEviction;

    /**
     * An opening.
     *
     * @param replicas how many must have each write
     * @param allowEviction whether servers may evict
     */
    Opening(Servers servers, int replicas, boolean allowEviction) {
        this.servers = servers;
        this.replicas = replicas;
        this.allowEviction = allowEviction;
    }

    /** Finds all servers, and checks that they are fit. */
    void check() throws TroubleException {
        Address first = servers.topology().masters().iterator().next();
        if (info(first, "cluster").get("cluster_enabled", "0").equals("1")) {
            spread(first);
        }
        Topology topology = servers.topology();
        for (Address each : topology.masters()) {
            checkMaster(each, topology);
        }
        Set<Address> others = topology.all();
        others.removeAll(topology.masters());
        for (Address each : others) {
            checkReplica(each);
        }
    }

    private void spread(Address first) throws TroubleException {
        try {
            servers.spread();
        } catch (Exception failed) {
            throw new TroubleException(Trouble.of(first, failed));
        }
        if (!servers.topology().isWhole()) {
            throw new TroubleException(Trouble.of(Trouble.Kind.UNREADY, first,
                    "belongs to a cluster in which some slots have no server: see CLUSTER INFO"));
        }
    }

    private void checkMaster(Address server, Topology topology) throws TroubleException {
        checkEviction(server);
        ServerInfo replication = info(server, "replication");
        if (!replication.get("role", "master").equals("master")) {
            throw new TroubleException(Trouble.of(Trouble.Kind.REFUSED, server, "is a replica of "
                    + replication.get("master_host", "?") + ":" + replication.get("master_port", "?")
                    + ": name that instead"));
        }
        int have = topology.isCluster()
                ? topology.replicasOf(server).size()
                : Integer.parseInt(replication.get("connected_slaves", "0"));
        if (have < replicas) {
            throw new TroubleException(Trouble.of(Trouble.Kind.TOO_FEW_REPLICAS, server,
                    "has " + List.of("no replica", "1 replica", have + " replicas").get(Math.min(have, 2))
                            + ", and each write must be on " + replicas + ": add replicas, or ask for fewer"));
        }
    }

    /** A replica may be master soon. One that cannot be asked is not in use now. */
    private void checkReplica(Address server) throws TroubleException {
        try {
            checkEviction(server);
        } catch (TroubleException trouble) {
            if (trouble.trouble().kind() == Trouble.Kind.REFUSED) {
                throw trouble;
            }
        }
    }

    private void checkEviction(Address server) throws TroubleException {
        String policy = info(server, "memory").get("maxmemory_policy", "noeviction");
        if (!allowEviction && !policy.equals("noeviction")) {
            throw new TroubleException(Trouble.of(Trouble.Kind.REFUSED, server, "evicts values when it is full"
                    + " (maxmemory-policy " + policy + "): set that to noeviction, or allow eviction and its losses"));
        }
    }

    private ServerInfo info(Address server, String section) throws TroubleException {
        try {
            return ServerInfo.parse(servers.info(server, section));
        } catch (Exception failed) {
            throw new TroubleException(Trouble.of(server, failed));
        }
    }
}
