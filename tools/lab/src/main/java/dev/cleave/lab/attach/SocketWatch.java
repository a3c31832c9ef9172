package dev.cleave.lab.attach;

import dev.cleave.memory.PoolCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches a JVM by a socket that it opened: a thread reads its lines. */
final class SocketWatch implements Watch {
    private static final int LONGEST_LINE = 1 << 20;

    private final Path file;
    private final SocketChannel channel;
    private final PoolObserver observer;
    private final Thread reader;
    private volatile @Nullable IOException failure;
    private volatile boolean over;

    private SocketWatch(Path file, SocketChannel channel, PoolObserver observer) {
        this.file = file;
        this.channel = channel;
        this.observer = observer;
        reader = Thread.ofPlatform().daemon().name("cleave-socket-watch").unstarted(this::read);
    }

    static SocketWatch open(Path file, Wanted wanted, PoolObserver observer) throws NotWatchableException {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(file));
            channel.write(ByteBuffer.wrap(
                    ("cleave " + Target.VERSION + " " + wanted.word() + "\n").getBytes(StandardCharsets.US_ASCII)));
            SocketWatch watch = new SocketWatch(file, channel, observer);
            watch.reader.start();
            return watch;
        } catch (IOException | RuntimeException refused) {
            close(channel);
            throw new NotWatchableException(refused instanceof AccessDeniedException
                    || String.valueOf(refused.getMessage()).contains("Permission denied")
                            ? "socket " + file + " is another user's: run this command as its owner"
                            : "nobody serves socket " + file + " (" + refused.getMessage() + ")",
                    refused);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = nextLine(lines); line != null; line = nextLine(lines)) {
                take(line);
            }
        } catch (IOException thrown) {
            failure = thrown;
        } catch (RuntimeException thrown) {
            failure = malformed(thrown);
        } finally {
            over = true;
        }
    }

    /**
     * As {@link #wholeLine}; a connection that breaks ends what is told, as one that is closed
     * does.
     */
    private static @Nullable String nextLine(BufferedReader lines) throws NotWatchableException {
        try {
            return wholeLine(lines);
        } catch (NotWatchableException tooLong) {
            throw tooLong;
        } catch (IOException broken) {
            return null;
        }
    }

    /** The next line, or null at the end: what is behind the last line's end is torn. */
    private static @Nullable String wholeLine(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            if (line.length() > LONGEST_LINE) {
                throw new NotWatchableException("a socket tells a line of more than " + LONGEST_LINE + " characters");
            }
            next = lines.read();
        }
        return next < 0 ? null : line.toString();
    }

    private void take(String line) throws IOException {
        String[] words = line.split(" ", 6);
        switch (words[0]) {
            case "pool" -> observer.pool(number(words[1]), line.split(" ", 4)[3]);
            case "blocks" -> observer.blocks(number(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]),
                    number(words[4]), words[5]);
            case "snapshot" -> observer.snapshot(snapshot(line.split(" ")));
            case "error" -> throw new NotWatchableException("socket " + file + ": " + line.substring(6));
            default -> throw new NotWatchableException(
                    "socket " + file + " is not one of Cleave: it says '" + words[0] + "'");
        }
    }

    private static SnapshotPart snapshot(String[] words) {
        PoolCounts counts =
                new PoolCounts(Long.parseLong(words[6]), Long.parseLong(words[7]), Long.parseLong(words[8]));
        return new SnapshotPart(number(words[1]), number(words[2]), number(words[3]), words[4],
                new PoolTotals(Long.parseLong(words[5]), counts, Long.parseLong(words[9])));
    }

    private IOException malformed(RuntimeException thrown) {
        return new NotWatchableException("socket " + file + " tells what cannot be understood: " + thrown.getMessage(),
                thrown);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    @Override
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** A torn last line is no line; what was told by whole ones counts. */
    @Override
    public void stop() throws IOException {
        close();
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void close() {
        close(channel);
        try {
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException closed) {
            // It is no more, which is what was wanted.
        }
    }
}
