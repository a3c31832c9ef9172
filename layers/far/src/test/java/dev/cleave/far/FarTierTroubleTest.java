package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.Tier.Transfer;
import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A far tier whose server")
class FarTierTroubleTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void assumeServer() {
        RedisServer.assumeInstalled();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RedisServer start(String... settings) {
        RedisServer server = RedisServer.start(folder, settings);
        opened.add(server);
        return server;
    }

    private FarTier open(FarTierBuilder builder) {
        FarTier tier = builder.open();
        opened.add(tier);
        return tier;
    }

    private static FarTierBuilder builder(RedisURI server, Duration timeout) {
        return FarTier.builder(server, 64 << 20).timeout(timeout).attempts(3);
    }

    private static MemorySegment bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int each = 0; each < values.length; each++) {
            bytes[each] = (byte) values[each];
        }
        return MemorySegment.ofArray(bytes);
    }

    private static byte[] read(FarTier tier, long place, int length) {
        MemorySegment into = MemorySegment.ofArray(new byte[length]);
        tier.read(place, 0, into);
        return into.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    @DisplayName("is not there, is refused at the opening, with its name and no password")
    void isNotThere() {
        RedisServer server = start();
        server.kill();
        RedisURI uri = RedisURI.create("redis://:secret@127.0.0.1:" + server.port());

        assertThatThrownBy(() -> builder(uri, LONG).open()).isInstanceOf(TierFailedException.class)
                .hasMessageStartingWith("tier far: cannot be opened: " + server.address() + " cannot be reached: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    @DisplayName("wants another password, says so")
    void wrongPassword() {
        RedisServer server = start("--requirepass", "right");

        assertThatThrownBy(() -> builder(server.uri(), LONG).open()).isInstanceOf(TierFailedException.class)
                .hasMessageContaining(server.address() + " refuses: NOAUTH");
        assertThatThrownBy(
                () -> builder(RedisURI.create("redis://:wrong@127.0.0.1:" + server.port()), LONG).open())
                .isInstanceOf(TierFailedException.class)
                .hasMessageContaining(server.address() + " refuses: WRONGPASS");
        FarTier tier = open(builder(RedisURI.create("redis://:right@127.0.0.1:" + server.port()), LONG));
        long place = tier.allocate(2);
        tier.write(place, 0, bytes(1, 2));
        assertThat(read(tier, place, 2)).containsExactly(1, 2);
    }

    @Test
    @DisplayName("takes connections and says nothing, is given up in time")
    void saysNothing() throws IOException {
        SilentServer silent = new SilentServer();
        opened.add(silent);

        assertThatThrownBy(() -> builder(silent.uri(), SHORT).name("remote").open())
                .isInstanceOf(TierFailedException.class).hasMessageStartingWith("tier remote: cannot be opened: ");
    }

    @Test
    @DisplayName("is silent for a while: calls fail in time, nothing written is lost, and it serves again")
    void isSilentForAWhile() {
        RedisServer server = start();
        builder(server.uri(), LONG).open().close();
        FarTier tier = open(builder(server.uri(), Duration.ofSeconds(2)).attempts(2));
        long place = tier.allocate(2);
        tier.write(place, 0, bytes(1, 2));
        server.suspend();

        assertThatThrownBy(() -> tier.write(place, 0, bytes(3, 4)))
                .isInstanceOfSatisfying(TierFailedException.class,
                        silent -> assertThat(silent.places()).containsExactly(place));
        assertThatThrownBy(() -> read(tier, place, 2)).isInstanceOf(TierFailedException.class);
        assertThat(tier.usage().bytesInFlight()).as("what was given up is no longer on its way").isZero();
        server.resume();

        RedisServer.await("it answers", () -> serves(tier, place));
        assertThat(read(tier, place, 2)).as("a write that failed, however late it arrives").containsExactly(1, 2);
        tier.write(place, 0, bytes(5, 6));
        assertThat(read(tier, place, 2)).containsExactly(5, 6);
    }

    private static boolean serves(FarTier tier, long place) {
        try {
            return read(tier, place, 2).length == 2;
        } catch (TierFailedException notYet) {
            return false;
        }
    }

    @Test
    @DisplayName("goes away: calls fail by place; when it is back, empty, what was on it is lost and said to be")
    void goesAway() {
        RedisServer server = start();
        FarTier tier = open(builder(server.uri(), LONG));
        long place = tier.allocate(2);
        tier.write(place, 0, bytes(1, 2));
        server.kill();

        assertThatThrownBy(() -> read(tier, place, 2)).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("cannot read place " + place + ": " + server.address() + " cannot be reached");
        assertThat(tier.survey().unreachable()).containsExactly(place);
        assertThat(tier.usage().retries()).isPositive();
        server.restart();

        assertThatThrownBy(() -> read(tier, place, 2)).hasMessageContaining("no longer has cleave:");
        assertThat(tier.survey().gone()).containsExactly(place);
        tier.write(place, 0, bytes(3, 4));
        assertThat(read(tier, place, 2)).containsExactly(3, 4);
        assertThat(tier.survey().gone()).isEmpty();
    }

    @Test
    @DisplayName("goes away while much is on its way: the call ends, and all of it is named")
    void goesAwayUnderLoad() {
        RedisServer server = start();
        FarTier tier = open(builder(server.uri(), LONG).attempts(1));
        List<Transfer> transfers = new ArrayList<>();
        for (int each = 0; each < 2_000; each++) {
            transfers.add(new Transfer(tier.allocate(4096), MemorySegment.ofArray(new byte[4096])));
        }
        Thread.ofVirtual().start(() -> {
            RedisServer.await("some has arrived", () -> tier.usage().bytesSent() > 1 << 20);
            server.kill();
        });

        assertThatThrownBy(() -> {
            while (true) {
                tier.writeAll(transfers);
            }
        }).isInstanceOfSatisfying(TierFailedException.class, failed -> assertThat(failed.places()).isNotEmpty());
        assertThat(tier.usage().bytesInFlight()).isZero();
    }

    @Test
    @DisplayName("is full and does not evict: the write fails, what is there stays, and freeing makes room")
    void isFull() {
        RedisServer server = start("--maxmemory", "8mb");
        FarTier tier = open(builder(server.uri(), LONG));
        List<Long> places = new ArrayList<>();
        byte[] some = new byte[64 << 10];
        assertThatThrownBy(() -> {
            while (places.size() < 1_000) {
                long place = tier.allocate(some.length);
                some[0] = (byte) places.size();
                places.add(place);
                tier.write(place, 0, MemorySegment.ofArray(some));
            }
        }).isInstanceOf(TierFailedException.class).hasMessageContaining(server.address() + " is full (maxmemory)");
        long refused = places.removeLast();

        assertThat(places).hasSizeGreaterThan(20);
        for (int each = 0; each < places.size(); each++) {
            assertThat(read(tier, places.get(each), some.length)[0]).isEqualTo((byte) each);
        }
        for (int each = 0; each < 10; each++) {
            tier.free(places.get(each));
        }
        tier.write(refused, 0, MemorySegment.ofArray(some));
    }

    @Test
    @DisplayName("evicts is refused, unless that is allowed: then a value may be gone, and is said to be")
    void evicts() {
        RedisServer server = start("--maxmemory", "4mb", "--maxmemory-policy", "allkeys-random");

        assertThatThrownBy(() -> builder(server.uri(), LONG).open()).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("evicts values when it is full (maxmemory-policy allkeys-random)");
        FarTier tier = open(builder(server.uri(), LONG).allowEviction(true));
        for (int each = 0; each < 200; each++) {
            tier.write(tier.allocate(64 << 10), 0, MemorySegment.ofArray(new byte[64 << 10]));
        }
        List<Long> gone = tier.survey().gone();
        assertThat(gone).isNotEmpty();
        assertThatThrownBy(() -> read(tier, gone.getFirst(), 16)).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("it was evicted");
    }

    @Test
    @DisplayName("is a replica, or has too few of them, is refused")
    void replicas() {
        RedisServer master = start();
        RedisServer replica = start("--replicaof", RedisServer.HOST + " " + master.port());
        assertThatThrownBy(() -> builder(replica.uri(), LONG).open()).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("is a replica of 127.0.0.1:" + master.port() + ": name that instead");
        assertThatThrownBy(() -> builder(master.uri(), LONG).replicas(2).open())
                .isInstanceOf(TierFailedException.class).hasMessageContaining("each write must be on 2");

        RedisServer.await("the replica has its master's data",
                () -> replica.with(redis -> redis.info("replication")).contains("master_link_status:up"));
        FarTier tier = open(builder(master.uri(), LONG).replicas(1));
        long place = tier.allocate(2);
        tier.write(place, 0, bytes(1, 2));
        assertThat(replica.keysOf(tier)).as("what was acknowledged").hasSize(1);
    }

    @Test
    @DisplayName("loses its replica: a write that too few have is not taken for one, and the object is as it was")
    void losesItsReplica() {
        RedisServer master = start();
        RedisServer replica = start("--replicaof", RedisServer.HOST + " " + master.port());
        RedisServer.await("the replica has its master's data",
                () -> master.with(redis -> redis.info("replication")).contains("state=online"));
        builder(master.uri(), LONG).open().close();
        FarTier tier = open(builder(master.uri(), Duration.ofSeconds(4)).replicas(1).attempts(1));
        long place = tier.allocate(2);
        tier.write(place, 0, bytes(1, 2));
        replica.kill();

        assertThatThrownBy(() -> tier.write(place, 0, bytes(3, 4))).isInstanceOf(TierFailedException.class)
                .hasMessageContaining("has the write on 0 of the 1 replicas asked for");
        assertThat(read(tier, place, 2)).containsExactly(1, 2);
    }

    @Test
    @DisplayName("has nothing to do with a segment that was closed: nothing is left on its way")
    void closedSegment() {
        FarTier tier = open(builder(start().uri(), LONG));
        MemorySegment closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = arena.allocate(8);
        }
        long place = tier.allocate(8);

        assertThatThrownBy(() -> tier.write(place, 0, closed)).isInstanceOf(IllegalStateException.class);
        tier.write(place, 0, bytes(1, 2, 3, 4, 5, 6, 7, 8));
        assertThatThrownBy(() -> tier.read(place, 0, closed)).isInstanceOf(IllegalStateException.class);
        assertThat(tier.usage().bytesInFlight()).isZero();
        assertThat(read(tier, place, 2)).containsExactly(1, 2);
    }
}
