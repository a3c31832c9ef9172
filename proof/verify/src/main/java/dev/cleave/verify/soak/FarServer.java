package dev.cleave.verify.soak;

import dev.cleave.far.FarTier;
import dev.cleave.tiers.Tier;
import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A Redis server of the soak's own on the loopback, where one is installed; it ends with the soak. */
final class FarServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int TRIES = 100;
    private static final long LOOK_MILLIS = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private FarServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, if it can be. */
    static FarServer start(Path folder) throws IOException, InterruptedException {
        boolean installed = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "redis-server")));
        int port = freePort();
        Process process = installed ? launch(folder, port) : absent();
        FarServer server = new FarServer(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        for (int tries = 0; tries < TRIES && process.isAlive() && !server.answers(); tries++) {
            Thread.sleep(LOOK_MILLIS);
        }
        return server;
    }

    private static Process launch(Path folder, int port) throws IOException {
        return new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind", HOST, "--dir",
                folder.toString(), "--save", "", "--appendonly", "no").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static Process absent() throws IOException, InterruptedException {
        Process none = new ProcessBuilder("true").start();
        int unused = none.waitFor();
        return none;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (FarTier tier = FarTier.builder(RedisURI.create(HOST, port), 1 << 20).attempts(1).open()) {
            return tier.capacity() > 0;
        } catch (TierFailedException notYet) {
            return false;
        }
    }

    boolean isThere() {
        return process.isAlive();
    }

    /** A tier of its own. */
    Tier tier(long capacity) {
        return FarTier.builder(RedisURI.create(HOST, port), capacity).name("redis").timeout(TIMEOUT).open();
    }

    @Override
    public void close() {
        Process unused = process.destroyForcibly();
    }
}
