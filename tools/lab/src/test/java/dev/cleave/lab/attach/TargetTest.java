package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.PoolSnapshot;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A JVM that is to be watched")
class TargetTest {
    private static final PoolObserver NOBODY = new PoolObserver() {};

    @TempDir
    Path folder;

    private static void requireRefused(Target target, String because) {
        assertThatThrownBy(() -> target.watch(Wanted.SNAPSHOTS, NOBODY))
                .isInstanceOf(NotWatchableException.class)
                .hasMessageContaining(because);
    }

    @Test
    @DisplayName("is refused where it is no more")
    void isGone() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        requireRefused(Target.of("" + ended.pid()), "there is no process " + ended.pid() + ": 'cleave ps' lists");
        requireRefused(Target.of("0"), "there is no process 0");
        requireRefused(Target.of("999999999999999999"), "there is no process 999999999999999999");
    }

    @Test
    @DisplayName("is refused, and unharmed, where it is none")
    void isNoJvm() throws Exception {
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            requireRefused(Target.of("" + other.pid()), "is no JVM");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    @DisplayName("is refused where it is another user's")
    void isAnothers() {
        Target.LocalProcess process = new Target.LocalProcess(ProcessHandle.current().parent().orElseThrow().pid());
        assertThatThrownBy(() -> process.requireJvm(Optional.of("somebody-else")))
                .isInstanceOf(NotWatchableException.class)
                .hasMessageContaining("and you are somebody-else: a JVM can be attached to by its own user alone");
    }

    @Test
    @DisplayName("is refused where it is this one")
    void isThisOne() throws Exception {
        requireRefused(Target.of("" + ProcessHandle.current().pid()), "is this command itself");
    }

    @Test
    @DisplayName("is refused where it does not use Cleave, or lets nobody attach")
    void usesNoCleave() throws Exception {
        try (ChildProgram child = ChildProgram.start(List.of(), Idle.class)) {
            requireRefused(Target.of("" + child.pid()), "has no pool of Cleave");
            assertThat(child.errors()).isEmpty();
            assertThat(RunningJvms.list().cleave()).noneMatch(each -> each.pid() == child.pid());
        }
        try (ChildProgram child = ChildProgram.start(List.of("-XX:+DisableAttachMechanism"), Idle.class)) {
            requireRefused(Target.of("" + child.pid()), "process " + child.pid());
        }
    }

    /** A program without Cleave. */
    static final class Idle {
        public static void main(String[] arguments) throws IOException {
            System.out.println("ready");
            System.in.read();
        }
    }

    @Test
    @DisplayName("is refused where its events are of another version")
    void isOfAnotherVersion() {
        Target.LocalProcess process = new Target.LocalProcess(1);
        assertThatThrownBy(() -> process.requireVersion("2")).isInstanceOf(NotWatchableException.class)
                .hasMessage("process 1 tells version 2 of Cleave's events, and this command knows version 1:"
                        + " use the command of its version of Cleave");
    }

    @Test
    @DisplayName("is listed where it has a pool, and its snapshots are what it has")
    void isListed() throws Exception {
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "100")) {
            assertThat(RunningJvms.list().cleave()).anyMatch(each -> each.pid() == child.pid()
                    && each.version().equals("1") && each.main().contains("WatchedProgram"));
            List<PoolSnapshot> snapshots = Snapshots.of(Target.of("" + child.pid()));
            assertThat(snapshots).singleElement().satisfies(each -> {
                assertThat(each.pool()).isEqualTo("watched");
                assertThat(each.usage().capacityBytes()).isEqualTo(256 << 20);
                assertThat(each.usage().requestedBytes()).isBetween(100L, 100 * 40_000L);
            });
            assertThat(child.errors()).isEmpty();
        }
    }

    // --------------------------------------------------------------------------------------------------- sockets

    @Test
    @DisplayName("is refused where its path is no socket, or one that nobody serves")
    void socketIsNotServed() throws Exception {
        requireRefused(Target.of(folder.resolve("none").toString()), "there is no socket");
        requireRefused(Target.of(Files.writeString(folder.resolve("file"), "text").toString()), "nobody serves socket");
        assertThatThrownBy(() -> Target.of("a\0b")).isInstanceOf(NotWatchableException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HTTP/1.1 400 Bad Request | is not one of Cleave: it says 'HTTP/1.1'",
        "error four watch already | four watch already",
        "pool one | tells what cannot be understood",
        "blocks 1 0 0 1 !!!! | is no digit",
        "blocks 9 0 0 1 0 | tells of blocks in format 9, and this command knows format 1"
    })
    @DisplayName("is refused where its socket tells something else")
    void socketTellsSomethingElse(String line, String because) throws Exception {
        Path file = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(file));
            Thread.ofPlatform().daemon().start(() -> serveOnce(server, line + "\n"));
            Recording recording =
                    new Recording(Target.of(file.toString()), Wanted.BLOCKS, Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> recording.into(folder.resolve("x.trace"), false, () -> {}, () -> false))
                    .hasMessageContaining(because);
            assertThat(folder.resolve("x.trace")).doesNotExist();
        }
    }

    private static void serveOnce(ServerSocketChannel server, String line) {
        try (SocketChannel watcher = server.accept()) {
            watcher.read(ByteBuffer.allocate(100));
            watcher.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException gone) {
            throw new java.io.UncheckedIOException(gone);
        }
    }
}
