package dev.cleave.far;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which server has which keys, as the servers said at some time. Immutable.
 */
final class Topology {
    private final @Nullable Address[] owners;
    private final Map<Address, List<Address>> replicas;
    private final Set<Address> masters;
    private final long epoch;

    private Topology(@Nullable Address[] owners, Map<Address, List<Address>> replicas, long epoch) {
        this.owners = owners;
        this.replicas = replicas;
        this.epoch = epoch;
        Set<Address> found = new LinkedHashSet<>();
        for (Address each : owners) {
            if (each != null) {
                found.add(each);
            }
        }
        this.masters = Set.copyOf(found);
    }

    /** One server that has all keys. */
    static Topology single(Address server) {
        return new Topology(new Address[] {server}, Map.of(), 0);
    }

    /**
     * What a server of a cluster answered to {@code CLUSTER NODES}.
     *
     * @param asked where that server was reached: one that was not told its own address leaves it out
     */
    static Topology parse(String nodes, Address asked) {
        Address[] owners = new Address[SlotHash.SLOT_COUNT];
        Map<String, Address> masters = new HashMap<>();
        List<RedisClusterNode> all = new ArrayList<>();
        ClusterPartitionParser.parse(nodes).forEach(all::add);
        long epoch = 0;
        for (RedisClusterNode node : all) {
            Address address = addressOf(node, asked);
            if (address != null && node.is(NodeFlag.UPSTREAM)) {
                masters.put(node.getNodeId(), address);
                node.forEachSlot(slot -> owners[slot] = address);
            }
            epoch = Math.max(epoch, node.getConfigEpoch());
        }
        Map<Address, List<Address>> replicas = new HashMap<>();
        for (RedisClusterNode node : all) {
            Address master = node.getSlaveOf() == null ? null : masters.get(node.getSlaveOf());
            Address address = addressOf(node, asked);
            if (master != null && address != null && !node.is(NodeFlag.FAIL)) {
                replicas.computeIfAbsent(master, none -> new ArrayList<>()).add(address);
            }
        }
        return new Topology(owners, replicas, epoch);
    }

    private static @Nullable Address addressOf(RedisClusterNode node, Address asked) {
        if (node.is(NodeFlag.NOADDR) || node.is(NodeFlag.HANDSHAKE)) {
            return null;
        }
        if (node.getUri() != null) {
            return new Address(node.getUri().getHost(), node.getUri().getPort());
        }
        return node.is(NodeFlag.MYSELF) ? asked : null;
    }

    /** The server that a key is to be written to and read from; none where nobody serves its slot. */
    @Nullable
    Address ownerOf(byte[] key) {
        return owners.length == 1 ? owners[0] : owners[SlotHash.getSlot(key)];
    }

    /** The servers that have copies of what a master has; not the failed ones. */
    List<Address> replicasOf(Address master) {
        return replicas.getOrDefault(master, List.of());
    }

    /** The servers that keys are written to. */
    Set<Address> masters() {
        return masters;
    }

    /** All servers: those that keys are written to and their replicas. */
    Set<Address> all() {
        Set<Address> all = new LinkedHashSet<>(masters);
        replicas.values().forEach(all::addAll);
        return all;
    }

    /** Whether keys are spread over slots. */
    boolean isCluster() {
        return owners.length > 1;
    }

    /** Whether each slot has an owner. */
    boolean isWhole() {
        return Arrays.stream(owners).allMatch(each -> each != null);
    }

    /** The larger, the newer: the cluster counts its changes. */
    long epoch() {
        return epoch;
    }
}
