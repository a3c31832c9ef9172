package dev.cleave.lab.experiment.compaction;

import dev.cleave.contiguity.GatherView;
import dev.cleave.memory.OpenFiles;
import dev.cleave.memory.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The ways of scattered bytes out of memory and into it: a file by its channel and by its
 * descriptor, and a pair of sockets on this machine.
 */
final class Channels implements AutoCloseable {
    /** One way of all bytes of a view. */
    @FunctionalInterface
    interface Way {
        /** Takes it, and comes back when all bytes have arrived. */
        void take(GatherView view) throws IOException;
    }

    private static final int RECEIVED_AT_ONCE = 1 << 20;

    private final Path path;
    private final FileChannel file;
    private final SocketChannel sender;
    private final SocketChannel receiver;
    private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVED_AT_ONCE);
    private final ExecutorService reader = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final Map<String, Way> ways = new LinkedHashMap<>();
    private int descriptor = -1;

    /** Opens them: the file is a new one among the system's temporary files. */
    Channels() throws IOException {
        path = Files.createTempFile("cleave-gather", ".bytes");
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            sender = SocketChannel.open(server.getLocalAddress());
            receiver = server.accept();
        }
        ways.put("file-write", view -> view.transfer().writeAll(file.position(0)));
        ways.put("file-read", view -> view.transfer().readAll(file.position(0)));
        files().ifPresent(this::addDescriptor);
        ways.put("socket", this::send);
    }

    /** Empty where the system has no files by descriptor. */
    private static Optional<OpenFiles> files() {
        try {
            return Optional.of(OperatingSystem.current().files());
        } catch (UnsupportedOperationException elsewhere) {
            return Optional.empty();
        }
    }

    private void addDescriptor(OpenFiles files) {
        descriptor = files.open(path);
        ways.put("pwritev", view -> view.transfer().writeAll(files, descriptor, 0));
        ways.put("preadv", view -> view.transfer().readAll(files, descriptor, 0));
    }

    /** By name, in an order in which what is read was written before. */
    Map<String, Way> ways() {
        return ways;
    }

    private void send(GatherView view) throws IOException {
        Future<?> arrived = reader.submit(() -> receive(view.byteSize()));
        view.transfer().writeAll(sender);
        try {
            arrived.get();
        } catch (ExecutionException broken) {
            throw new IOException("the receiving end of the sockets failed", broken.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending", interrupted);
        }
    }

    private void receive(long byteSize) {
        try {
            for (long left = byteSize; left > 0;) {
                received.clear().limit((int) Math.min(left, RECEIVED_AT_ONCE));
                int read = receiver.read(received);
                if (read < 0) {
                    throw new IOException("the sender has gone, " + left + " bytes before the end");
                }
                left -= read;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        sender.close();
        receiver.close();
        file.close();
        files().filter(files -> descriptor >= 0).ifPresent(files -> files.close(descriptor));
        Files.delete(path);
        reader.shutdown();
    }
}
