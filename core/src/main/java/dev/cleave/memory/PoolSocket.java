package dev.cleave.memory;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * A Unix socket by which {@code cleave record}, {@code snapshot} and {@code attach} see the pools of this
 * JVM, where they cannot attach to it: as it runs in a container, or as another user.
 *
 * {@snippet :
 * try (PoolSocket socket = PoolSocket.open(Path.of("/run/app/cleave.sock"))) {
 *     // … what the application does; cleave record /run/app/cleave.sock -o app.trace.gz
 * }
 * }
 *
 * <p>Whoever may write to the file may see the names, figures and offsets of all pools, and nothing
 * else; nobody can change anything. Only the owner may, unless the permissions are changed. At most
 * four watch at once. It costs a daemon thread that waits, and nothing more while nobody watches.
 *
 * <p>Thread-safe. Closing ends what is being watched, and removes the file.
 */
public final class PoolSocket implements AutoCloseable {
    // One line asks, "cleave 1 record" or "cleave 1 snapshot"; lines answer until one of the two
    // closes the connection: "pool NUMBER UNIT NAME", "blocks FORMAT BATCH LOST ONE-IN TEXT",
    // "snapshot NUMBER PART PARTS BASE64 LONGEST-FREE-RUN ALLOCATIONS FREES FAILURES PURGED", or "error WORDS".

    private static final String SNAPSHOT_EVENT = "dev.cleave.PoolSnapshot";
    private static final int MOST_WATCHERS = 4;
    private static final int LONGEST_REQUEST = 100;
    private static final long SECONDS_TO_ASK = 10;
    private static final long NANOS_TO_TRY_AGAIN = 100_000_000;
    private static final long MOST_RECORDED_BYTES = 256 << 20;
    private static final Executor LATER = CompletableFuture.delayedExecutor(SECONDS_TO_ASK, TimeUnit.SECONDS);

    private final Path file;
    private final ServerSocketChannel server;
    private final Semaphore places = new Semaphore(MOST_WATCHERS);
    private final Set<SocketChannel> watchers = ConcurrentHashMap.newKeySet();

    private PoolSocket(Path file, ServerSocketChannel server) {
        this.file = file;
        this.server = server;
    }

    /**
     * Opens a socket, and serves it by a daemon thread until it is closed.
     *
     * @param file where no file is yet, but for a socket that nobody serves any more; its path may
     *     have about 100 bytes
     * @throws IOException where there is a file, or no socket can be made there
     */
    public static PoolSocket open(Path file) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        removeUnserved(address);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean opened = false;
        try {
            server.bind(address);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            PoolSocket socket = new PoolSocket(file, server);
            daemon("cleave-socket", socket::serve);
            opened = true;
            return socket;
        } finally {
            if (!opened) {
                server.close();
            }
        }
    }

    /** One that is left of a process that ended by force. */
    private static void removeUnserved(UnixDomainSocketAddress address) throws IOException {
        if (!Files.exists(address.getPath()) || Files.isRegularFile(address.getPath())) {
            return;
        }
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.connect(address);
        } catch (ConnectException nobody) {
            Files.delete(address.getPath());
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).start(work);
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    private void serve() {
        while (server.isOpen()) {
            try {
                SocketChannel watcher = server.accept();
                watchers.add(watcher);
                daemon("cleave-watcher", () -> answer(watcher));
            } catch (IOException closedOrOutOfFiles) {
                LockSupport.parkNanos(NANOS_TO_TRY_AGAIN);
            }
        }
    }

    private void answer(SocketChannel watcher) {
        boolean placed = places.tryAcquire();
        try (watcher;
                BufferedWriter out = new BufferedWriter(Channels.newWriter(watcher, StandardCharsets.UTF_8))) {
            String request = request(watcher);
            if (!placed) {
                line(out, "error " + MOST_WATCHERS + " watch already, which is as many as may: try again later");
            } else if (request.equals("cleave 1 record")) {
                stream(watcher, out, "dev.cleave.RecordedBlocks", Duration.ofMillis(100));
            } else if (request.equals("cleave 1 record-allocations")) {
                stream(watcher, out, "dev.cleave.RecordedAllocations", Duration.ofMillis(100));
            } else if (request.equals("cleave 1 snapshot")) {
                stream(watcher, out, SNAPSHOT_EVENT, Duration.ofSeconds(1));
            } else {
                line(out, "error this version knows 'cleave 1 record' and 'cleave 1 snapshot'");
            }
        } catch (IOException | RuntimeException gone) {
            // The watcher went, or never asked: that is its own affair.
        } finally {
            watchers.remove(watcher);
            if (placed) {
                places.release();
            }
        }
    }

    /** A connection on which nobody asks is closed after a while. */
    private static String request(SocketChannel watcher) throws IOException {
        boolean[] asked = {false};
        LATER.execute(() -> closeUnless(asked, watcher));
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_REQUEST);
        while (bytes.hasRemaining() && watcher.read(bytes) >= 0) {
            if (bytes.position() > 0 && bytes.get(bytes.position() - 1) == '\n') {
                break;
            }
        }
        synchronized (asked) {
            asked[0] = true;
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
    }

    private static void closeUnless(boolean[] asked, SocketChannel watcher) {
        synchronized (asked) {
            if (!asked[0]) {
                close(watcher);
            }
        }
    }

    /** Hands on what the Flight Recorder tells until the watcher goes. */
    private static void stream(SocketChannel watcher, BufferedWriter out, String event, Duration period)
            throws IOException {
        try (RecordingStream events = new RecordingStream()) {
            events.setMaxSize(MOST_RECORDED_BYTES);
            if (!event.equals(SNAPSHOT_EVENT)) {
                events.enable("dev.cleave.Pool").withPeriod(Duration.ofSeconds(1));
            }
            events.enable(event).withPeriod(period);
            events.onEvent("dev.cleave.Pool", each -> line(out, "pool " + each.getInt("number") + " "
                    + each.getLong("unitBytes") + " " + onOneLine(each.getString("pool"))));
            events.onEvent("dev.cleave.RecordedBlocks", each -> line(out, blocks(each)));
            events.onEvent(SNAPSHOT_EVENT, each -> line(out, snapshot(each)));
            events.onEvent("dev.cleave.RecordedAllocations", each -> line(out, blocks(each)));
            events.onError(failure -> close(watcher));
            events.startAsync();
            // Nothing more is asked: the read ends when the watcher goes, or the socket is closed.
            ByteBuffer ignored = ByteBuffer.allocate(LONGEST_REQUEST);
            while (watcher.read(ignored) >= 0) {
                ignored.clear();
            }
            events.stop();
        }
    }

    private static String blocks(RecordedEvent event) {
        return "blocks " + event.getInt("format") + " " + event.getLong("batch") + " " + event.getLong("lost") + " "
                + event.getInt("oneIn") + " " + event.getString("blocks");
    }

    private static String snapshot(RecordedEvent event) {
        return "snapshot " + event.getInt("number") + " " + event.getInt("part") + " " + event.getInt("parts") + " "
                + event.getString("snapshot") + " " + event.getLong("longestFreeRunBytes") + " "
                + event.getLong("allocations") + " " + event.getLong("frees") + " " + event.getLong("failures") + " "
                + event.getLong("purgedBytes");
    }

    private static String onOneLine(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    private static void line(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void close(SocketChannel watcher) {
        try {
            watcher.close();
        } catch (IOException closed) {
            // It is no more, which is what was wanted.
        }
    }

    /** Ends what is being watched, and removes the file. */
    @Override
    public void close() throws IOException {
        server.close();
        watchers.forEach(PoolSocket::close);
        Files.deleteIfExists(file);
    }
}
