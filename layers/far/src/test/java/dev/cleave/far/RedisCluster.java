package dev.cleave.far;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Three masters with a replica each, on the loopback. */
final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> servers = new ArrayList<>();

    private RedisCluster(Path folder) {
        for (int each = 0; each < 2 * MASTERS; each++) {
            servers.add(RedisServer.start(folder, "--cluster-enabled", "yes", "--cluster-node-timeout", "3000",
                    "--cluster-require-full-coverage", "no", "--cluster-allow-replica-migration", "no",
                    "--maxmemory", "64mb"));
        }
    }

    /** Starts one, and waits until each replica has its master's data. */
    static RedisCluster start(Path folder) {
        RedisCluster cluster = new RedisCluster(folder);
        try {
            cluster.join();
            return cluster;
        } catch (RuntimeException | Error failed) {
            cluster.close();
            throw failed;
        }
    }

    private void join() {
        List<String> ids = servers.stream().map(each -> each.with(redis -> redis.clusterMyId())).toList();
        for (int each = 0; each < MASTERS; each++) {
            int[] slots = IntStream.range(SLOTS * each / MASTERS, SLOTS * (each + 1) / MASTERS).toArray();
            int epoch = each + 1;
            servers.get(each).with(redis -> redis.clusterAddSlots(slots) + redis.clusterSetConfigEpoch(epoch));
        }
        RedisServer first = servers.getFirst();
        first.with(redis -> {
            servers.stream().skip(1).forEach(each -> redis.clusterMeet(RedisServer.HOST, each.port()));
            return "";
        });
        servers.forEach(each -> RedisServer.await("all servers know each other",
                () -> ids.stream().allMatch(each.with(redis -> redis.clusterNodes())::contains)));
        for (int each = 0; each < MASTERS; each++) {
            String master = ids.get(each);
            servers.get(each + MASTERS).with(redis -> redis.clusterReplicate(master));
        }
        servers.forEach(each -> RedisServer.await("the cluster is whole", () -> isReady(each)));
    }

    private static boolean isReady(RedisServer server) {
        String replication = server.with(redis -> redis.info("replication"));
        return server.with(redis -> redis.clusterInfo()).contains("cluster_state:ok")
                && (replication.contains("connected_slaves:1") || replication.contains("master_link_status:up"))
                && server.with(redis -> redis.clusterNodes()).lines().filter(each -> each.contains("slave"))
                        .count() == MASTERS;
    }

    RedisServer master(int index) {
        return servers.get(index);
    }

    /** The server that began as the replica of a master. */
    RedisServer replica(int index) {
        return servers.get(index + MASTERS);
    }

    /** The server with an address. */
    RedisServer at(Address address) {
        return servers.stream().filter(each -> each.address().equals(address)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
