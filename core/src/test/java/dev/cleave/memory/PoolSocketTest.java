package dev.cleave.memory;

import static dev.cleave.histories.Patience.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolSocketTest {
    @TempDir
    Path folder;

    private static SocketChannel connect(Path file, String request) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(file));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static BufferedReader reader(SocketChannel channel) {
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    @Test
    void tellsOfSnapshotsOnALineEach() throws IOException {
        Path file = folder.resolve("s");
        try (Pool pool = Pool.builder().name("a\nb").capacity(1 << 20).build();
                PoolSocket socket = PoolSocket.open(file);
                SocketChannel channel = connect(file, "cleave 1 snapshot\n")) {
            BufferedReader lines = reader(channel);
            String line = lines.readLine();
            while (!line.startsWith("snapshot ")) {
                assertThat(line).startsWith("pool ");
                line = lines.readLine();
            }
            assertThat(line).matches("snapshot [0-9]+ 0 1 [A-Za-z0-9+/=]+( [0-9]+){5}");
            assertThat(socket.file()).isEqualTo(file);
            assertThat(pool.isClosed()).isFalse();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void isItsOwnersAlone() throws IOException {
        Path file = folder.resolve("s");
        try (PoolSocket socket = PoolSocket.open(file)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        Path file = folder.resolve("s");
        try (PoolSocket socket = PoolSocket.open(file)) {
            for (String request : List.of("cleave 2 record\n", "GET / HTTP/1.1\r\n\r\n", "x".repeat(200))) {
                try (SocketChannel channel = connect(socket.file(), request)) {
                    assertThat(reader(channel).readLine())
                            .isEqualTo("error this version knows 'cleave 1 record' and 'cleave 1 snapshot'");
                }
            }
        }
    }

    @Test
    void hasFourPlacesWhichAreFreeAgainWhenAWatcherGoes() throws IOException {
        Path file = folder.resolve("s");
        List<SocketChannel> watchers = new ArrayList<>();
        try (Pool pool = Pool.builder().capacity(1 << 20).build();
                PoolSocket socket = PoolSocket.open(file)) {
            for (int each = 0; each < 4; each++) {
                watchers.add(connect(file, "cleave 1 snapshot\n"));
                assertThat(reader(watchers.getLast()).readLine()).startsWith("snapshot ");
            }
            assertThat(answer(file)).startsWith("error 4 watch already");
            watchers.removeLast().close();
            waitUntil(() -> answer(file).startsWith("snapshot "));
            assertThat(pool.isClosed()).isFalse();
            assertThat(socket.file()).exists();
        } finally {
            for (SocketChannel each : watchers) {
                each.close();
            }
        }
    }

    private static String answer(Path file) {
        try (SocketChannel channel = connect(file, "cleave 1 snapshot\n")) {
            return String.valueOf(reader(channel).readLine());
        } catch (IOException refused) {
            return refused.toString();
        }
    }

    @Test
    void takesThePlaceOfASocketThatNobodyServesAndOfNothingElse() throws IOException {
        Path stale = folder.resolve("stale");
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(stale).exists();
        try (PoolSocket socket = PoolSocket.open(stale)) {
            assertThatThrownBy(() -> PoolSocket.open(stale)).isInstanceOf(IOException.class);
            assertThat(socket.file()).exists();
        }

        Path file = Files.writeString(folder.resolve("file"), "precious");
        assertThatThrownBy(() -> PoolSocket.open(file)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("precious");
    }
}
