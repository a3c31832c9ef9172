package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cleave.lab.attach.SavedSnapshots;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.PoolSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This JVM is watched, by way of a socket. */
@DisplayName("Watching a JVM from end to end")
class WatchingTest {
    /** Blocks of 512 bytes or 1 KiB, as the shell has it. */
    private static final int SMALLEST_DISK = 64;

    @TempDir
    Path folder;

    @Test
    @DisplayName("keeps several pools in one snapshot of the process, which is read again")
    void snapshotOfSeveralPools() throws Exception {
        try (Pool one = Pool.builder().name("one").capacity(4 << 20).build();
                Pool two = Pool.builder().name("two").capacity(4 << 20).build();
                PoolSocket socket = PoolSocket.open(folder.resolve("s"))) {
            one.allocate(100_000);
            Path file = folder.resolve("orders@noon.json");

            Run run = Run.of("snapshot", socket.file().toString(), "-o", file.toString());

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(file).content().contains("\"process\":\"orders\"");
            assertThat(SavedSnapshots.read(file)).extracting(PoolSnapshot::pool).contains("one", "two");
            assertThat(Run.of("serve", file.toString(), "--pool", "three").err())
                    .contains("--pool three: there is no such pool: must be one of");
            assertThat(two.usedBytes()).isZero();
        }
    }

    @Test
    @DisplayName("keeps one pool as before, unless the process is named")
    void snapshotOfOnePool() throws Exception {
        try (Pool one = Pool.builder().name("one").capacity(4 << 20).build();
                PoolSocket socket = PoolSocket.open(folder.resolve("s"))) {
            one.allocate(100_000);
            Path file = folder.resolve("one.snapshot");
            String[] command = {"snapshot", socket.file().toString(), "--pool", "one", "-o", file.toString()};

            assertThat(Run.of(command).exitCode()).isZero();
            assertThat(PoolSnapshot.read(Files.newInputStream(file)).pool()).isEqualTo("one");
            assertThat(Run.of("snapshot", socket.file().toString(), "--pool", "one", "-o", file.toString(), "--process",
                    "host/7").exitCode()).isZero();
            assertThat(file).content().startsWith("{").contains("\"process\":\"host/7\"");
            assertThat(Run.of("snapshot", socket.file().toString(), "--process", " ").err())
                    .contains("--process: a name that is blank is none");
        }
    }

    @Test
    @DisplayName("ends where the disk is full, with a word and nothing left behind; the program goes on")
    void diskIsFull() throws Exception {
        Path traces = Files.createDirectory(folder.resolve("traces"));
        AtomicBoolean ended = new AtomicBoolean();
        try (Pool pool = Pool.builder().name("busy").capacity(4 << 20).build();
                PoolSocket socket = PoolSocket.open(folder.resolve("s"))) {
            Thread load = Thread.ofPlatform().start(() -> {
                while (!ended.get()) {
                    pool.free(pool.allocateAddress(10_000));
                    Thread.onSpinWait();
                }
            });
            Process record = limited(SMALLEST_DISK, "record", socket.file().toString(), "-o",
                    traces.resolve("t.trace").toString(), "--for", "60s");
            String said = new String(record.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(record.waitFor()).as(said).isEqualTo(1);
            assertThat(said).contains("--output", "t.trace", "File too large");
            assertThat(traces).isEmptyDirectory();
            assertThat(load.isAlive()).isTrue();
            ended.set(true);
            load.join();
        } finally {
            ended.set(true);
        }
    }

    /** The command, where no file may become larger. */
    private static Process limited(int blocks, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Cleave.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    @DisplayName("of another user's process is refused, with who may; nothing is written, and nothing happens to it")
    void anotherUsersProcess() throws Exception {
        assumeThat(System.getProperty("user.name")).as("may start another user's process").isEqualTo("root");
        assumeThat(Path.of("/usr/bin/setpriv")).exists();
        Process other = new ProcessBuilder("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "sleep", "600").start();
        try {
            ProcessHandle handle = other.toHandle();
            for (int look = 0; look < 1000 && handle.info().user().filter("root"::equals).isPresent(); look++) {
                Thread.sleep(10);
            }
            String owner = handle.info().user().orElseThrow();
            for (String command : List.of("record", "snapshot")) {
                Run run = Run.of(command, "" + other.pid(), "-o", folder.resolve("t.trace").toString());
                assertThat(run.exitCode()).isEqualTo(2);
                assertThat(run.err()).contains("process " + other.pid() + " is " + owner + "'s, and you are root",
                        "run this command as " + owner);
            }
            assertThat(folder).isEmptyDirectory();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }
}
