package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.Tier.Transfer;
import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.cluster.SlotHash;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A far tier on a cluster")
class FarClusterTest {
    private static final int SIZE = 1024;

    @TempDir
    private Path folder;

    private RedisCluster cluster;
    private FarTier tier;

    @BeforeEach
    void startCluster() {
        RedisServer.assumeInstalled();
        cluster = RedisCluster.start(folder);
    }

    @AfterEach
    void stopCluster() {
        try {
            if (tier != null) {
                tier.close();
            }
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private FarTierBuilder builder() {
        return FarTier.builder(cluster.master(0).uri(), 32 << 20).pieceBytes(8 * SIZE).timeout(Duration.ofSeconds(20));
    }

    private static MemorySegment stamped(long stamp) {
        MemorySegment bytes = MemorySegment.ofArray(new long[SIZE / Long.BYTES]);
        for (int each = 0; each < SIZE / Long.BYTES; each++) {
            bytes.setAtIndex(ValueLayout.JAVA_LONG, each, stamp * 31 + each);
        }
        return bytes;
    }

    private static void assertHas(FarTier tier, long place, long stamp) {
        MemorySegment into = MemorySegment.ofArray(new long[SIZE / Long.BYTES]);
        tier.read(place, 0, into);
        assertThat(into.mismatch(stamped(stamp))).as("first wrong byte of place %d, written %d", place, stamp)
                .isEqualTo(-1);
    }

    /** Writes a new object under each of these stamps. */
    private Map<Long, Long> fill(int objects) {
        Map<Long, Long> stamps = new HashMap<>();
        List<Transfer> transfers = new ArrayList<>();
        for (long stamp = 0; stamp < objects; stamp++) {
            long place = tier.allocate(SIZE);
            stamps.put(place, stamp);
            transfers.add(new Transfer(place, stamped(stamp)));
        }
        tier.writeAll(transfers);
        return stamps;
    }

    @Test
    @DisplayName("spreads objects, keeps the pieces of one together, and loses no acknowledged write with one of three masters")
    void aMasterIsKilledUnderLoad() throws Exception {
        tier = builder().replicas(1).open();
        Map<Long, Long> old = fill(600);
        FarSurvey before = tier.survey();
        assertThat(before.gone()).isEmpty();
        assertThat(before.servers()).hasSize(3)
                .allSatisfy((server, what) -> assertThat(what.values()).isGreaterThan(50))
                .allSatisfy((server, what) -> assertThat(what.replicas()).hasSize(1));
        assertPiecesKeepTogether();
        Map<Long, Long> acknowledged = new ConcurrentHashMap<>(old);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger since = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();

        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                long first = 1_000_000L * (thread + 1);
                running.add(threads.submit(() -> writeUntil(over, first, acknowledged, since, refused)));
            }
            RedisServer.await("the load runs", () -> acknowledged.size() > 700);
            cluster.master(1).kill();
            since.set(0);
            RedisServer.await("writes go on without it", () -> since.get() > 200);
            RedisServer.await("its replica took over", () -> cluster.replica(1)
                    .with(redis -> redis.info("replication")).contains("role:master"));
            since.set(0);
            RedisServer.await("writes go on with that", () -> since.get() > 100);
            over.set(true);
            for (Future<?> each : running) {
                each.get();
            }
        }

        assertThat(tier.survey().gone()).isEmpty();
        assertThat(tier.survey().unreachable()).isEmpty();
        acknowledged.forEach((place, stamp) -> assertHas(tier, place, stamp));
        RedisServer.await("a write learns who took over", () -> {
            writeIfPossible(3_000_000);
            return tier.masters().contains(cluster.replica(1).address().toString())
                    && !tier.masters().contains(cluster.master(1).address().toString());
        });
    }

    /**
     * Servers learn of a new master one after the other: whoever is asked may not know it yet. Each
     * time at another place, and so, before long, at one of that master's.
     */
    private void writeIfPossible(long stamp) {
        long place = tier.allocate(SIZE);
        assertThat(place).as("no room").isNotNegative();
        try {
            tier.write(place, 0, stamped(stamp));
        } catch (TierFailedException notYet) {
            tier.free(place);
        }
    }

    private void assertPiecesKeepTogether() {
        long place = tier.allocate(20 * 8 * SIZE);
        tier.write(place, 0, MemorySegment.ofArray(new byte[20 * 8 * SIZE]));
        String prefix = ":" + Long.toHexString(place) + ":";
        List<Integer> having = new ArrayList<>();
        for (int master = 0; master < 3; master++) {
            int found =
                    (int) cluster.master(master).keysOf(tier).stream().filter(each -> each.contains(prefix)).count();
            if (found > 0) {
                having.add(found);
            }
        }
        assertThat(having).as("pieces on each master that has some").containsExactly(20);
        tier.free(place);
    }

    private void writeUntil(
            AtomicBoolean over, long first, Map<Long, Long> acknowledged, AtomicInteger since, AtomicInteger refused) {
        for (long stamp = first; !over.get(); stamp++) {
            long place = tier.allocate(SIZE);
            assertThat(place).as("no room").isNotNegative();
            try {
                tier.write(place, 0, stamped(stamp));
                acknowledged.put(place, stamp);
                since.incrementAndGet();
                if (acknowledged.size() > 8_000) {
                    acknowledged.remove(place);
                    tier.free(place);
                }
            } catch (TierFailedException failed) {
                tier.free(place);
                refused.incrementAndGet();
            }
        }
    }

    @Test
    @DisplayName("reads from replicas what a silent or dead master has; without one names what is lost, and serves the rest")
    void aServerIsLost() {
        tier = builder().replicas(1).open();
        Map<Long, Long> stamps = fill(300);
        RedisServer dead = cluster.master(2);
        List<Long> onIt = placesOn(dead);
        assertThat(onIt).isNotEmpty();
        dead.kill();

        stamps.forEach((place, stamp) -> assertHas(tier, place, stamp));
        assertThat(tier.usage().replicaReads()).as("before the replica took over, it was read from").isPositive();

        cluster.replica(2).kill();
        stamps.forEach((place, stamp) -> {
            if (!onIt.contains(place)) {
                assertHas(tier, place, stamp);
            }
        });
        MemorySegment into = MemorySegment.ofArray(new byte[SIZE]);
        List<Transfer> all = stamps.keySet().stream().map(each -> new Transfer(each, into)).toList();
        assertThatThrownBy(() -> tier.readAll(all)).isInstanceOfSatisfying(TierFailedException.class,
                failed -> assertThat(failed.places()).containsExactlyInAnyOrderElementsOf(onIt));
        assertThat(tier.survey().unreachable()).containsExactlyInAnyOrderElementsOf(onIt);

        long place = tier.allocate(SIZE);
        tier.write(place, 0, stamped(7));
        assertHas(tier, place, 7);
    }

    /** The places of which a server has the values. */
    private List<Long> placesOn(RedisServer server) {
        return server.keysOf(tier).stream().map(each -> Long.parseLong(each.split(":")[2], 16)).toList();
    }

    @Test
    @DisplayName("follows keys that move to another server, while they move and afterwards")
    void slotsMove() {
        tier = builder().open();
        Map<Long, Long> stamps = fill(50);
        RedisServer from = cluster.master(0);
        RedisServer to = cluster.master(1);
        String key = from.keysOf(tier).getFirst();
        long place = Long.parseLong(key.split(":")[2], 16);
        int slot = SlotHash.getSlot(key.getBytes(StandardCharsets.US_ASCII));
        String fromId = from.with(redis -> redis.clusterMyId());
        String toId = to.with(redis -> redis.clusterMyId());
        to.with(redis -> redis.clusterSetSlotImporting(slot, fromId));
        from.with(redis -> redis.clusterSetSlotMigrating(slot, toId));
        from.with(redis -> redis.migrate(RedisServer.HOST, to.port(), key, 0, 60_000));

        assertHas(tier, place, stamps.get(place));

        to.with(redis -> redis.clusterSetSlotNode(slot, toId));
        from.with(redis -> redis.clusterSetSlotNode(slot, toId));
        assertHas(tier, place, stamps.get(place));
        stamps.forEach((each, stamp) -> assertHas(tier, each, stamp));
        tier.write(place, 0, stamped(99));
        assertHas(tier, place, 99);
        assertThat(tier.survey().gone()).isEmpty();
    }
}
