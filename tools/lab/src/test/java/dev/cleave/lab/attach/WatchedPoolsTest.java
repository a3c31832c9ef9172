package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolCounts;
import dev.cleave.memory.PoolSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The pools of a JVM that is watched")
@Timeout(120)
class WatchedPoolsTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    private static void waitUntil(BooleanSupplier holds) throws InterruptedException {
        while (!holds.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    @Test
    @DisplayName("tell what they hold again and again, and what they told last stays when the JVM ends")
    void tellAgain() throws Exception {
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "100");
                WatchedPools pools = WatchedPools.open(Target.of("" + child.pid()))) {
            WatchedPools.Told first = pools.latest().getFirst();
            assertThat(first.snapshot().pool()).isEqualTo("watched");
            assertThat(first.totals().counts()).isEqualTo(new PoolCounts(100, 0, 0));
            WatchedProgram.Work work = WatchedProgram.Work.of(child.ask("work 5000"));
            PoolCounts after = new PoolCounts(100 + work.allocations(), work.frees(), 0);
            waitUntil(() -> pools.latest(first.number()).orElseThrow().totals().counts().equals(after));
            assertThat(pools.latest(first.number() + 1)).isEmpty();
            assertThat(pools.ended()).isEmpty();
            assertThat(child.errors()).isEmpty();
            child.kill();
            waitUntil(() -> pools.ended().isPresent());
            assertThat(pools.ended()).hasValue("process " + child.pid() + " ended");
            assertThat(pools.latest().getFirst().totals().counts()).isEqualTo(after);
        }
    }

    @Test
    @DisplayName("tell by a socket the same as by attaching: the longest free run, refusals, what was purged")
    @SuppressWarnings("try")
    void bySocket() throws Exception {
        try (Pool pool = Pool.builder().name("told").capacity(8 * MIB).build();
                PoolSocket socket = PoolSocket.open(folder.resolve("s"));
                WatchedPools pools = WatchedPools.open(Target.of(socket.file().toString()))) {
            int number = pools.latest().stream().filter(each -> each.snapshot().pool().equals("told")).findFirst()
                    .orElseThrow().number();
            long block = pool.allocateAddress(3 * MIB);
            assertThat(pool.tryAllocateAddress(6 * MIB)).isZero();
            pool.free(pool.allocateAddress(MIB));
            pool.trim();
            waitUntil(() -> pools.latest(number).orElseThrow().totals().counts().failures() == 1
                    && pools.latest(number).orElseThrow().totals().purgedBytes() == pool.purgedBytes());
            PoolTotals totals = pools.latest(number).orElseThrow().totals();
            assertThat(totals.longestFreeRunBytes()).as("three are taken at the beginning").isEqualTo(5 * MIB);
            assertThat(totals.counts()).isEqualTo(pool.counts());
            pool.free(block);
            socket.close();
            waitUntil(() -> pools.ended().isPresent());
            assertThat(pools.ended()).hasValue("socket " + socket.file() + " ended");
        }
    }

    @Test
    @DisplayName("are told of no more where something is told that cannot be understood, and that is said")
    void tornSnapshot() throws Exception {
        Path file = folder.resolve("torn");
        String good;
        try (Pool pool = Pool.builder().name("p").capacity(MIB).build()) {
            good = Base64.getEncoder().encodeToString(pool.snapshot().toBytes());
        }
        CountDownLatch opened = new CountDownLatch(1);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(file));
            String whole = "snapshot 0 0 1 " + good + " 1 2 3 4 5\n";
            Thread.ofPlatform().daemon()
                    .start(() -> tell(server, opened, whole + whole, "snapshot 0 7 2 x 1 2 3 4 5\n"));
            try (WatchedPools pools = WatchedPools.open(Target.of(file.toString()))) {
                assertThat(pools.latest().getFirst().totals()).isEqualTo(new PoolTotals(1, new PoolCounts(2, 3, 4), 5));
                opened.countDown();
                waitUntil(() -> pools.ended().isPresent());
                assertThat(pools.ended().orElseThrow()).contains("cannot be understood", "part 7 of 2 of a snapshot");
            }
        }
        assertThatThrownBy(() -> WatchedPools.open(Target.of(folder.resolve("none").toString())))
                .isInstanceOf(NotWatchableException.class).hasMessageContaining("there is no socket");
    }

    private static void tell(ServerSocketChannel server, CountDownLatch opened, String first, String then) {
        try (SocketChannel watcher = server.accept()) {
            watcher.read(ByteBuffer.allocate(100));
            watcher.write(ByteBuffer.wrap(first.getBytes(StandardCharsets.UTF_8)));
            opened.await();
            watcher.write(ByteBuffer.wrap(then.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
