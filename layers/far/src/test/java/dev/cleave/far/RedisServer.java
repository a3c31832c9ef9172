package dev.cleave.far;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;

/**
 * A {@code redis-server} of the test's own, on a free port of the loopback, that ends with the test
 * or with its JVM.
 */
final class RedisServer implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private static final RedisClient CLIENT = RedisClient.create();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TRIES = 20;

    /** Redis adds 10,000 for the port by which the servers of a cluster talk. */
    private static final int BUS = 10_000;
    private static final int FIRST_PORT = 21_000;
    private static final int PORTS = 9_000;
    private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % PORTS));

    private final Path folder;
    private final String[] settings;
    private int port;
    private Process process;

    private RedisServer(Path folder, String... settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Skips the test where there is no server to start. */
    static void assumeInstalled() {
        boolean found = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "redis-server")));
        Assumptions.assumeTrue(found, "no redis-server on the PATH: install it, for example with"
                + " 'apt install redis-server'; nothing of Redis was tested");
    }

    /** Starts one that keeps nothing on disk. */
    static RedisServer start(Path folder, String... settings) {
        RedisServer server = new RedisServer(folder, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
        for (int tries = 0; tries < TRIES; tries++) {
            server.port = freePort();
            if (server.launch()) {
                return server;
            }
        }
        throw new AssertionError("redis-server does not start: " + server.log());
    }

    private static int freePort() {
        while (true) {
            int port = FIRST_PORT + Math.floorMod(NEXT.getAndIncrement(), PORTS);
            if (isFree(port) && isFree(port + BUS)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Starts it again on its port, with nothing in it. */
    void restart() {
        if (!launch()) {
            throw new AssertionError("redis-server does not start again: " + log());
        }
    }

    private boolean launch() {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port),
                "--bind", HOST, "--dir", folder.toString(), "--save", "", "--appendonly", "no",
                "--cluster-config-file", "nodes-" + port + ".conf", "--repl-diskless-sync-delay", "0"));
        command.addAll(List.of(settings));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(folder.resolve("redis-" + port + ".log").toFile()).start();
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        }
        await("redis-server on port " + port + " listens or ends", () -> !process.isAlive() || accepts());
        return process.isAlive();
    }

    private boolean accepts() {
        return log().contains("Ready to accept connections");
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("redis-" + port + ".log"), StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return "";
        }
    }

    /** Waits for something that will come about: longer than any machine needs. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in vain waited until " + what);
            }
            Waiting.pause(Duration.ofMillis(20));
        }
    }

    int port() {
        return port;
    }

    Address address() {
        return new Address(HOST, port);
    }

    RedisURI uri() {
        return RedisURI.create(HOST, port);
    }

    /** Does something with it, beside the tier. */
    <T> T with(Function<RedisCommands<String, String>, T> what) {
        return with(uri(), what);
    }

    /** As {@link #with(Function)}, with a password. */
    static <T> T with(RedisURI uri, Function<RedisCommands<String, String>, T> what) {
        try (StatefulRedisConnection<String, String> connection =
                CLIENT.connect(new StringCodec(StandardCharsets.ISO_8859_1), uri)) {
            return what.apply(connection.sync());
        }
    }

    /** The keys of a tier that it has. */
    List<String> keysOf(FarTier tier) {
        return with(redis -> redis.keys("cleave:" + HexFormat.of().toHexDigits(tier.storeId()) + ":*"));
    }

    /** Stops it where it is: its connections stay, and it says nothing. */
    void suspend() {
        signal("STOP");
    }

    /** Lets it go on. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException absent) {
            throw new UncheckedIOException(absent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it as a crash would. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it. */
    @Override
    public void close() {
        kill();
    }
}
